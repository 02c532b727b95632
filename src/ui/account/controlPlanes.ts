import * as vscode from "vscode";
import { namedCloud } from "../../azure/clouds.ts";
import type { Cloud, ControlPlane } from "../../azure/controlPlane.ts";
import { createControlPlane } from "../../azure/createControlPlane.ts";
import { tokenCredential } from "../../azure/credential.ts";
import { defaultCredential } from "../../azure/defaultCredential.ts";
import { parseProfile } from "../../azure/profile.ts";
import type { SandboxLine } from "../../sandbox/model.ts";
import { Problem } from "../../signalr/problem.ts";
import { SERVICE_SCOPE } from "../../signalr/signingKey.ts";
import { showCountdown } from "./countdown.ts";
import type { Identity } from "./identity.ts";
import { providerOf, tenantScopes } from "./identity.ts";

export function sandboxControlPlane(line: SandboxLine): ControlPlane {
  const profile = parseProfile(JSON.stringify(line), vscode.l10n.t("of the running sandbox"));
  return createControlPlane(profile.cloud, profile.credential);
}

/** The cloud of the setting. @throws Problem `cloudUnknown`, `cloudUnreadable` */
export async function configuredCloud(name: string): Promise<Cloud> {
  return namedCloud(name);
}

/** Every request asks VS Code for the session's token: it renews what has expired, and forgets what was signed out. */
export async function azureControlPlane(cloudName: string, identity: Identity): Promise<ControlPlane> {
  const cloud = await namedCloud(cloudName);
  const { account, tenantId } = identity;
  const provider = providerOf(cloud.name);
  const credential = tokenCredential(async (scopes, { claims }) => {
    const wanted = tenantScopes(scopes, tenantId);
    const session =
      claims === undefined
        ? await vscode.authentication.getSession(provider, wanted, { silent: true, account })
        : await vscode.authentication.getSession(provider, { wwwAuthenticate: challengeWith(claims), fallbackScopes: wanted }, { createIfNone: { detail: vscode.l10n.t("Azure wants you to sign in once more for this.") }, account });
    if (session !== undefined) return session.accessToken;
    throw new Problem({ code: "signedOut", message: vscode.l10n.t("{0} is signed out.", account.label), nextStep: vscode.l10n.t("Run “Sign In to Azure”.") });
  });
  return createControlPlane(cloud, credential, { waiting: (wait) => void showCountdown(wait) });
}

/** With what `@azure/identity` finds: environment, workload or managed identity, Azure CLI. */
export async function environmentControlPlane(cloudName: string): Promise<ControlPlane> {
  const cloud = await namedCloud(cloudName);
  return createControlPlane(cloud, await defaultCredential(cloud), { waiting: (wait) => void showCountdown(wait) });
}

/** The token for the data plane of SignalR Services that `@azure/identity` finds. Secret. */
export async function environmentToken(cloudName: string): Promise<string> {
  const credential = await defaultCredential(await namedCloud(cloudName));
  return (await credential.getToken(SERVICE_SCOPE))?.token ?? "";
}

/** The challenge as Azure sent it: VS Code's provider reads the claims from there. */
function challengeWith(claims: string): string {
  return `Bearer error="insufficient_claims", claims="${Buffer.from(claims, "utf8").toString("base64")}"`;
}
