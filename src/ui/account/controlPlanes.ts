import * as vscode from "vscode";
import type { ControlPlane } from "../../azure/controlPlane.ts";
import { createControlPlane } from "../../azure/createControlPlane.ts";
import { tokenCredential } from "../../azure/credential.ts";
import { defaultCredential } from "../../azure/defaultCredential.ts";
import { parseProfile } from "../../azure/profile.ts";
import type { SandboxLine } from "../../sandbox/model.ts";
import { Problem } from "../../signalr/problem.ts";
import { SERVICE_SCOPE } from "../../signalr/signingKey.ts";
import { configuredCloud } from "./configuredCloud.ts";
import { showCountdown } from "./countdown.ts";
import type { Identity } from "./identity.ts";
import { providerOf, tenantScopes } from "./identity.ts";
import { stepUps } from "./stepUp.ts";

export function sandboxControlPlane(line: SandboxLine): ControlPlane {
  const profile = parseProfile(JSON.stringify(line), vscode.l10n.t("of the running sandbox"));
  return createControlPlane(profile.cloud, profile.credential);
}

/** Every request asks VS Code for the session's token: it renews what has expired, and forgets what was signed out. */
export async function azureControlPlane(cloudName: string, identity: Identity): Promise<ControlPlane> {
  const cloud = await configuredCloud(cloudName);
  const { account, tenantId } = identity;
  const provider = providerOf(cloud.name);
  const stepUp = stepUps(provider, account);
  const credential = tokenCredential(async (scopes, { claims }) => {
    const wanted = tenantScopes(scopes, tenantId);
    if (claims !== undefined) return stepUp(claims, wanted);
    const session = await vscode.authentication.getSession(provider, wanted, { silent: true, account });
    if (session !== undefined) return session.accessToken;
    throw new Problem({ code: "signedOut", message: vscode.l10n.t("{0} is signed out.", account.label), nextStep: vscode.l10n.t("Run “Sign In to Azure”.") });
  });
  return createControlPlane(cloud, credential, { waiting: (wait) => void showCountdown(wait) });
}

/** With what `@azure/identity` finds: environment, workload or managed identity, Azure CLI. */
export async function environmentControlPlane(cloudName: string): Promise<ControlPlane> {
  const cloud = await configuredCloud(cloudName);
  return createControlPlane(cloud, await defaultCredential(cloud), { waiting: (wait) => void showCountdown(wait) });
}

/** The token for the data plane of SignalR Services that `@azure/identity` finds. Secret. */
export async function environmentToken(cloudName: string): Promise<string> {
  const credential = await defaultCredential(await configuredCloud(cloudName));
  return (await credential.getToken(SERVICE_SCOPE))?.token ?? "";
}
