import * as vscode from "vscode";
import { Problem } from "../../signalr/problem.ts";
import { withProgress } from "../progress.ts";
import { answered, pickOne } from "../prompts.ts";
import { azureControlPlane } from "./controlPlanes.ts";
import type { GuestTenant, Identity } from "./identity.ts";
import { askIdentity } from "./sessions.ts";

/** Asks for one of the tenants someone belongs to and signs in there. Throws `Cancelled`, a Problem, or what VS Code throws. */
export async function askTenant(cloudName: string, identities: readonly Identity[]): Promise<GuestTenant> {
  const choices = await withProgress(vscode.l10n.t("Looking for tenants"), async (signal) =>
    (
      await Promise.all(
        identities.map(async ({ account }) => {
          const tenants = await (await azureControlPlane(cloudName, { account })).tenants(signal);
          return tenants.map(({ id, name }) => ({ label: name, description: account.label, detail: id, value: { account, tenant: { accountId: account.id, tenantId: id, name } } }));
        }),
      )
    ).flat(),
  );
  if (choices.length === 0) throw new Problem({ code: "noTenants", message: vscode.l10n.t("No tenant was found."), nextStep: vscode.l10n.t("Sign in to Azure first.") });
  const { account, tenant } = answered(await pickOne({ title: vscode.l10n.t("Sign In to a Tenant"), placeholder: vscode.l10n.t("Which tenant?") }, choices));
  await askIdentity(cloudName, { account, tenantId: tenant.tenantId });
  return tenant;
}
