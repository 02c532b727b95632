import { hubProtocol } from "../hubProtocols.ts";
import type { ClientConnection, ClientSession } from "../clientConnection.ts";
import type { Hub, HubMember } from "../hubs.ts";
import { clientClaims } from "./clientClaims.ts";
import { isRequired } from "./hubServers.ts";
import { RecordJoiner } from "./recordJoiner.ts";
import type { ServedClient, ServerConnection } from "./serverConnection.ts";

export interface ProxiedSessionOptions {
  readonly hub: Hub;
  readonly server: ServerConnection;
  /** The client's handshake with its separator. */
  readonly handshake: Uint8Array;
  /** Lower case. */
  readonly protocol: string;
  /** What the service calls itself in `Asrs-Instance-Id`. */
  readonly instanceId: string;
  /** Bytes waiting for the client above which the app is asked to stop writing to it. */
  readonly pauseBytes: number;
  /** Bytes held for the client above which it is given up. */
  readonly dropBytes: number;
}

/** A client served by an app server: its bytes go through as they are, in both directions (service-protocol section 6). */
export class ProxiedSession implements ClientSession, HubMember, ServedClient {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly protocol: string;
  readonly since = new Date();
  readonly #connection: ClientConnection;
  readonly #options: ProxiedSessionOptions;
  readonly #joiner: RecordJoiner;
  #server: ServerConnection;
  /** What groups, users and everyone were sent before the hub answered the handshake; undefined from then on. */
  #early: Uint8Array[] | undefined = [];
  #earlyBytes = 0;
  #flow: "open" | "asked" | "paused" = "open";
  #serverKnows = true;

  constructor(connection: ClientConnection, options: ProxiedSessionOptions) {
    this.connectionId = connection.identity.connectionId;
    this.userId = connection.identity.userId;
    this.protocol = options.protocol;
    this.#connection = connection;
    this.#options = options;
    this.#server = options.server;
    this.#joiner = new RecordJoiner(options.protocol);
    options.hub.add(this);
    this.#open([]);
  }

  get serverId(): string {
    return this.#server.serverId;
  }

  get transport(): string {
    return this.#connection.transport.name;
  }

  received(bytes: Uint8Array): void {
    this.#server.send({ kind: "connectionData", connectionId: this.connectionId, payload: bytes });
  }

  fromServer(payload: Uint8Array): void {
    const records = this.#joiner.push(payload);
    if (this.#joiner.pending > this.#options.dropBytes) this.#connection.drop("The app server sent a hub message beyond all bounds.");
    if (records.length === 0) return;
    this.#write(records);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const each of early) this.#write(each);
  }

  /** Whole records of a group, a user or everyone. A client must not see them before the answer to its handshake. */
  send(records: Uint8Array): void {
    if (this.#early === undefined) {
      this.#write(records);
      return;
    }
    this.#early.push(records);
    this.#earlyBytes += records.length;
    if (this.#earlyBytes > this.#options.dropBytes) this.#connection.drop("The app server did not answer the client's handshake.");
  }

  close(error: string | undefined, allowReconnect: boolean): void {
    if (this.#early === undefined) {
      const message = { kind: "close", ...(error === undefined ? {} : { error }), ...(allowReconnect ? { allowReconnect } : {}) } as const;
      this.#write(hubProtocol(this.protocol)?.encode(message) ?? new Uint8Array());
    }
    this.#connection.finish(error);
  }

  gone(error: string | undefined): void {
    this.#options.hub.remove(this);
    this.#server.clients.delete(this.connectionId);
    if (this.#serverKnows) this.#server.send({ kind: "closeConnection", connectionId: this.connectionId, errorMessage: error ?? "", headers: [] });
  }

  endedByServer(error: string | undefined): void {
    this.#serverKnows = false;
    this.#connection.finish(error);
  }

  serverLost(): void {
    this.#serverKnows = false;
    this.close("The connection to the app server was lost.", true);
  }

  paused(): void {
    if (this.#flow === "asked") this.#flow = "paused";
    this.drained();
  }

  drained(): void {
    if (this.#flow !== "paused" || this.#connection.transport.waiting > this.#options.pauseBytes) return;
    this.#flow = "open";
    this.#control(3);
  }

  /** Only whole messages were handed over, so the app has no unfinished one to throw away; it is told all the same, as by the real service. */
  resumed(): void {
    if (this.#server.keepsClients) this.#server.send({ kind: "connectionReconnect", connectionId: this.connectionId });
  }

  /** The hub of the next server swallows its answer to the handshake, so the client must have one. */
  get movable(): boolean {
    return this.#early === undefined && !isRequired(this.#connection.identity.claims);
  }

  /** The client notices nothing (service-protocol section 7, `fin:1`). */
  moveTo(server: ServerConnection): void {
    const old = this.#server;
    old.clients.delete(this.connectionId);
    old.send({ kind: "closeConnection", connectionId: this.connectionId, errorMessage: "", headers: [["Asrs-Migrate-To", [server.serverId]]] });
    this.#server = server;
    this.#flow = "open";
    this.#joiner.forget();
    this.#open([["Asrs-Migrate-From", [old.serverId]]]);
  }

  #open(headers: readonly (readonly [string, readonly string[]])[]): void {
    const { identity, request } = this.#connection;
    this.#server.clients.set(this.connectionId, this);
    this.#server.send({
      kind: "openConnection",
      connectionId: this.connectionId,
      claims: clientClaims(identity.claims),
      headers: [...request.headers, ["Asrs-Instance-Id", [this.#options.instanceId]], ...diagnostic(identity.claims), ...headers],
      queryString: request.query,
      extensions: { protocol: this.protocol },
    });
    this.received(this.#options.handshake);
  }

  #write(bytes: Uint8Array): void {
    this.#connection.send(bytes, this.protocol !== "json");
    if (this.#flow === "open" && this.#server.knowsFlowControl && this.#connection.transport.waiting > this.#options.pauseBytes) {
      this.#flow = "asked";
      this.#control(1);
    }
  }

  #control(operation: 1 | 3): void {
    this.#server.send({ kind: "connectionFlowControl", connectionId: this.connectionId, connectionType: 1, operation });
  }
}

function diagnostic(claims: Readonly<Record<string, unknown>>): (readonly [string, readonly string[]])[] {
  return claims["asrs.s.dc"] === "true" ? [["Asrs-Is-Diagnostic-Client", ["true"]]] : [];
}
