import * as vscode from "vscode";
import { apiType, textOf } from "../../apim/compare.ts";
import { onHandshake } from "../../apim/layouts/wantedPolicies.ts";
import type { ArmResource, Instance } from "../../apim/model.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Account } from "../account/account.ts";
import { policyScheme } from "../commands.ts";
import { pickIntegration } from "../pickIntegration.ts";
import type { Choice } from "../prompts.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Services } from "../services.ts";
import { isTreeNode } from "../tree/nodes.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { isReadOnly, uriParts } from "./address.ts";
import type { PolicyAddress } from "./address.ts";
import { emptyPolicy } from "./desk.ts";
import { sameText } from "./merge.ts";
import type { Policies } from "./register.ts";

/** Opens a policy: of the API or operation whose row the command was run on, else of one that the person picks from an integration. */
export async function editPolicy(services: Services, policies: Policies, from: unknown): Promise<void> {
  const address = addressOfNode(from) ?? answered(await pickPolicy(await pickIntegration(services, from)));
  const uri = vscode.Uri.from({ scheme: policyScheme, ...uriParts(address) });
  const desk = await policies.desk();
  await desk.addresses.remember(uri, address);
  const now = await desk.refresh(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  // VS Code keeps a document for a while after its tab was closed.
  if (now !== undefined && !document.isDirty && !sameText(now, document.getText())) await vscode.commands.executeCommand("workbench.action.files.revert");
  if (isReadOnly(address)) void vscode.window.showInformationMessage(vscode.l10n.t("More than one API depends on this policy: it is only shown here. Change it in the portal."));
  else if (document.getText() === emptyPolicy && !document.isDirty) void vscode.window.showInformationMessage(vscode.l10n.t("There may be no policy here yet: this one only inherits. Saving it with your changes writes it to the instance."));
}

/** Shows what a document changes against the instance as it is now. */
export async function comparePolicy({ versions, desk }: Policies, from: unknown): Promise<void> {
  const uri = from instanceof vscode.Uri ? from : vscode.window.activeTextEditor?.document.uri;
  const { addresses, reach } = await desk();
  const address = uri?.scheme === policyScheme ? addresses.of(uri) : undefined;
  if (uri === undefined || address === undefined) {
    throw new Problem({ code: "noPolicy", message: vscode.l10n.t("There is no policy here to compare."), nextStep: vscode.l10n.t("Open one with Edit Policy.") });
  }
  const server = await reach.read(address);
  await vscode.commands.executeCommand("vscode.diff", versions.add(uri, server?.text ?? ""), uri, vscode.l10n.t("{0}: instance ↔ yours", uri.path.slice(uri.path.lastIndexOf("/") + 1)));
}

function addressOfNode(node: unknown): PolicyAddress | undefined {
  if (!isTreeNode(node)) return undefined;
  if (node.kind === "api") return apiAddress(node.account, node.instance, node.api);
  if (node.kind !== "operation" || node.parent?.kind !== "api") return undefined;
  return address(node.parent.account, node.parent.instance, node.operation.path, apiType(node.parent.api) === "websocket");
}

function pickPolicy({ account, instance, integration }: IntegrationNode): ReturnType<typeof pickOne<PolicyAddress>> {
  const choices = integration.apis.flatMap(({ api, operations, products = [] }): readonly Choice<PolicyAddress>[] => {
    const webSocket = apiType(api) === "websocket";
    return [
      ...(webSocket ? [] : [{ label: `$(globe) ${textOf(api, "displayName")}`, description: vscode.l10n.t("API"), value: apiAddress(account, instance, api) }]),
      ...operations.map((operation) => ({
        label: `$(symbol-method) ${textOf(operation, "displayName")}`,
        description: vscode.l10n.t("operation of {0}", textOf(api, "displayName")),
        detail: [textOf(operation, "method"), textOf(operation, "urlTemplate")].join(" "),
        value: address(account, instance, operation.path, webSocket),
      })),
      ...products.map((product) => ({ label: `$(package) ${textOf(product, "displayName")}`, description: vscode.l10n.t("product, only shown"), value: address(account, instance, product.path, false) })),
    ];
  });
  const all = { label: vscode.l10n.t("$(server-environment) All APIs of {0}", instance.name), description: vscode.l10n.t("only shown"), value: address(account, instance, "", false) };
  return pickOne({ title: vscode.l10n.t("Edit Policy"), placeholder: vscode.l10n.t("Which policy of {0}?", integration.name) }, [...new Map([...choices, all].map((choice) => [choice.value.resource, choice])).values()]);
}

/** A WebSocket API takes policies only on its handshake (apim-facts 1.6). */
function apiAddress(account: Account, instance: Instance, api: ArmResource): PolicyAddress {
  const webSocket = apiType(api) === "websocket";
  return address(account, instance, webSocket ? `${api.path}/operations/${onHandshake}` : api.path, webSocket);
}

function address(account: Account, instance: Instance, owner: string, webSocket: boolean): PolicyAddress {
  return { account: account.id, instance: instance.id, resource: owner === "" ? "policies/policy" : `${owner}/policies/policy`, webSocket };
}
