import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { TestContext } from "node:test";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Refusal {
  readonly status: string;
  readonly headers?: string;
  readonly body: string;
}

export interface Script {
  /** Answers a POST. By default: the negotiate answer of version 1. */
  readonly post?: (request: Seen, response: ServerResponse) => void;
  /** Answers an upgrade with plain HTTP instead of a WebSocket. */
  readonly refuse?: Refusal | (() => Refusal | undefined);
  /** What the server does with an open WebSocket. */
  readonly socket?: (socket: Peer) => void | Promise<void>;
  /** Certificate and key in PEM: serves TLS; with `ca` only to clients whose certificate it signed. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string };
}

/** The server's side of one WebSocket. */
export class Peer {
  readonly socket: WebSocket;
  /** The TCP connection below. */
  readonly stream: Duplex;
  readonly messages: { readonly text: string; readonly binary: boolean }[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(socket: WebSocket, stream: Duplex) {
    this.socket = socket;
    this.stream = stream;
    socket.on("message", (data: Buffer, binary: boolean) => {
      this.messages.push({ text: data.toString("utf8"), binary });
      this.#wake.resolve();
      this.#wake = Promise.withResolvers<void>();
    });
  }

  /** Resolves when the n-th message (from 1) has arrived, with its text. */
  async message(count: number): Promise<string> {
    while (this.messages.length < count) {
      await this.#wake.promise;
    }
    return this.messages[count - 1]?.text ?? "";
  }

  /** Waits for the handshake and accepts it. */
  async accept(): Promise<void> {
    await this.message(1);
    this.socket.send("{}\u001e");
  }
}

/** A hub on loopback that does what a script says, and keeps what it was asked. */
export interface ScriptedHub {
  readonly url: string;
  readonly requests: Seen[];
  readonly upgrades: Seen[];
}

export const NEGOTIATED = '{"negotiateVersion":1,"connectionId":"4ZzI6d03EKgnu-zfNMGaGw","connectionToken":"kq0B1fVnq3m2Yw8cX5tTdA","availableTransports":[{"transport":"WebSockets","transferFormats":["Text","Binary"]}]}';

export async function scriptedHub(t: TestContext, script: Script = {}): Promise<ScriptedHub> {
  const requests: Seen[] = [];
  const upgrades: Seen[] = [];
  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    const seen = seenOf(incoming);
    requests.push(seen);
    incoming.resume();
    if (script.post === undefined) {
      response.setHeader("content-type", "application/json").end(NEGOTIATED);
    } else {
      script.post(seen, response);
    }
  };
  const server = script.tls === undefined ? createServer(listener) : createTlsServer({ ...script.tls, requestCert: script.tls.ca !== undefined }, listener);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 0 });
  const streams = new Set<Duplex>();
  server.on("connection", (stream: Duplex) => streams.add(stream));
  server.on("upgrade", (incoming: IncomingMessage, stream: Duplex, head: Buffer) => {
    upgrades.push(seenOf(incoming));
    const refusal = typeof script.refuse === "function" ? script.refuse() : script.refuse;
    if (refusal !== undefined) {
      const { status, headers = "", body } = refusal;
      stream.end(`HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
      return;
    }
    sockets.handleUpgrade(incoming, stream, head, (socket) => void script.socket?.(new Peer(socket, stream)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const stream of streams) {
      stream.destroy();
    }
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${script.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, requests, upgrades };
}

function seenOf({ method = "", url = "", headers }: IncomingMessage): Seen {
  return { method, url, headers };
}
