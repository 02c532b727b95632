import type { ServerConnection } from "./serverConnection.ts";

/** The connected app servers of one hub. */
export class HubServers {
  readonly #connections = new Set<ServerConnection>();

  add(connection: ServerConnection): void {
    this.#connections.add(connection);
  }

  delete(connection: ServerConnection): void {
    this.#connections.delete(connection);
  }

  all(): Iterable<ServerConnection> {
    return this.#connections;
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Any connection of that server. */
  ofServer(serverId: string): ServerConnection | undefined {
    return Array.from(this.#connections).find((connection) => connection.serverId === serverId);
  }

  /**
   * The connection a new client goes to: its token may name a server (`asrs.s.sn`), which under `Required` is the only
   * good one; else one of the server with the fewest clients (service-protocol section 6).
   */
  choose(claims: Readonly<Record<string, unknown>>): ServerConnection | undefined {
    const { "asrs.s.sn": server, "asrs.s.ssticky": sticky } = claims;
    const open = Array.from(this.#connections).filter((connection) => connection.serves);
    const named = open.filter((connection) => connection.serverId === server);
    if (isRequired(claims)) return fewestClients(named);
    return fewestClients(sticky === "Preferred" && named.length > 0 ? named : open);
  }

  /** Where a client of that server can be moved. */
  chooseOther(serverId: string): ServerConnection | undefined {
    return fewestClients(Array.from(this.#connections).filter((connection) => connection.serves && connection.serverId !== serverId));
  }
}

/** Whether a client may be served by the server its token names and by no other. */
export function isRequired(claims: Readonly<Record<string, unknown>>): boolean {
  return claims["asrs.s.ssticky"] === "Required";
}

function fewestClients(connections: readonly ServerConnection[]): ServerConnection | undefined {
  const ofServer = new Map<string, number>();
  for (const { serverId, clients } of connections) ofServer.set(serverId, (ofServer.get(serverId) ?? 0) + clients.size);
  const of = ({ serverId }: ServerConnection): number => ofServer.get(serverId) ?? 0;
  return connections.toSorted((a, b) => of(a) - of(b) || a.clients.size - b.clients.size)[0];
}

/** The app servers of every hub. */
export class Servers {
  readonly #hubs = new Map<string, HubServers>();

  /** @param hub lower case */
  of(hub: string): HubServers {
    const servers = this.#hubs.get(hub) ?? new HubServers();
    this.#hubs.set(hub, servers);
    return servers;
  }

  hubs(): Iterable<readonly [hub: string, servers: HubServers]> {
    return this.#hubs;
  }

  all(): ServerConnection[] {
    return Array.from(this.#hubs.values()).flatMap((servers) => Array.from(servers.all()));
  }
}
