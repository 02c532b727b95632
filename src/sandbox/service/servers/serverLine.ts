import type { RawData, WebSocket } from "ws";
import type { ServiceLimits } from "../limits.ts";
import { decodeServiceMessage, encodeServiceMessage } from "../serverProtocol/codec.ts";
import { FrameReader } from "../serverProtocol/frameReader.ts";
import type { ServiceMessage } from "../serverProtocol/messages.ts";
import { MalformedFrame } from "../serverProtocol/msgpackReader.ts";
import { ServerConnection } from "./serverConnection.ts";
import type { ServerHandshake } from "./serverConnection.ts";

export interface ServerLineOptions {
  readonly hub: string;
  readonly serverId: string;
  readonly id: string;
  readonly limits: ServiceLimits;
  /** The words of a refusal, or nothing where such a server may come. */
  readonly refuse: (handshake: ServerHandshake) => string | undefined;
  readonly connected: (connection: ServerConnection) => void;
  readonly message: (connection: ServerConnection, message: ServiceMessage) => void;
  readonly ended: (connection: ServerConnection) => void;
  /** Told of what cannot be read, and of servers that never shook hands. */
  readonly failed: (serverId: string, hub: string, error: string) => void;
}

/** One app server's socket: frames, the handshake first, pings. */
export class ServerLine {
  readonly #socket: WebSocket;
  readonly #options: ServerLineOptions;
  readonly #frames: FrameReader;
  #connection: ServerConnection | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, options: ServerLineOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#frames = new FrameReader(options.limits.serverFrameBytes);
  }

  start(): void {
    this.#timer = setTimeout(() => this.#fail(1002, "The app server did not shake hands in time."), this.#options.limits.serverHandshakeTimeoutMs);
    this.#socket.on("message", (data, binary) => this.#received(data, binary));
    this.#socket.on("error", (error) => this.#options.failed(this.#options.serverId, this.#options.hub, error.message));
    this.#socket.on("close", () => {
      clearTimeout(this.#timer);
      clearInterval(this.#timer);
      if (this.#connection !== undefined) this.#options.ended(this.#connection);
      this.#connection = undefined;
    });
  }

  #received(data: RawData, binary: boolean): void {
    if (!binary || !Buffer.isBuffer(data)) {
      this.#fail(1003, "The app server sent text.");
      return;
    }
    try {
      for (const frame of this.#frames.push(data)) {
        if (this.#socket.readyState !== this.#socket.OPEN) return;
        this.#read(frame);
      }
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.#fail(1002, error.message);
    }
  }

  /** What is wrong with one frame costs only that frame, as in the SDK. */
  #read(frame: Uint8Array): void {
    const connection = this.#connection;
    let message: ServiceMessage | undefined;
    try {
      message = decodeServiceMessage(frame);
    } catch (error) {
      if (!(error instanceof MalformedFrame) || connection === undefined) throw error;
      this.#options.failed(this.#options.serverId, this.#options.hub, error.message);
      return;
    }
    if (connection === undefined) this.#shakeHands(message);
    else if (message !== undefined) this.#options.message(connection, message);
  }

  #shakeHands(message: ServiceMessage | undefined): void {
    if (message?.kind !== "handshakeRequest") throw new MalformedFrame("The first message is not a handshake.");
    const { id, serverId, hub, limits, refuse, connected } = this.#options;
    const refused = message.version === 1 ? refuse(message) : `The protocol version ${message.version} is not supported.`;
    this.#socket.send(encodeServiceMessage({ kind: "handshakeResponse", errorMessage: refused ?? null, connectionId: refused === undefined ? id : null }));
    if (refused !== undefined) {
      this.#fail(1000, refused);
      return;
    }
    clearTimeout(this.#timer);
    const connection = new ServerConnection(this.#socket, { id, serverId, hub }, message, limits.dropBytes);
    this.#connection = connection;
    // The SDK pings only in answer, and drops a service that was silent for 30 s.
    this.#timer = setInterval(() => connection.send({ kind: "ping", messages: [] }), limits.serverPingMs);
    connected(connection);
  }

  #fail(code: number, error: string): void {
    this.#options.failed(this.#options.serverId, this.#options.hub, error);
    this.#socket.close(code, error.slice(0, 120));
  }
}
