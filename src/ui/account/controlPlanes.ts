import * as vscode from "vscode";
import { cloudOf } from "../../azure/clouds.ts";
import type { ControlPlane } from "../../azure/controlPlane.ts";
import { createControlPlane } from "../../azure/createControlPlane.ts";
import { tokenCredential } from "../../azure/credential.ts";
import { parseProfile } from "../../azure/profile.ts";
import type { SandboxLine } from "../../sandbox/model.ts";
import { Problem } from "../../signalr/problem.ts";
import { showCountdown } from "./countdown.ts";

const cloud = cloudOf("AzureCloud");

export function sandboxControlPlane(line: SandboxLine): ControlPlane {
  const profile = parseProfile(JSON.stringify(line), vscode.l10n.t("of the running sandbox"));
  return createControlPlane(profile.cloud, profile.credential);
}

/** Every request asks VS Code for the session's token: it renews what has expired, and forgets what was signed out. */
export function azureControlPlane(account: vscode.AuthenticationSessionAccountInformation): ControlPlane {
  return createControlPlane(
    cloud,
    tokenCredential(async (scopes) => {
      const session = await vscode.authentication.getSession("microsoft", scopes, { silent: true, account });
      if (session !== undefined) return session.accessToken;
      throw new Problem({ code: "signedOut", message: vscode.l10n.t("{0} is signed out.", account.label), nextStep: vscode.l10n.t("Run “Sign In to Azure”.") });
    }),
    { waiting: (wait) => void showCountdown(wait) },
  );
}

/** The Microsoft session for Azure. Without `ask` only one that is there already; with it VS Code shows its dialogs. */
export async function azureSession(ask: boolean): Promise<vscode.AuthenticationSession | undefined> {
  return vscode.authentication.getSession("microsoft", [cloud.scope], ask ? { createIfNone: true } : { silent: true });
}
