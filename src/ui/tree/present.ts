import * as l10n from "@vscode/l10n";
import type { ArmResource, Integration } from "../../apim/model.ts";
import type { Inventory } from "../../azure/inventory.ts";
import { isOffline } from "../../azure/offline.ts";
import { redactText } from "../../signalr/redact.ts";
import type { MessageNode, SubscriptionNode, TreeNode } from "./nodes.ts";
import { presentConnection } from "./presentConnections.ts";

/** A row in words: what VS Code draws, before it is VS Code's. State is always in the description, never in colour alone. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  /** A codicon's name. */
  readonly icon: string;
  /** A theme colour to go with the icon, for what needs a hand. */
  readonly colour?: "warning" | "error";
  readonly tooltip?: string;
  /** What `when` clauses of menus see as `viewItem`. */
  readonly context: string;
  readonly children: "none" | "folded" | "open";
}

export function present(node: TreeNode): Row {
  switch (node.kind) {
    case "account":
      return { label: node.account.label, description: [node.account.description, ...inventoryState(node.account.inventory)].join(" · "), ...inventoryTooltip(node.account.inventory), icon: node.account.kind === "sandbox" ? "beaker" : "azure", context: node.account.kind === "sandbox" ? "sandbox" : "account", children: "open" };
    case "subscription":
      return subscriptionRow(node);
    case "instance": {
      const { name, sku, location, provisioningState, gatewayUrls } = node.instance;
      const state = provisioningState === "Succeeded" ? [] : [provisioningState];
      return { label: name, description: [sku, location, ...state].join(" · "), icon: "server-environment", tooltip: [name, ...gatewayUrls].join("\n"), context: "instance", children: node.account.kind === "sandbox" ? "open" : "folded" };
    }
    case "integration":
      return integrationRow(node.integration, node.account.kind === "sandbox");
    case "finding":
      return { label: node.finding.message, icon: "warning", colour: "warning", tooltip: l10n.t("{0} ({1})\nRepairing puts this right where it can; the plan shows how.", node.finding.resource, node.finding.code), context: "finding", children: "none" };
    case "otherApis":
      return { label: l10n.t("Other APIs ({0})", node.apis.length), icon: "folder", tooltip: l10n.t("APIs on this instance that do not publish SignalR. They are never touched."), context: "otherApis", children: "folded" };
    case "api": {
      const webSocket = node.api.properties["type"] === "websocket";
      return {
        label: text(node.api, "displayName"),
        description: `/${text(node.api, "path").replaceAll(/^\/+|\/+$/g, "")}${webSocket ? "  (wss)" : ""}`,
        icon: webSocket ? "arrow-swap" : "globe",
        tooltip: redactText([node.api.path, text(node.api, "serviceUrl")].filter((line) => line !== "").join("\n")),
        context: "api",
        children: "folded",
      };
    }
    case "operation":
      return { label: text(node.operation, "displayName"), description: [text(node.operation, "method"), text(node.operation, "urlTemplate")].filter((part) => part !== "").join(" "), icon: "symbol-method", tooltip: node.operation.path, context: "operation", children: "none" };
    case "connections":
    case "hub":
    case "server":
    case "client":
    case "group":
    case "moreClients":
      return presentConnection(node);
    case "message":
      break;
  }
  return messageRow(node);
}

function subscriptionRow({ subscription: { id, name, disabled }, instances }: SubscriptionNode): Row {
  const words = [...(disabled === undefined ? [] : [l10n.t("disabled, can only be read")]), ...(instances === undefined ? [] : [counted(instances)])];
  return { label: name, ...(words.length > 0 && { description: words.join(" · ") }), icon: disabled === undefined ? "key" : "circle-slash", tooltip: id, context: "subscription", children: "folded" };
}

/** What a screen reader says: the label, then the state. */
export function spoken(row: Row): string {
  return row.description === undefined ? row.label : `${row.label}, ${row.description}`;
}

function integrationRow(integration: Integration, sandbox: boolean): Row {
  const { name, layout, origin, state, findings, signalR, clientEndpoint, gatewayUrls } = integration;
  const states = {
    published: l10n.t("published"),
    incomplete: findings.length === 1 ? l10n.t("incomplete: 1 part missing") : l10n.t("incomplete: {0} findings", findings.length),
    drifted: findings.length === 1 ? l10n.t("drifted: 1 difference") : l10n.t("drifted: {0} differences", findings.length),
  };
  return {
    label: name,
    description: [layout, states[state], ...(origin === "handMade" ? [l10n.t("made by hand")] : [])].join(" · "),
    ...(state === "published" ? { icon: "radio-tower" } : { icon: "warning", colour: "warning" }),
    tooltip: [
      l10n.t("SignalR Service {0}", signalR),
      ...(origin === "handMade" ? [l10n.t("Someone else made it. Adopt it to have it repaired from here.")] : []),
      ...(clientEndpoint === null ? [] : [`ClientEndpoint=${clientEndpoint}`]),
      ...gatewayUrls,
      ...findings.map((finding) => finding.message),
    ].join("\n"),
    context: `integration ${sandbox ? "sandbox" : "azure"} ${state} ${origin}`,
    children: state === "published" ? "folded" : "open",
  };
}

function counted(instances: number): string {
  if (instances === 0) return l10n.t("no API Management instance");
  return instances === 1 ? l10n.t("1 instance") : l10n.t("{0} instances", instances);
}

/** How old the rows of an account are, and that newer ones cannot be had; nothing is said of what was just read. */
function inventoryState({ reading, problem, ageMs }: Inventory): readonly string[] {
  if (ageMs === undefined) return [];
  const read = ageText(ageMs);
  if (problem?.code === "signedOut") return [l10n.t("signed out, read {0}", read)];
  if (problem !== undefined) return [isOffline(problem) ? l10n.t("offline, read {0}", read) : l10n.t("could not be read again, read {0}", read)];
  return ageMs < minuteMs ? [] : [reading ? l10n.t("read {0}, reading again", read) : l10n.t("read {0}", read)];
}

function inventoryTooltip({ problem }: Inventory): Pick<Row, "tooltip"> {
  if (problem === undefined) return {};
  const { message, likelyCause, nextStep } = problem.details;
  return { tooltip: redactText([message, likelyCause, nextStep].filter((part) => part !== undefined).join("\n\n")) };
}

const minuteMs = 60_000;

/** In the largest unit that is full. */
function ageText(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes < 1) return l10n.t("just now");
  if (hours < 1) return minutes === 1 ? l10n.t("a minute ago") : l10n.t("{0} minutes ago", minutes);
  if (days < 1) return hours === 1 ? l10n.t("an hour ago") : l10n.t("{0} hours ago", hours);
  return days === 1 ? l10n.t("a day ago") : l10n.t("{0} days ago", days);
}

function messageRow({ state, problem, of, at }: MessageNode): Row {
  const read = at === undefined ? "" : ageText(Date.now() - at);
  const details = problem?.details;
  const tooltip = details === undefined ? undefined : [details.message, details.likelyCause, details.nextStep].filter((part) => part !== undefined).join("\n\n");
  const rows: Readonly<Record<MessageNode["state"], Pick<Row, "label" | "description" | "icon" | "colour">>> = {
    loading: { label: l10n.t("Loading…"), icon: "loading~spin" },
    offline: { label: l10n.t("Offline"), description: l10n.t("as it was read {0}; click to try again", read), icon: "cloud-offline", colour: "warning" },
    failed: { label: redactText(details?.message ?? ""), description: at === undefined ? l10n.t("click to try again") : l10n.t("what is above was read {0}; click to try again", read), icon: "error", colour: "error" },
    signedOut: { label: l10n.t("Sign in again…"), description: redactText(details?.message ?? ""), icon: "sign-in", colour: "warning" },
    stopped: { label: l10n.t("Stopped"), description: l10n.t("click to try again"), icon: "circle-slash" },
    gone: { label: l10n.t("Not there any more"), description: l10n.t("moved or deleted meanwhile; click to look again"), icon: "circle-slash", colour: "warning" },
    forbidden: { label: l10n.t("No permission to read this"), description: l10n.t("click to learn what is needed"), icon: "lock", colour: "warning" },
    noSubscriptions: { label: l10n.t("No subscription"), description: l10n.t("this account sees none here; click to choose another tenant"), icon: "info" },
    noInstances: { label: l10n.t("No API Management instance"), description: l10n.t("create one in the portal; click to look again"), icon: "info" },
    nothingPublished: { label: l10n.t("Publish SignalR here…"), description: l10n.t("nothing is published on this instance yet"), icon: "add" },
    noOperations: { label: l10n.t("No operations"), icon: "info" },
    noConnections: { label: l10n.t("Nobody is connected"), icon: "info" },
    more: { label: l10n.t("Show more…"), description: l10n.t("{0} of {1} are shown; “Find Instance…” searches all", of?.shown ?? 0, of?.all ?? 0), icon: "ellipsis" },
    noClients: { label: l10n.t("No clients"), icon: "info" },
  };
  return { ...rows[state], context: state, children: "none", ...(tooltip === undefined ? {} : { tooltip: redactText(tooltip) }) };
}

function text(resource: ArmResource, property: string): string {
  const value = resource.properties[property];
  return typeof value === "string" ? value : "";
}
