import type { ClientView, HubView, ServerView } from "../../../src/sandbox/controlClient.ts";

export function server(serverId: string, change: Partial<ServerView> = {}): ServerView {
  return { serverId, connections: 5, clients: 0, leaving: false, ...change };
}

export function client(connectionId: string, change: Partial<ClientView> = {}): ClientView {
  return { connectionId, transport: "WebSockets", protocol: "json", groups: [], since: "2026-01-01T00:00:00.000Z", ...change };
}

export function hubView(change: Partial<HubView> = {}): HubView {
  return { hub: "chat", own: false, servers: [], clients: [], users: 0, groups: [], ...change };
}
