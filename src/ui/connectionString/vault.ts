import * as vscode from "vscode";
import { defaultKeys } from "../../apim/appSettings/writeConnectionString.ts";
import { appSettingReference, secretNameFault, secretNameFor } from "../../apim/appSettings/keyVaultReference.ts";
import type { Vault } from "../../azure/vaults.ts";
import { Cancelled, Problem } from "../../signalr/problem.ts";
import { withProgress } from "../progress.ts";
import { answered, askText, pickOne } from "../prompts.ts";
import type { IntegrationNode } from "../tree/nodes.ts";

/** What is copied once the secret is written. */
type Form = "appSetting" | "secretUri";

/** A secret to be, and how it is to be referred to. */
export interface VaultPlace {
  readonly vault: Vault;
  readonly secret: string;
  readonly form: Form;
}

/** Asks for the vault, the secret's name and the form. Throws `Cancelled`, or a Problem where no vault is seen. */
export async function chooseVaultPlace(node: IntegrationNode): Promise<VaultPlace> {
  const title = vscode.l10n.t("Key Vault for the connection string of {0}", node.integration.name);
  const vault = answered(await pickOne({ title, placeholder: vscode.l10n.t("Which vault?") }, (await vaultsOf(node)).map((value) => ({ label: value.name, description: [value.resourceGroup, value.location].join(" · "), value }))));
  const secret = answered(await askText({ title, placeholder: vscode.l10n.t("The secret's name") }, secretNameFor(node.integration.name), secretNameFault));
  const form = answered(
    await pickOne<Form>({ title, placeholder: vscode.l10n.t("What do you need for the app?") }, [
      { label: vscode.l10n.t("$(cloud) The value of a setting of App Service or Functions"), description: appSettingReference("…"), value: "appSetting" },
      { label: vscode.l10n.t("$(link) The secret's identifier"), description: vscode.l10n.t("for a named value of API Management, Container Apps or your own code"), value: "secretUri" },
    ]),
  );
  await refuseOverwriting(node, vault, secret);
  return { vault, secret, form };
}

/** Writes the secret and copies what refers to it. */
export async function putIntoVault(node: IntegrationNode, { vault, secret, form }: VaultPlace, connectionString: string): Promise<void> {
  const { secretUri } = await withProgress(vscode.l10n.t("Writing the secret {0} to {1}", secret, vault.name), async (signal) => (await node.account.controlPlane()).putSecret(vault, secret, connectionString, signal));
  await vscode.env.clipboard.writeText(form === "appSetting" ? appSettingReference(secretUri) : secretUri);
  void vscode.window.showInformationMessage(
    form === "appSetting"
      ? vscode.l10n.t("The connection string is the secret {0} of {1}, and the reference to it is on the clipboard: the value of the app's setting {2}. The app's identity needs the role Key Vault Secrets User on the vault.", secret, vault.name, defaultKeys.dotenv)
      : vscode.l10n.t("The connection string is the secret {0} of {1}, and its identifier is on the clipboard. Who reads it needs the role Key Vault Secrets User on the vault.", secret, vault.name),
  );
}

async function vaultsOf({ account }: IntegrationNode): Promise<readonly Vault[]> {
  const vaults = await withProgress(vscode.l10n.t("Looking for key vaults"), async (signal) => {
    const [{ subscriptions }, controlPlane] = await Promise.all([account.inventory.rows(signal), account.controlPlane()]);
    return controlPlane.vaults(subscriptions.map(({ id }) => id), signal);
  });
  if (vaults.length > 0) return vaults;
  throw new Problem({ code: "vaultNotFound", message: vscode.l10n.t("This account sees no key vault."), nextStep: vscode.l10n.t("Create one in the portal, or ask for the role Key Vault Contributor on one.") });
}

/** Another's secret of the same name would get a new version, and whoever refers to it this connection string. */
async function refuseOverwriting(node: IntegrationNode, vault: Vault, name: string): Promise<void> {
  const there = await withProgress(vscode.l10n.t("Looking into {0}", vault.name), async (signal) => (await node.account.controlPlane()).secret(vault, name, signal));
  if (there === undefined) return;
  const write = vscode.l10n.t("Write a New Version");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("{0} has a secret {1} already.", vault.name, name),
    { modal: true, detail: vscode.l10n.t("What refers to it gets the new version: App Service within a day or when it starts again, API Management within four hours.") },
    write,
  );
  if (chosen !== write) throw new Cancelled();
}
