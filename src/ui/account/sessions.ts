import * as vscode from "vscode";
import { Cancelled, Problem, isCancelled } from "../../signalr/problem.ts";
import { configuredCloud } from "./configuredCloud.ts";
import type { Identity } from "./identity.ts";
import { providerOf, tenantScopes } from "./identity.ts";

/** Those of the accounts who are signed in to VS Code, also where their session has expired meanwhile; nobody is asked. */
export async function knownIdentities(cloudName: string, accountIds: readonly string[]): Promise<readonly vscode.AuthenticationSessionAccountInformation[]> {
  const accounts = await vscode.authentication.getAccounts(providerOf((await configuredCloud(cloudName)).name));
  return accounts.filter(({ id }) => accountIds.includes(id));
}

/**
 * Asks VS Code for a session, with its own dialogs: of any account, which may be another one than before, or of the wanted one.
 * Throws what VS Code throws; Problem `sovereignCloudNotSet`.
 * @param refused Azure does not take the session there is
 */
export async function askIdentity(cloudName: string, wanted?: Identity, refused = false): Promise<Identity> {
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
  const whose = wanted === undefined ? { clearSessionPreference: true } : { account: wanted.account };
  const { account } = await (refused ? vscode.authentication.getSession(provider, scopes, { ...whose, forceNewSession: true }) : vscode.authentication.getSession(provider, scopes, { ...whose, createIfNone: true }));
  return { ...wanted, account };
}

/** VS Code throws a plain error when the person declines, and when its provider cannot sign in at all: these become `Cancelled` and a Problem. */
export async function asking<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Problem) throw error;
    const said = error instanceof Error ? error.message : String(error);
    if (isCancelled(error) || /cancel|did not consent/i.test(said)) throw new Cancelled();
    throw new Problem({ code: "signInFailed", message: vscode.l10n.t("Signing in did not work: {0}", said), nextStep: vscode.l10n.t("Try again; the log of VS Code's “Microsoft Authentication” has the details.") }, { cause: error });
  }
}
