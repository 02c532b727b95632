import * as l10n from "@vscode/l10n";
import type { ProblemDetails } from "../signalr/problem.ts";

/** Why Microsoft Entra refused to give a token, by its code (learn.microsoft.com, "Microsoft Entra authentication and authorization error codes"). */
export function refusedSignIn(said: string): (Pick<ProblemDetails, "likelyCause" | "nextStep"> & { readonly code: string }) | undefined {
  const [code, digits = ""] = /\bAADSTS(\d+)\b/.exec(said) ?? [];
  if (code === undefined) return undefined;
  const again = l10n.t("Sign in again, for example with: az login --tenant TENANT.");
  const secondFactor = { likelyCause: l10n.t("The tenant wants a second factor."), nextStep: again };
  const expired = { likelyCause: l10n.t("The sign-in has expired."), nextStep: again };
  const secret = { likelyCause: l10n.t("The client secret of the application is wrong or has expired."), nextStep: l10n.t("Make a new one in the portal under App registrations, and set AZURE_CLIENT_SECRET.") };
  const known: Readonly<Record<string, Pick<ProblemDetails, "likelyCause" | "nextStep">>> = {
    "50076": secondFactor,
    "50078": secondFactor,
    "50079": secondFactor,
    "50158": secondFactor,
    "50173": expired,
    "70043": expired,
    "700082": expired,
    "53003": { likelyCause: l10n.t("Conditional access of the tenant does not let you in from here."), nextStep: l10n.t("Ask the tenant's administrators what it takes; they find the attempt under Sign-in logs.") },
    "7000215": secret,
    "7000222": secret,
    "90002": { likelyCause: l10n.t("There is no such tenant."), nextStep: l10n.t("Look at AZURE_TENANT_ID, or sign in anew, for example with: az login.") },
  };
  return { code, ...(known[digits] ?? { nextStep: again }) };
}
