import * as vscode from "vscode";
import { Problem } from "../../signalr/problem.ts";
import { configuredCloud } from "./controlPlanes.ts";
import type { Identity } from "./identity.ts";
import { providerOf, tenantScopes } from "./identity.ts";

/** Everyone who is signed in to VS Code and lets this extension use it; nobody is asked. */
export async function knownIdentities(cloudName: string): Promise<readonly Identity[]> {
  const cloud = await configuredCloud(cloudName);
  const provider = providerOf(cloud.name);
  const accounts = await vscode.authentication.getAccounts(provider);
  const sessions = await Promise.all(accounts.map((account) => vscode.authentication.getSession(provider, [cloud.scope], { silent: true, account })));
  return sessions.flatMap((session) => (session === undefined ? [] : [{ account: session.account }]));
}

/**
 * Asks VS Code for a session, with its own dialogs: of any account, which may be another one than before, or in one tenant.
 * Throws what VS Code throws; Problem `sovereignCloudNotSet`.
 */
export async function askIdentity(cloudName: string, wanted?: Identity): Promise<Identity> {
  const cloud = await configuredCloud(cloudName);
  const provider = providerOf(cloud.name);
  if (provider !== "microsoft" && !vscode.workspace.getConfiguration("microsoft-sovereign-cloud").get<string>("environment")) {
    throw new Problem({
      code: "sovereignCloudNotSet",
      message: vscode.l10n.t("VS Code does not know yet where people of {0} sign in.", cloud.name),
      nextStep: vscode.l10n.t("Set “microsoft-sovereign-cloud.environment” to ChinaCloud, USGovernment or custom, and try again."),
    });
  }
  const scopes = tenantScopes([cloud.scope], wanted?.tenantId);
  const session = await vscode.authentication.getSession(provider, scopes, { createIfNone: true, ...(wanted === undefined ? { clearSessionPreference: true } : { account: wanted.account }) });
  return { ...wanted, account: session.account };
}
