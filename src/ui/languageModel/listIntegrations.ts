import * as v from "valibot";
import * as vscode from "vscode";
import { everyIntegration } from "../pickIntegration.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { readInput } from "./input.ts";
import type { ToolWork } from "./tools.ts";

const schema = v.strictObject({ instance: v.optional(v.string()) });

/** Lists what is published, as the tree knows it: names, addresses and findings, no keys. */
export function listIntegrationsTool(services: Services): ToolWork {
  return {
    running: () => vscode.l10n.t("Looking for integrations"),
    run: async (input) => {
      const { instance } = readInput(schema, input);
      const all = await everyIntegration(services);
      const wanted = instance === undefined ? all : all.filter((node) => node.instance.name.toLowerCase() === instance.toLowerCase());
      return JSON.stringify({ integrations: wanted.map(integrationMember) }, undefined, 1);
    },
  };
}

function integrationMember({ account, instance, integration }: IntegrationNode): object {
  const { name, layout, state, signalR, prefix, clientEndpoint, gatewayUrls, requireSubscriptionKey, cors, hubs, findings } = integration;
  return { name, instance: instance.name, account: account.label, layout, state, signalR, prefix, clientEndpoint, gatewayUrls, requireSubscriptionKey, cors, hubs, findings };
}
