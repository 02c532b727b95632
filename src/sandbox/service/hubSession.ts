import { jsonProtocol } from "../../signalr/protocol/json.ts";
import { messagePackProtocol } from "../../signalr/protocol/messagepack.ts";
import type { HubMessage } from "../../signalr/protocol/messages.ts";
import type { DecodedRecord, HubProtocol, RecordDecoder } from "../../signalr/protocol/protocol.ts";
import type { HubBackend } from "./hubBackend.ts";
import type { ClientConnection, ClientSession } from "./clientConnection.ts";
import { encodeHandshakeAnswer } from "./handshake.ts";
import type { HandshakeRequest } from "./handshake.ts";
import type { Hub, HubMember } from "./hubs.ts";

export interface HubSessionOptions {
  readonly hub: Hub;
  /** Who answers. Without one (Serverless without upstream) invocations are dropped. */
  readonly backend: (member: HubMember) => HubBackend | undefined;
  readonly keepAliveMs: number;
  readonly clientTimeoutMs: number;
  /** Largest record that is gathered from several pieces. */
  readonly recordBytes: number;
  /** The client answered an invocation; `payload` is the completion with its terminator or length. */
  readonly answered: (member: HubMember, invocationId: string, payload: Uint8Array) => void;
  /** Told about a backend's own failure, which the client only learns as a general error. */
  readonly failed: (target: string, error: unknown) => void;
}

const protocols: ReadonlyMap<string, HubProtocol> = new Map([jsonProtocol, messagePackProtocol].map((protocol) => [protocol.name, protocol]));
const newestVersion = 2;

/**
 * The protocol a handshake asks for, or the words of its refusal (aspnetcore HubConnectionContext.cs).
 * Names are compared without regard to case, as ASP.NET Core does.
 */
export function chooseProtocol(handshake: HandshakeRequest, connection: ClientConnection): HubProtocol | string {
  const protocol = protocols.get(handshake.protocol.toLowerCase());
  if (protocol === undefined) return `The protocol '${handshake.protocol}' is not supported.`;
  if (handshake.version < 1 || handshake.version > newestVersion) return `The server does not support version ${handshake.version} of the '${protocol.name}' protocol.`;
  if (protocol.binary && connection.transport.name === "ServerSentEvents") {
    return `Cannot use the '${protocol.name}' protocol on the current transport. The transport does not support 'Binary' transfer format.`;
  }
  return protocol;
}

/** Speaks the hub protocol with one client on behalf of a host in this process or of an upstream. */
export class HubSession implements ClientSession, HubMember {
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly protocol: string;
  readonly since = new Date();
  readonly #protocol: HubProtocol;
  readonly #connection: ClientConnection;
  readonly #options: HubSessionOptions;
  readonly #decoder: RecordDecoder;
  readonly #backend: HubBackend | undefined;
  readonly #keepAlive: NodeJS.Timeout | undefined;
  readonly #clientTimeout: NodeJS.Timeout | undefined;
  #closing = false;
  /** Invocations of one client run one after another, as ASP.NET Core's do by default. */
  #turn: Promise<void>;

  constructor(connection: ClientConnection, protocol: HubProtocol, options: HubSessionOptions) {
    this.connectionId = connection.identity.connectionId;
    this.userId = connection.identity.userId;
    this.protocol = protocol.name;
    this.#protocol = protocol;
    this.#connection = connection;
    this.#options = options;
    this.#decoder = protocol.decoder();
    this.#backend = options.backend(this);
    // A poll that is answered in time is a sign of life in itself; long polling has no pings.
    if (connection.transport.name !== "LongPolling") {
      this.#keepAlive = setInterval(() => this.sendMessage({ kind: "ping" }), options.keepAliveMs);
      this.#clientTimeout = setTimeout(() => this.close("Client hasn't sent a message/ping within the configured ClientTimeoutInterval.", true), options.clientTimeoutMs);
    }
    connection.send(encodeHandshakeAnswer(), false);
    options.hub.add(this);
    this.#turn = this.#settled("OnConnectedAsync", () => this.#backend?.connected());
  }

  get transport(): string {
    return this.#connection.transport.name;
  }

  send(records: Uint8Array): void {
    if (this.#closing) return;
    this.#keepAlive?.refresh();
    this.#connection.send(records, this.#protocol.binary);
  }

  sendMessage(message: HubMessage): void {
    this.send(this.#protocol.encode(message));
  }

  received(bytes: Uint8Array): void {
    this.#clientTimeout?.refresh();
    for (const record of this.#decoder.push(bytes)) {
      if (this.#closing) return;
      this.#read(record);
    }
    if (this.#decoder.pending > this.#options.recordBytes) this.close("Connection closed with an error.", false);
  }

  close(error: string | undefined, allowReconnect: boolean): void {
    if (this.#closing) return;
    this.sendMessage({ kind: "close", ...(error === undefined ? {} : { error }), ...(allowReconnect ? { allowReconnect } : {}) });
    this.#closing = true;
    this.#connection.finish(error);
  }

  gone(error: string | undefined): void {
    this.#closing = true;
    clearInterval(this.#keepAlive);
    clearTimeout(this.#clientTimeout);
    this.#options.hub.remove(this);
    this.#turn = this.#inTurn(() => this.#settled("OnDisconnectedAsync", () => this.#backend?.disconnected(error)));
  }

  #read({ message, bytes }: DecodedRecord): void {
    switch (message.kind) {
      case "invocation":
      case "streamInvocation": {
        const backend = this.#backend;
        if (backend === undefined) return;
        this.#turn = this.#inTurn(async () => {
          const answer = await backend.invoke(message, bytes);
          if (answer instanceof Uint8Array) this.send(answer);
          else if (answer !== undefined) this.sendMessage(answer);
        });
        return;
      }
      case "close":
        this.#closing = true;
        this.#connection.finish(message.error);
        return;
      case "malformed":
        this.close("Connection closed with an error.", false);
        return;
      case "completion":
        this.#options.answered(this, message.invocationId, this.#protocol.framed(bytes));
        return;
      case "ping":
      case "streamItem":
      case "cancelInvocation":
      case "ack":
      case "sequence":
      case "unknown":
        return;
    }
  }

  async #inTurn(run: () => Promise<void>): Promise<void> {
    await this.#turn;
    await run();
  }

  async #settled(what: string, run: () => undefined | Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#options.failed(what, error);
      this.close("Connection closed with an error.", false);
    }
  }
}
