import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { ClientTransport } from "../clientTransport.ts";

export interface WebSocketTransportOptions {
  readonly pauseBytes: number;
  readonly received: (bytes: Uint8Array) => void;
  readonly ended: (error: string | undefined) => void;
  /** What waits fell to `pauseBytes` or below again. */
  readonly drained: () => void;
}

export class WebSocketTransport implements ClientTransport {
  readonly name = "WebSockets";
  readonly #socket: WebSocket;
  readonly #wire: Duplex;
  readonly #pauseBytes: number;
  readonly #drained: () => void;
  #corked = false;

  /** @param wire what carries the WebSocket */
  constructor(socket: WebSocket, wire: Duplex, options: WebSocketTransportOptions) {
    this.#socket = socket;
    this.#wire = wire;
    this.#pauseBytes = options.pauseBytes;
    this.#drained = options.drained;
    let failure: string | undefined;
    socket.on("message", (data) => options.received(bytesOf(data)));
    socket.on("error", (error) => (failure = error.message));
    socket.on("close", (code) => options.ended(failure ?? (code === 1006 ? "The WebSocket ended without a close frame." : undefined)));
  }

  get waiting(): number {
    return this.#socket.bufferedAmount;
  }

  send(data: Uint8Array, binary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#cork();
    this.#socket.send(data, { binary });
    // A client that does not read its answers gets no further questions taken.
    if (this.waiting <= this.#pauseBytes || this.#socket.isPaused) return;
    this.#socket.pause();
    this.#wire.once("drain", () => {
      this.#socket.resume();
      this.#drained();
    });
  }

  /** What one turn sends to a client goes out in one write: most of a broadcast's cost is the system's calls. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#wire.cork();
    process.nextTick(() => {
      this.#corked = false;
      this.#wire.uncork();
    });
  }

  close(): void {
    // Paused, the socket would never see the client's own close frame.
    this.#socket.resume();
    this.#socket.close(1000);
  }

  abort(): void {
    this.#socket.terminate();
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
