import * as l10n from "@vscode/l10n";
import type { ClientNode, ConnectionRow, ConnectionsNode, HubNode, ServerNode } from "./nodes.ts";
import type { Row } from "./present.ts";

/** A server with more clients than this is folded at first. */
const openLimit = 20;
/** What of a connection id tells clients apart on a narrow row; its tooltip has all of it. */
const idLength = 8;

/** A row of what is connected, in words. */
export function presentConnection(node: ConnectionRow): Row {
  switch (node.kind) {
    case "connections":
      return connectionsRow(node);
    case "hub":
      return hubRow(node);
    case "server":
      return serverRow(node);
    case "client":
      return clientRow(node);
    case "group":
      return { label: node.group.name, description: l10n.t("group · {0}", clients(node.group.clients)), icon: "organization", context: "group", children: "none" };
    case "moreClients":
      break;
  }
  return { label: l10n.t("and {0} more", node.count), icon: "ellipsis", context: "moreClients", children: "none" };
}

function connectionsRow({ live: { now } }: ConnectionsNode): Row {
  const row = { label: l10n.t("Connections"), icon: "plug", children: "folded" as const };
  if (now === undefined) return { ...row, context: "connections" };
  const servers = now.hubs.reduce((sum, hub) => sum + hub.servers.length, 0);
  const all = now.hubs.reduce((sum, hub) => sum + hub.clients.length, 0);
  return {
    ...row,
    description: [now.serving === "own" ? l10n.t("ChatRoom serves") : l10n.t("your app serves"), appServers(servers), clients(all)].join(" · "),
    tooltip: [
      l10n.t("Who is connected to the sandbox's SignalR Service. Looked at while this view is visible."),
      now.serving === "own" ? l10n.t("Hub chat is served by ChatRoom, the sandbox's own app, even when another app dials in.") : l10n.t("Hub chat is served by the app that dials in; ChatRoom does not serve it."),
    ].join("\n"),
    context: `connections ${now.serving}`,
  };
}

function hubRow({ hub: { hub, servers, clients: all, users: different, groups } }: HubNode): Row {
  const counts = [appServers(servers.length), clients(all.length), ...(different === 0 ? [] : [different === 1 ? l10n.t("1 user") : l10n.t("{0} users", different)]), ...(groups.length === 0 ? [] : [groups.length === 1 ? l10n.t("1 group") : l10n.t("{0} groups", groups.length)])];
  return { label: hub, description: counts.join(" · "), icon: "comment-discussion", tooltip: [l10n.t("Hub {0}", hub), ...counts].join("\n"), context: "hub", children: "open" };
}

function serverRow({ hub, server, clients: served }: ServerNode): Row {
  const children = served.length > openLimit ? "folded" : "open";
  if (server === undefined) {
    return hub.own
      ? { label: l10n.t("ChatRoom"), description: l10n.t("the sandbox's own app · {0}", clients(served.length)), icon: "beaker", context: "server own", children }
      : { label: l10n.t("No app server"), description: l10n.t("the service answers itself · {0}", clients(served.length)), icon: "cloud", context: "server none", children };
  }
  const { serverId, connections, leaving } = server;
  const state = leaving ? [l10n.t("shutting down")] : hub.own ? [l10n.t("waits: ChatRoom serves this hub")] : [];
  const details = [connections === 1 ? l10n.t("1 connection") : l10n.t("{0} connections", connections), clients(served.length)];
  return {
    label: serverId,
    description: [l10n.t("app server"), ...state, ...details].join(" · "),
    tooltip: [l10n.t("App server {0}", serverId), ...state, ...details].join("\n"),
    ...(state.length === 0 ? { icon: "server-process" } : { icon: "warning", colour: "warning" }),
    context: hub.own ? "server waiting" : "server external",
    children,
  };
}

function clientRow({ client: { connectionId, userId, transport, protocol, groups, since } }: ClientNode): Row {
  return {
    label: userId ?? l10n.t("no user, {0}…", connectionId.slice(0, idLength)),
    description: [transport, protocol, ...(groups.length === 0 ? [] : [l10n.t("in {0}", groups.join(", "))])].join(" · "),
    icon: userId === undefined ? "device-desktop" : "account",
    tooltip: [l10n.t("Connection {0}", connectionId), ...(userId === undefined ? [] : [l10n.t("User {0}", userId)]), l10n.t("Since {0}", since)].join("\n"),
    context: "client",
    children: "none",
  };
}

function clients(count: number): string {
  return count === 1 ? l10n.t("1 client") : l10n.t("{0} clients", count);
}

function appServers(count: number): string {
  return count === 1 ? l10n.t("1 app server") : l10n.t("{0} app servers", count);
}
