import * as vscode from "vscode";
import { connectionStringFor } from "../../apim/clientEndpoint.ts";
import { defaultTransport } from "../../apim/layouts/transports.ts";
import { clientOfService } from "../../console/clientOfService.ts";
import type { ServiceAccess } from "../../console/serviceSide.ts";
import type { ConsoleTarget, TokenChoices } from "../../console/target.ts";
import { parseConnectionString } from "../../signalr/connectionString.ts";
import type { ConnectOptions } from "../../signalr/connection.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { findIntegration, pickIntegration } from "../pickIntegration.ts";
import { serviceOf } from "../publish/targets.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";

/** A console for an integration's row: asks for the hub, whose name API Management and the service do not know. */
export async function consoleTargetOf(services: Services, from: unknown): Promise<ConsoleTarget> {
  const node = await pickIntegration(services, from);
  return negotiatedByGateway(node) ? gatewayTarget(services, node) : target(services, node, await askHub(services, node));
}

/** The same target after the window was reloaded; undefined when the integration is gone. */
export async function restoreConsoleTarget(services: Services, key: string): Promise<ConsoleTarget | undefined> {
  const saved = parseKey(key);
  const node = saved === undefined ? undefined : await findIntegration(services, saved);
  if (saved === undefined || node === undefined) return undefined;
  return negotiatedByGateway(node) ? gatewayTarget(services, node) : target(services, node, saved.hub);
}

/** Its clients open the gateway's address and nothing else: the app says the hub and makes the token. */
function negotiatedByGateway({ integration }: IntegrationNode): boolean {
  return integration.clientEndpoint === null;
}

function gatewayTarget(services: Services, node: IntegrationNode): ConsoleTarget {
  const { integration, instance } = node;
  const [url = ""] = integration.gatewayUrls;
  return {
    kind: "hub",
    title: `${integration.name} ▸ ${new URL(url).pathname}`,
    address: url,
    key: JSON.stringify({ instance: instance.id, integration: integration.name, hub: "" }),
    transport: "webSockets",
    ...tracing(node),
    resolve: async () => ({ url, skipNegotiation: true, ...(await keyHeader(services, node)) }),
  };
}

/** A real instance's traces are its own matter, and its portal's. */
function tracing({ account }: IntegrationNode): Pick<ConsoleTarget, "traced"> {
  return account.kind === "sandbox" ? { traced: true } : {};
}

async function keyHeader(services: Services, node: IntegrationNode): Promise<Pick<ConnectOptions, "headers">> {
  return node.integration.requireSubscriptionKey ? { headers: { "Ocp-Apim-Subscription-Key": await subscriptionKey(services, node) } } : {};
}

function target(services: Services, node: IntegrationNode, hub: string): ConsoleTarget {
  const { integration, instance } = node;
  return {
    kind: "integration",
    title: `${integration.name} ▸ ${vscode.l10n.t("hub {0}", hub)}`,
    address: `${integration.gatewayUrls[0] ?? ""}?hub=${hub}`,
    key: JSON.stringify({ instance: instance.id, integration: integration.name, hub }),
    transport: defaultTransport(integration.layout, "json"),
    ...tracing(node),
    service: (signal, entra) => serviceAccess(node, hub, entra, signal),
    resolve: (choices, signal) => connectOptions(services, node, hub, choices, signal),
  };
}

/** A token made as the app would make it; it lives in memory, for this connection. */
async function connectOptions(services: Services, node: IntegrationNode, hub: string, choices: TokenChoices, signal: AbortSignal): Promise<ConnectOptions> {
  return { ...clientOfService(await serviceAccess(node, hub, choices.entra, signal), choices, signal), ...(await keyHeader(services, node)) };
}

/** By the service's key; by the account's own identity where the service takes no keys, or the person wants it so. */
async function serviceAccess(node: IntegrationNode, hub: string, entra: boolean | undefined, signal: AbortSignal): Promise<ServiceAccess> {
  const { integration, account } = node;
  const service = await serviceOf(node);
  const controlPlane = await account.controlPlane();
  // Read anew: whether it takes keys may have been changed since the tree was read.
  if (entra === true || (await controlPlane.service(service.id, signal)).disableLocalAuth) {
    return { connectionString: parseConnectionString(connectionStringFor({ auth: "entra" }, integration)), hub, entraToken: () => account.entraToken() };
  }
  const keys = await controlPlane.keys(service, signal);
  return { connectionString: parseConnectionString(connectionStringFor({ auth: "key", connectionString: keys.primaryConnectionString }, integration)), hub };
}

/** The hub's name as the person gave it last; the sandbox's own hub where nobody gave any. */
export function knownHub({ context }: Services, { account, integration }: IntegrationNode): string | undefined {
  return context.workspaceState.get<string>(hubMemory(integration)) ?? (account.kind === "sandbox" ? "chat" : undefined);
}

function hubMemory({ signalREndpoint }: IntegrationNode["integration"]): string {
  return `hub ${signalREndpoint}`;
}

async function askHub(services: Services, node: IntegrationNode): Promise<string> {
  const { integration } = node;
  const hub = await vscode.window.showInputBox({
    title: vscode.l10n.t("Open a console on {0}", integration.name),
    prompt: vscode.l10n.t("The hub's name at the service: the hub class in lower case, such as chat"),
    value: knownHub(services, node) ?? "",
    ignoreFocusOut: true,
    validateInput: (text) => (/^[A-Za-z][A-Za-z0-9_`,.[\]]{0,127}$/.test(text.trim()) ? undefined : vscode.l10n.t("A hub's name begins with a letter and holds letters, digits and _ . ` , [ ].")),
  });
  if (hub === undefined) throw new Cancelled();
  await services.context.workspaceState.update(hubMemory(integration), hub.trim());
  return hub.trim();
}

/** The subscription key the person gave last, which is secret. */
export async function keptSubscriptionKey({ context }: Services, node: IntegrationNode): Promise<string | undefined> {
  return context.secrets.get(keyMemory(node));
}

function keyMemory({ integration, instance }: IntegrationNode): string {
  return `subscriptionKey ${instance.id.toLowerCase()} ${integration.name}`;
}

/** The gateway asks for it; it is kept in VS Code's secret storage. */
async function subscriptionKey(services: Services, node: IntegrationNode): Promise<string> {
  const { integration } = node;
  const kept = await keptSubscriptionKey(services, node);
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t("{0} needs an API Management subscription key", integration.name),
    prompt: kept === undefined ? vscode.l10n.t("One that covers its APIs") : vscode.l10n.t("Leave it as it is to use the one kept"),
    ...(kept === undefined ? {} : { value: kept }),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined || key === "") throw new Cancelled();
  await services.context.secrets.store(keyMemory(node), key);
  return key;
}

function parseKey(key: string): { readonly instance: string; readonly integration: string; readonly hub: string } | undefined {
  try {
    const value: unknown = JSON.parse(key);
    if (typeof value !== "object" || value === null || !("instance" in value) || !("integration" in value) || !("hub" in value)) return undefined;
    const { instance, integration, hub } = value;
    return typeof instance === "string" && typeof integration === "string" && typeof hub === "string" ? { instance, integration, hub } : undefined;
  } catch {
    return undefined;
  }
}
