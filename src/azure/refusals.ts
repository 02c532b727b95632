import * as l10n from "@vscode/l10n";
import type { ProblemDetails } from "../signalr/problem.ts";

type Advice = Pick<ProblemDetails, "likelyCause" | "nextStep">;

/** Resource Manager's codes that say more than their status (learn.microsoft.com, "Troubleshoot common Azure deployment errors"). */
export function adviceFor(code: string | undefined): Advice | undefined {
  const known: Readonly<Record<string, Advice>> = {
    ReadOnlyDisabledSubscription: { likelyCause: l10n.t("The subscription is disabled and can only be read."), nextStep: l10n.t("Have it enabled again in the portal under Subscriptions, or choose another one.") },
    SubscriptionNotFound: { likelyCause: l10n.t("The subscription was deleted, or it belongs to another tenant than the one you are signed in to."), nextStep: l10n.t("Refresh, and sign in to the subscription's tenant.") },
    InvalidAuthenticationTokenTenant: { likelyCause: l10n.t("You are signed in to another tenant than the subscription's."), nextStep: l10n.t("Sign in to the subscription's tenant.") },
    ResourceGroupNotFound: { likelyCause: l10n.t("The resource was moved to another resource group or deleted."), nextStep: l10n.t("Refresh and try again.") },
    RequestDisallowedByPolicy: { likelyCause: l10n.t("An Azure Policy of your organization forbids this."), nextStep: l10n.t("The message names the policy; ask those who keep it for an exemption, or change what is published.") },
    ScopeLocked: { likelyCause: l10n.t("A lock on the resource or its group keeps it from being changed."), nextStep: l10n.t("Have the lock taken away in the portal under Locks, and try again.") },
    MissingSubscriptionRegistration: { likelyCause: l10n.t("The resource provider is not registered in this subscription."), nextStep: l10n.t("Register it in the portal under Resource providers, and try again after some minutes.") },
  };
  return known[code ?? ""];
}
