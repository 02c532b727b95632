import { RECORD_SEPARATOR } from "../../signalr/protocol/json.ts";
import type { ClientTransport } from "./clientTransport.ts";
import { encodeHandshakeAnswer, readHandshake } from "./handshake.ts";
import type { HandshakeRequest } from "./handshake.ts";
import { hubProtocol } from "./hubProtocols.ts";
import type { ClientIdentity } from "./identity.ts";
import { StatefulStream } from "./statefulStream.ts";

/** What a connection becomes once its handshake was read. */
export interface ClientSession {
  /** Bytes of the hub protocol, split anyhow. */
  received(bytes: Uint8Array): void;
  /** Asks the client to leave (a close message), then ends the connection. */
  close(error: string | undefined, allowReconnect: boolean): void;
  /** The connection ended; called once and last. */
  gone(error: string | undefined): void;
  /** Less waits for the client than before. */
  drained?(): void;
  /** The client is back on another transport, and nothing is lost. */
  resumed?(): void;
}

/** The request a client's transport began with. */
export interface OpeningRequest {
  /** With its `?`, without `access_token`; empty where there is none. */
  readonly query: string;
  /** Every header but those that hold secrets or belong to the upgrade. */
  readonly headers: readonly (readonly [name: string, values: readonly string[]])[];
}

/**
 * Chooses who speaks with the client. Text is a handshake error: the client gets it and the connection ends. `bytes` are
 * the handshake as it came, with its separator.
 */
export type OpenSession = (connection: ClientConnection, handshake: HandshakeRequest, bytes: Uint8Array) => ClientSession | string;

export interface ClientConnectionOptions {
  readonly identity: ClientIdentity;
  readonly request: OpeningRequest;
  readonly transport: ClientTransport;
  readonly open: OpenSession;
  /** Whether negotiate promised the client that it may come back on another transport. */
  readonly stateful: boolean;
  readonly handshakeTimeoutMs: number;
  readonly dropBytes: number;
  /** Told the size of what the client was sent. */
  readonly sent: (bytes: number) => void;
  /** Called once, after the session heard of it. */
  readonly ended: (connection: ClientConnection, error: string | undefined) => void;
}

const handshakeLimit = 32 * 1024;

/** One client on its transport, or over several where it is stateful: gathers the handshake, then hands the bytes to its session. */
export class ClientConnection {
  readonly identity: ClientIdentity;
  readonly request: OpeningRequest;
  readonly #options: ClientConnectionOptions;
  readonly #handshakeTimer: NodeJS.Timeout;
  #early = Buffer.alloc(0);
  #session: ClientSession | undefined;
  #stateful: StatefulStream | undefined;
  #transport: ClientTransport;
  /** Its transport broke; it may come back. */
  #away = false;
  #ended = false;

  constructor(options: ClientConnectionOptions) {
    this.identity = options.identity;
    this.request = options.request;
    this.#transport = options.transport;
    this.#options = options;
    this.#handshakeTimer = setTimeout(() => this.#refuse("Handshake was canceled."), options.handshakeTimeoutMs);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The present one, or the last one of a client that is away. */
  get transport(): ClientTransport {
    return this.#transport;
  }

  /** Whether the client may go on with another transport. */
  get resumable(): boolean {
    return !this.#ended && this.#stateful?.answered === true;
  }

  received(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (this.#session !== undefined) {
      this.#take(this.#session, bytes);
      return;
    }
    this.#early = Buffer.concat([this.#early, bytes]);
    const end = this.#early.indexOf(RECORD_SEPARATOR);
    if (end < 0) {
      if (this.#early.length > handshakeLimit) this.#refuse("An unexpected error occurred during connection handshake.");
      return;
    }
    this.#shakeHands(this.#early.subarray(0, end + 1), this.#early.subarray(end + 1));
  }

  /** Hands bytes to the transport, or drops a client that takes too little of what it is sent. */
  send(bytes: Uint8Array, binary: boolean): void {
    if (this.#ended) return;
    this.#stateful?.sent(bytes);
    this.#options.sent(bytes.length);
    this.#transmit(bytes, binary);
  }

  /** Less waits for the client than before. */
  drained(): void {
    this.#session?.drained?.();
  }

  /** Ends at once; what still waits is forgotten. */
  drop(error: string): void {
    if (this.#ended) return;
    this.lost(error);
    this.#transport.abort();
  }

  /** Asks the client to leave; before its handshake the transport just ends. */
  close(error: string | undefined, allowReconnect: boolean): void {
    if (this.#session === undefined) this.finish(error);
    else this.#session.close(error, allowReconnect);
  }

  /** Ends from our side, after what was sent has gone out. */
  finish(error: string | undefined): void {
    if (this.#ended) return;
    this.lost(error);
    this.#transport.close();
  }

  /** The transport broke: what is sent from now on is kept until the client is back. */
  away(): void {
    this.#away = true;
  }

  /** The client is back (`resumable`): each side says where it goes on, and sends again what the other may have missed. */
  resume(transport: ClientTransport): void {
    const stateful = this.#stateful;
    if (stateful === undefined) return;
    const old = this.#transport;
    this.#transport = transport;
    this.#away = false;
    old.abort();
    this.#session?.resumed?.();
    for (const record of stateful.resume()) this.#transmit(record, stateful.binary);
    this.drained();
  }

  /** The transport ended, or is about to. */
  lost(error: string | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#handshakeTimer);
    this.#stateful?.stop();
    this.#session?.gone(error);
    this.#options.ended(this, error);
  }

  #shakeHands(request: Buffer, rest: Buffer): void {
    clearTimeout(this.#handshakeTimer);
    this.#early = Buffer.alloc(0);
    const handshake = readHandshake(request.subarray(0, -1));
    if (handshake === undefined) {
      this.#refuse("An unexpected error occurred during connection handshake.");
      return;
    }
    const protocol = this.#options.stateful && handshake.version > 1 ? hubProtocol(handshake.protocol.toLowerCase()) : undefined;
    if (protocol !== undefined) this.#stateful = new StatefulStream(protocol, (record) => this.#transmit(record, protocol.binary));
    const session = this.#options.open(this, handshake, request);
    if (typeof session === "string") {
      this.#refuse(session);
      return;
    }
    if (this.#ended) {
      session.gone(undefined);
      return;
    }
    this.#session = session;
    if (rest.length > 0) this.#take(session, rest);
  }

  #take(session: ClientSession, bytes: Uint8Array): void {
    const fresh = this.#stateful === undefined ? bytes : this.#stateful.received(bytes);
    if (fresh === undefined) session.close("Sequence ID greater than amount of messages we've received.", false);
    else if (fresh.length > 0) session.received(fresh);
  }

  #transmit(bytes: Uint8Array, binary: boolean): void {
    const { dropBytes } = this.#options;
    if ((this.#stateful?.held ?? 0) > dropBytes || (!this.#away && this.#transport.waiting > dropBytes)) this.drop("The client did not read what it was sent.");
    else if (!this.#away) this.#transport.send(bytes, binary);
  }

  #refuse(error: string): void {
    this.send(encodeHandshakeAnswer(error), false);
    this.finish(error);
  }
}
