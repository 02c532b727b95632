import type { ClientView, Connections, HubView, ServerView } from "../../sandbox/controlClient.ts";
import { message } from "./model.ts";
import type { AccountNode, ClientNode, ConnectionsNode, HubNode, ServerNode, TreeNode } from "./nodes.ts";

/** How many clients of a server get a row each. */
const rowLimit = 200;

/** The row of what is connected, where the account tells. That it cannot be read now is said below it, not in its place. */
export async function connectionsRows(node: AccountNode, signal: AbortSignal): Promise<readonly ConnectionsNode[]> {
  const { live } = node.account;
  if (live === undefined) return [];
  await live.read(signal).catch(() => undefined);
  return [{ kind: "connections", id: connectionsId(node.account), parent: node, live }];
}

export function connectionsId(account: AccountNode["account"]): string {
  return `${account.id}/connections`;
}

export function hubRows(node: ConnectionsNode, { hubs, serving }: Connections): readonly TreeNode[] {
  if (hubs.length === 0) return [message(node, "noConnections")];
  return hubs.map((hub): HubNode => ({ kind: "hub", id: `${node.id}/hub:${hub.hub}`, parent: node, hub, serving }));
}

/** Who serves the hub, then its groups; or a server's clients. */
export function clientRows(node: HubNode | ServerNode): readonly TreeNode[] {
  if (node.kind === "hub") {
    const { hub } = node;
    const here = hub.clients.filter(({ serverId }) => serverId === undefined);
    return [
      ...(hub.own || here.length > 0 ? [serverRow(node, hub, undefined, here)] : []),
      ...hub.servers.map((server) => serverRow(node, hub, server, hub.clients.filter(({ serverId }) => serverId === server.serverId))),
      ...hub.groups.toSorted((a, b) => a.name.localeCompare(b.name)).map((group): TreeNode => ({ kind: "group", id: `${node.id}/group:${group.name}`, parent: node, group })),
    ];
  }
  const { clients } = node;
  if (clients.length === 0) return [message(node, "noClients")];
  const left = clients.length - rowLimit;
  return [
    ...clients.slice(0, rowLimit).map((client): ClientNode => ({ kind: "client", id: `${node.id}/client:${client.connectionId}`, parent: node, client })),
    ...(left > 0 ? [{ kind: "moreClients" as const, id: `${node.id}/more`, parent: node, count: left }] : []),
  ];
}

function serverRow(parent: HubNode, hub: HubView, server: ServerView | undefined, clients: readonly ClientView[]): ServerNode {
  return { kind: "server", id: `${parent.id}/${server === undefined ? "here" : `server:${server.serverId}`}`, parent, hub, server, clients };
}
