import * as vscode from "vscode";
import { Problem } from "../../signalr/problem.ts";
import { withProgress } from "../progress.ts";
import { answered, pickOne } from "../prompts.ts";
import { azureControlPlane } from "./controlPlanes.ts";
import { eachOf } from "./eachOf.ts";
import type { GuestTenant, Identity } from "./identity.ts";
import { askIdentity } from "./sessions.ts";

/** Asks for one of the tenants that people belong to beside those that are shown, and signs in there. Throws `Cancelled`, a Problem, or what VS Code throws. */
export async function askTenant(cloudName: string, identities: readonly Identity[], shown: readonly GuestTenant[]): Promise<GuestTenant> {
  const choices = await withProgress(vscode.l10n.t("Looking for tenants"), (signal) =>
    eachOf(identities, async ({ account }) => {
      const tenants = await (await azureControlPlane(cloudName, { account })).tenants(signal);
      return tenants
        .filter(({ id, home }) => !home && !shown.some(({ accountId, tenantId }) => accountId === account.id && tenantId === id))
        .map(({ id, name }) => ({ label: name, description: account.label, detail: id, value: { account, tenant: { accountId: account.id, tenantId: id, name } } }));
    }),
  );
  if (choices.length === 0) throw new Problem({ code: "noTenants", message: vscode.l10n.t("You belong to no other tenant than those that are shown."), nextStep: vscode.l10n.t("Ask someone there to invite you, or sign in with another account.") });
  const { account, tenant } = answered(await pickOne({ title: vscode.l10n.t("Sign In to a Tenant"), placeholder: vscode.l10n.t("Which tenant?") }, choices));
  await askIdentity(cloudName, { account, tenantId: tenant.tenantId });
  return tenant;
}
