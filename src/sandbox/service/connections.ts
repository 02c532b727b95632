import type { AppServers } from "./appServers.ts";
import type { Hub, Hubs } from "./hubs.ts";
import { endServer } from "./servers/shutdown.ts";

const closedHere = "The connection was closed in the sandbox.";

/** A hub with what is connected to it. */
export interface HubConnections {
  readonly hub: string;
  /** Whether a host in this process serves it now. */
  readonly own: boolean;
  readonly servers: readonly ServerSummary[];
  readonly clients: readonly ClientSummary[];
  /** Different users among the clients. */
  readonly users: number;
  readonly groups: readonly { readonly name: string; readonly clients: number }[];
}

/** An app server process. */
export interface ServerSummary {
  readonly serverId: string;
  readonly connections: number;
  readonly clients: number;
  /** It said that it is shutting down. */
  readonly leaving: boolean;
}

export interface ClientSummary {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly transport: string;
  readonly protocol: string;
  /** The app server that serves it; none where the service or the sandbox's own app does. */
  readonly serverId: string | undefined;
  readonly groups: readonly string[];
  /** ISO time. */
  readonly since: string;
}

/** What is connected, for a person to look at. */
export class ConnectionsWatch {
  readonly #hubs: Hubs;
  readonly #appServers: AppServers;
  readonly #listeners = new Set<() => void>();
  #telling = false;

  constructor(hubs: Hubs, appServers: AppServers) {
    this.#hubs = hubs;
    this.#appServers = appServers;
  }

  list(): readonly HubConnections[] {
    return Array.from(this.#hubs.all())
      .map((hub) => this.#hub(hub))
      .filter(({ own, servers, clients }) => own || servers.length > 0 || clients.length > 0)
      .toSorted((a, b) => a.hub.localeCompare(b.hub));
  }

  close(id: string): boolean {
    const members = Array.from(this.#hubs.all()).flatMap((hub) => Array.from(hub.connections(id)));
    for (const member of members) member.close(closedHere, true);
    const { servers } = this.#appServers;
    const ofServer = servers.all().filter(({ serverId }) => serverId === id);
    for (const connection of ofServer) endServer(connection, servers.of(connection.hub), closedHere);
    return members.length + ofServer.length > 0;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    if (this.#listeners.size === 0 || this.#telling) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  #hub(hub: Hub): HubConnections {
    const groups = new Map<string, number>();
    const clients = Array.from(hub.all(), (member): ClientSummary => {
      const own = Array.from(hub.groupsOf(member));
      for (const group of own) groups.set(group, (groups.get(group) ?? 0) + 1);
      const { connectionId, userId, transport, protocol, serverId } = member;
      return { connectionId, userId, transport, protocol, serverId, groups: own, since: member.since.toISOString() };
    });
    return {
      hub: hub.name,
      own: this.#appServers.ownHost(hub) !== undefined,
      servers: this.#servers(hub.name),
      clients,
      users: new Set(clients.flatMap(({ userId }) => (userId === undefined ? [] : [userId]))).size,
      groups: Array.from(groups, ([name, count]) => ({ name, clients: count })),
    };
  }

  #servers(hub: string): ServerSummary[] {
    const connections = Array.from(this.#appServers.servers.of(hub).all());
    const ids = new Set(connections.map(({ serverId }) => serverId));
    return Array.from(ids, (serverId) => {
      const own = connections.filter((connection) => connection.serverId === serverId);
      return { serverId, connections: own.length, clients: own.reduce((sum, each) => sum + each.clients.size, 0), leaving: own.every(({ leaving }) => leaving) };
    });
  }
}
