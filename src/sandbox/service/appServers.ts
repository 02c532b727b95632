import type { SandboxEvent, SignalRModel } from "../model.ts";
import type { Access } from "./authorize.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { HandshakeRequest } from "./handshake.ts";
import type { HubHost } from "./hubHost.ts";
import type { Hub, Hubs } from "./hubs.ts";
import { newId } from "./identity.ts";
import type { ServiceLimits } from "./limits.ts";
import type { Quota } from "./quota.ts";
import { ClientResults } from "./servers/clientResults.ts";
import { Servers } from "./servers/hubServers.ts";
import { ProxiedSession } from "./servers/proxiedSession.ts";
import type { ServerConnection, ServerHandshake } from "./servers/serverConnection.ts";
import { ServerEndpoint } from "./servers/serverEndpoint.ts";
import { handleServerMessage } from "./servers/serverRoom.ts";
import type { ServerRoom } from "./servers/serverRoom.ts";
import { serviceMode } from "./serviceMode.ts";

/** Who serves a hub that this process has a host for: that host, or app servers that dialled in. */
export type Serving = "own" | "external";

export interface AppServersOptions {
  readonly access: Access;
  readonly hubs: Hubs;
  readonly limits: ServiceLimits;
  readonly quota: Quota;
  /** The person's choice, where there is one. */
  readonly serving: Serving | undefined;
  readonly event: (name: string, members: Pick<SandboxEvent, string>) => void;
  /** Servers came or went. */
  readonly changed: () => void;
}

/** The app servers that dialled in, and the clients they serve. */
export class AppServers {
  readonly servers = new Servers();
  readonly endpoint: ServerEndpoint;
  readonly #options: AppServersOptions;
  readonly #rooms = new Map<string, ServerRoom>();
  readonly #instanceId = newId();
  /** Servers that were told of already: each opens several connections. */
  readonly #idle = new Set<string>();
  /** Servers that were asked for one more connection. */
  readonly #asked = new Set<string>();
  #serving: Serving;
  #chosen: boolean;

  constructor(options: AppServersOptions) {
    this.#options = options;
    this.#serving = options.serving ?? "own";
    this.#chosen = options.serving !== undefined;
    this.endpoint = new ServerEndpoint({
      access: options.access,
      limits: options.limits,
      quota: options.quota,
      refuse: (handshake) => options.quota.serverRefusal ?? refuse(options.access.signalR, handshake, this.#instanceId),
      connected: (connection) => this.#connected(connection),
      message: (connection, message) => handleServerMessage(connection, message, this.#room(connection.hub)),
      ended: (connection) => this.#ended(connection),
      failed: (serverId, hub, error) => options.event("serverFailed", { hub, serverId, error }),
    });
  }

  get serving(): Serving {
    return this.#serving;
  }

  /** Changes who serves; the clients of the one that no longer does are sent back to connect again. */
  serve(serving: Serving): void {
    this.#chosen = true;
    if (serving === this.#serving) return;
    this.#serving = serving;
    for (const hub of this.#options.hubs.all()) {
      if (hub.hosts.length === 0) continue;
      for (const member of Array.from(hub.all())) if ((member.serverId === undefined) === (serving === "external")) member.close("Another app server serves this hub now.", true);
    }
    this.#options.changed();
  }

  /** The host in this process that serves the hub, where one does. */
  ownHost(hub: Hub): HubHost | undefined {
    return this.#serving === "own" ? hub.hosts.at(-1) : undefined;
  }

  /** Gives a client to one of its hub's servers. Text refuses its handshake; nothing means that the hub has no server. */
  open(connection: ClientConnection, handshake: HandshakeRequest, bytes: Uint8Array): ProxiedSession | string | undefined {
    const { hub, claims } = connection.identity;
    const room = this.#room(hub);
    const server = room.servers.choose(claims);
    if (server === undefined) return undefined;
    const protocol = handshake.protocol.toLowerCase();
    if (protocol !== "json" && connection.transport.name === "ServerSentEvents") {
      return `Cannot use the '${handshake.protocol}' protocol on the current transport. The transport does not support 'Binary' transfer format.`;
    }
    const { pauseBytes, dropBytes } = this.#options.limits;
    this.#spread(server);
    return new ProxiedSession(connection, { hub: room.hub, server, handshake: bytes, protocol, instanceId: this.#instanceId, pauseBytes, dropBytes });
  }

  /** Whether the hub's clients may come back after a dropped WebSocket: all that may serve them must allow it. Where the service answers itself they may (signalr-protocol 4.5). */
  keepsClients(name: string): boolean {
    const mode = serviceMode(this.#options.access.signalR);
    const host = mode === "Serverless" ? undefined : this.ownHost(this.#options.hubs.get(name));
    if (host !== undefined) return host.allowStatefulReconnects === true;
    const serving = mode === "Serverless" ? [] : Array.from(this.servers.of(name).all()).filter(({ serves }) => serves);
    return serving.length === 0 ? mode !== "Default" : serving.every(({ keepsClients }) => keepsClients);
  }

  /** What is asked of a hub's clients. @param hub lower case */
  results(hub: string): ClientResults {
    return this.#room(hub).results;
  }

  clientGone(hub: string, connectionId: string): void {
    this.#rooms.get(hub)?.results.clientGone(connectionId);
  }

  /** Tells the apps that this instance of the service goes: they let its clients go, which may come back (service-protocol section 5, `offline`). */
  goOffline(): void {
    for (const connection of this.servers.all()) connection.send({ kind: "ping", messages: ["offline", this.#instanceId] });
  }

  /** Ends every connection of an app server. */
  end(reason: string): void {
    for (const connection of this.servers.all()) connection.close(1001, reason);
  }

  stop(): void {
    this.endpoint.stop();
  }

  /** Asks a server whose connections carry many clients for one more (service-protocol section 5, `target`). */
  #spread({ serverId, hub }: ServerConnection): void {
    const own = Array.from(this.servers.of(hub).all()).filter((each) => each.serves && each.serverId === serverId);
    const [connection] = own;
    const key = `${hub}/${serverId}`;
    if (connection === undefined || this.#asked.has(key) || own.some(({ clients }) => clients.size < this.#options.limits.clientsPerServerConnection)) return;
    this.#asked.add(key);
    connection.send({ kind: "ping", messages: ["target", this.#instanceId] });
  }

  #room(name: string): ServerRoom {
    const known = this.#rooms.get(name);
    if (known !== undefined) return known;
    const { hubs, limits, access, event } = this.#options;
    const [hub, servers] = [hubs.get(name), this.servers.of(name)];
    const room: ServerRoom = {
      hub,
      servers,
      results: new ClientResults(hub, servers, this.#instanceId, limits.clientResultMs, limits.clientInvocationDelayMs),
      accessKey: (token) => (token !== null && access.entra?.accepts(token) === true ? access.entra : undefined),
      odd: ({ serverId }, error) => event("serverFailed", { hub: name, serverId, error }),
    };
    this.#rooms.set(name, room);
    return room;
  }

  #connected(connection: ServerConnection): void {
    const { hub, serverId, id, handshake } = connection;
    const room = this.#room(hub);
    room.servers.add(connection);
    this.#asked.delete(`${hub}/${serverId}`);
    this.#options.event("serverConnected", { hub, serverId, connectionId: id, connectionType: handshake.connectionType });
    if (!this.#chosen && connection.serves && this.ownHost(room.hub) !== undefined && !this.#idle.has(serverId)) {
      this.#idle.add(serverId);
      this.#options.event("serverIdle", { hub, serverId, message: "The sandbox's own app serves this hub. Choose the external one to give its clients to this server." });
    }
    this.#options.changed();
  }

  #ended(connection: ServerConnection): void {
    const { hub, serverId, id } = connection;
    this.#room(hub).servers.delete(connection);
    this.#options.event("serverDisconnected", { hub, serverId, connectionId: id, clients: connection.clients.size });
    for (const client of Array.from(connection.clients.values())) client.serverLost();
    this.#options.changed();
  }
}

/** A serverless hub takes only the connections of the management SDK, which send and serve nobody; a connection asked for by its target is for one instance. */
function refuse(signalR: SignalRModel, { connectionType, target }: ServerHandshake, instanceId: string): string | undefined {
  if ((target ?? "") !== "" && target !== instanceId) return `There is no instance '${target ?? ""}'.`;
  return serviceMode(signalR) === "Serverless" && connectionType !== 2
    ? "The service is in Serverless mode, which does not take app servers. Change its mode to Default, or let the app use the management SDK."
    : undefined;
}
