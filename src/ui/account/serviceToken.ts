import * as vscode from "vscode";
import { isLoopback } from "../../azure/loopback.ts";
import { Cancelled, Problem } from "../../signalr/problem.ts";
import { SERVICE_SCOPE } from "../../signalr/signingKey.ts";
import type { Identity } from "./identity.ts";
import { providerOf, tenantScopes } from "./identity.ts";
import { isAzureService } from "./serviceHosts.ts";

/** Addresses the person agreed to, while the window is open. */
const agreed = new Set<string>();

/** The person's Entra token for the data plane of SignalR Services, with VS Code's own dialogs where it needs them. Throws what VS Code throws. */
export async function serviceToken(cloudName: string, identity: Identity | undefined): Promise<string> {
  const provider = providerOf(cloudName);
  const session = await vscode.authentication.getSession(provider, tenantScopes([SERVICE_SCOPE], identity?.tenantId), { createIfNone: true, ...(identity !== undefined && { account: identity.account }) });
  return session.accessToken;
}

/**
 * Asks before a token is sent to an address that is not Azure's: it opens every service that the person may use.
 * @throws Cancelled when the person does not want it; Problem `entraTokenUnsafe`
 */
export async function agreeToSendToken(url: URL): Promise<void> {
  if (isAzureService(url) || agreed.has(url.origin)) return;
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw new Problem({
      code: "entraTokenUnsafe",
      message: vscode.l10n.t("Your Entra token is not sent to {0}: plain http shows it to everyone on the way.", url.host),
      resource: url.origin,
      nextStep: vscode.l10n.t("Use https in the connection string's endpoint, or a string with an access key."),
    });
  }
  const send = vscode.l10n.t("Send It");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Send your Entra token to {0}?", url.host),
    { modal: true, detail: vscode.l10n.t("This is not an address that Azure gives to SignalR Services. Who gets the token can use every SignalR Service that you may use, for about an hour.") },
    send,
  );
  if (answer !== send) throw new Cancelled();
  agreed.add(url.origin);
}
