import { RECORD_SEPARATOR } from "../../signalr/protocol/json.ts";
import type { ClientTransport } from "./clientTransport.ts";
import { encodeHandshakeAnswer, readHandshake } from "./handshake.ts";
import type { HandshakeRequest } from "./handshake.ts";
import type { ClientIdentity } from "./identity.ts";

/** What a connection becomes once its handshake was read. */
export interface ClientSession {
  /** Bytes of the hub protocol, split anyhow. */
  received(bytes: Uint8Array): void;
  /** Asks the client to leave (a close message), then ends the connection. */
  close(error: string | undefined, allowReconnect: boolean): void;
  /** The connection ended; called once and last. */
  gone(error: string | undefined): void;
}

/** Chooses who speaks with the client. Text is a handshake error: the client gets it and the connection ends. */
export type OpenSession = (connection: ClientConnection, handshake: HandshakeRequest) => ClientSession | string;

export interface ClientConnectionOptions {
  readonly identity: ClientIdentity;
  readonly transport: ClientTransport;
  readonly open: OpenSession;
  readonly handshakeTimeoutMs: number;
  readonly dropBytes: number;
  /** Called once, after the session heard of it. */
  readonly ended: (connection: ClientConnection, error: string | undefined) => void;
}

const handshakeLimit = 32 * 1024;

/** One client on one transport: gathers the handshake, then hands the bytes to its session. */
export class ClientConnection {
  readonly identity: ClientIdentity;
  readonly transport: ClientTransport;
  readonly #options: ClientConnectionOptions;
  readonly #handshakeTimer: NodeJS.Timeout;
  #early = Buffer.alloc(0);
  #session: ClientSession | undefined;
  #ended = false;

  constructor(options: ClientConnectionOptions) {
    this.identity = options.identity;
    this.transport = options.transport;
    this.#options = options;
    this.#handshakeTimer = setTimeout(() => this.#refuse("Handshake was canceled."), options.handshakeTimeoutMs);
  }

  get ended(): boolean {
    return this.#ended;
  }

  received(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (this.#session !== undefined) {
      this.#session.received(bytes);
      return;
    }
    this.#early = Buffer.concat([this.#early, bytes]);
    const end = this.#early.indexOf(RECORD_SEPARATOR);
    if (end < 0) {
      if (this.#early.length > handshakeLimit) this.#refuse("An unexpected error occurred during connection handshake.");
      return;
    }
    this.#shakeHands(this.#early.subarray(0, end), this.#early.subarray(end + 1));
  }

  /** Hands bytes to the transport, or drops a client that takes too little of what it is sent. */
  send(bytes: Uint8Array, binary: boolean): void {
    if (this.#ended) return;
    if (this.transport.waiting > this.#options.dropBytes) {
      this.lost("The client did not read what it was sent.");
      this.transport.abort();
      return;
    }
    this.transport.send(bytes, binary);
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
    this.transport.close();
  }

  /** The transport ended, or is about to. */
  lost(error: string | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#handshakeTimer);
    this.#session?.gone(error);
    this.#options.ended(this, error);
  }

  #shakeHands(request: Buffer, rest: Buffer): void {
    clearTimeout(this.#handshakeTimer);
    this.#early = Buffer.alloc(0);
    const handshake = readHandshake(request);
    if (handshake === undefined) {
      this.#refuse("An unexpected error occurred during connection handshake.");
      return;
    }
    const session = this.#options.open(this, handshake);
    if (typeof session === "string") {
      this.#refuse(session);
      return;
    }
    if (this.#ended) return;
    this.#session = session;
    if (rest.length > 0) session.received(rest);
  }

  #refuse(error: string): void {
    this.send(encodeHandshakeAnswer(error), false);
    this.finish(error);
  }
}
