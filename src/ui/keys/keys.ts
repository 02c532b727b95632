import * as vscode from "vscode";
import type { SignalRService } from "../../apim/model.ts";
import type { KeyName, ServiceKeys } from "../../azure/controlPlane.ts";
import { deliver, handOutConnectionString, settle } from "../connectionString/hand.ts";
import { withProgress } from "../progress.ts";
import { answered, pickOne } from "../prompts.ts";
import { serviceNow } from "../publish/targets.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { connectionStringOf } from "./keyedString.ts";
import { maskedKey } from "./mask.ts";
import { rotate } from "./rotate.ts";

type Choosing = { readonly copy: "key" | "connectionString"; readonly key: KeyName } | "keyVault" | "rotate";

/** The access keys of an integration's service: masked, to copy or to replace. Throws `Cancelled`, or a Problem where they cannot be read. */
export async function showKeys(services: Services, node: IntegrationNode): Promise<void> {
  const service = await withProgress(vscode.l10n.t("Looking for {0}", node.integration.signalR), (signal) => serviceNow(node, signal));
  if (service.disableLocalAuth) return offerEntra(services, node, service);
  const keys = await withProgress(vscode.l10n.t("Reading the keys of {0}", service.name), async (signal) => (await node.account.controlPlane()).keys(service, signal));
  const chosen = answered(
    await pickOne<Choosing>({ title: vscode.l10n.t("Access keys of {0}", service.name), placeholder: vscode.l10n.t("What do you want to do?") }, [
      ...copies("primary", vscode.l10n.t("Primary"), keys.primaryKey),
      ...copies("secondary", vscode.l10n.t("Secondary"), keys.secondaryKey),
      { label: vscode.l10n.t("$(lock) Put the connection string into a Key Vault…"), detail: vscode.l10n.t("With the primary key; you get the reference for the app's settings"), value: "keyVault" },
      { label: vscode.l10n.t("$(sync) Replace both keys…"), detail: vscode.l10n.t("The secondary first, then the app gets it, then the primary: the app goes on working"), value: "rotate" },
    ]),
  );
  if (chosen === "rotate") return rotate(services, node, service);
  if (chosen === "keyVault") return deliver(services, node, await settle(node, "keyVault"), connectionStringOf(node, keys, "primary"));
  await vscode.env.clipboard.writeText(chosen.copy === "key" ? keyOf(keys, chosen.key) : connectionStringOf(node, keys, chosen.key));
  void vscode.window.showInformationMessage(chosen.copy === "key" ? vscode.l10n.t("The key is on the clipboard.") : vscode.l10n.t("The connection string is on the clipboard."));
}

async function offerEntra(services: Services, node: IntegrationNode, service: SignalRService): Promise<void> {
  const hand = vscode.l10n.t("Connection String Without a Key…");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("{0} takes no access keys: they are switched off, and apps sign in with Microsoft Entra ID.", service.name), hand);
  if (chosen === hand) await handOutConnectionString(services, { ...node, services: [service] });
}

function copies(key: KeyName, name: string, value: string): readonly { readonly label: string; readonly description: string; readonly value: Choosing }[] {
  return [
    { label: vscode.l10n.t("$(key) {0}: copy the key", name), description: maskedKey(value), value: { copy: "key", key } },
    { label: vscode.l10n.t("$(copy) {0}: copy the connection string", name), description: vscode.l10n.t("with ClientEndpoint"), value: { copy: "connectionString", key } },
  ];
}

function keyOf(keys: ServiceKeys, key: KeyName): string {
  return key === "primary" ? keys.primaryKey : keys.secondaryKey;
}
