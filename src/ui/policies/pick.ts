import * as vscode from "vscode";
import { apiType, textOf } from "../../apim/compare.ts";
import { onHandshake } from "../../apim/layouts/wantedPolicies.ts";
import type { ArmResource, Instance } from "../../apim/model.ts";
import type { Account } from "../account/account.ts";
import { policyScheme } from "../commands.ts";
import { pickIntegration } from "../pickIntegration.ts";
import type { Choice } from "../prompts.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Services } from "../services.ts";
import { isTreeNode } from "../tree/nodes.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { uriParts } from "./address.ts";
import type { PolicyAddress } from "./address.ts";

/** The policy a command is about: of the API or operation whose row it was run on, else the one that the person picks from an integration. */
export async function askPolicy(services: Services, from: unknown, title: string): Promise<PolicyAddress> {
  return addressOfNode(from) ?? answered(await pickPolicy(await pickIntegration(services, from), title));
}

/** Where its document is. */
export function policyUri(address: PolicyAddress): vscode.Uri {
  return vscode.Uri.from({ scheme: policyScheme, ...uriParts(address) });
}

function addressOfNode(node: unknown): PolicyAddress | undefined {
  if (!isTreeNode(node)) return undefined;
  if (node.kind === "api") return apiAddress(node.account, node.instance, node.api);
  if (node.kind !== "operation" || node.parent?.kind !== "api") return undefined;
  return address(node.parent.account, node.parent.instance, node.operation.path, apiType(node.parent.api) === "websocket");
}

function pickPolicy({ account, instance, integration }: IntegrationNode, title: string): ReturnType<typeof pickOne<PolicyAddress>> {
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
  return pickOne({ title, placeholder: vscode.l10n.t("Which policy of {0}?", integration.name) }, [...new Map([...choices, all].map((choice) => [choice.value.resource, choice])).values()]);
}

/** A WebSocket API takes policies only on its handshake (apim-facts 1.6). */
function apiAddress(account: Account, instance: Instance, api: ArmResource): PolicyAddress {
  const webSocket = apiType(api) === "websocket";
  return address(account, instance, webSocket ? `${api.path}/operations/${onHandshake}` : api.path, webSocket);
}

function address(account: Account, instance: Instance, owner: string, webSocket: boolean): PolicyAddress {
  return { account: account.id, instance: instance.id, resource: owner === "" ? "policies/policy" : `${owner}/policies/policy`, webSocket };
}
