import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { TestContext } from "node:test";

const RS = "\u001e";

export const ALL_TRANSPORTS = JSON.stringify({
  negotiateVersion: 1,
  connectionId: "4ZzI6d03EKgnu-zfNMGaGw",
  connectionToken: "kq0B1fVnq3m2Yw8cX5tTdA",
  availableTransports: [
    { transport: "WebSockets", transferFormats: ["Text", "Binary"] },
    { transport: "ServerSentEvents", transferFormats: ["Text"] },
    { transport: "LongPolling", transferFormats: ["Text", "Binary"] },
  ],
});

export interface HttpSeen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a test may do in the place of the hub; true: it has answered. */
export type Instead = (seen: HttpSeen, response: ServerResponse) => boolean;

/** A hub on loopback that speaks Server-Sent Events and long polling, as far as the test does not answer itself. */
export class HttpHub {
  readonly requests: HttpSeen[] = [];
  url = "";
  instead: Instead = () => false;
  #waiting: (() => void)[] = [];
  #stream: ServerResponse | undefined;
  #poll: ServerResponse | undefined;
  #polls = 0;
  #queued: Buffer[] = [];
  #closed = false;

  /** The requests so far, as `METHOD path`, without polls that came to nothing. */
  get asked(): readonly string[] {
    return this.requests.map(({ method, url }) => `${method} ${url.replace(/[?&]_=\d+/, "")}`);
  }

  /** The event stream's response or the poll that waits. */
  get receiver(): ServerResponse | undefined {
    return this.#stream ?? this.#poll;
  }

  /** Bytes for the client, in the transport it has chosen. */
  push(bytes: string | Uint8Array): void {
    if (this.#stream !== undefined) {
      this.#stream.write(Buffer.concat([Buffer.from("data: "), Buffer.from(bytes), Buffer.from("\r\n\r\n")]));
      return;
    }
    this.#queued.push(Buffer.from(bytes));
    this.#answerPoll();
  }

  /** Ends the stream, or answers the poll with 204. */
  end(): void {
    this.#stream?.end();
    this.#closed = true;
    this.#answerPoll();
  }

  /** Resolves with the first request that fits, once it is there. */
  async request(fits: (seen: HttpSeen) => boolean): Promise<HttpSeen> {
    for (;;) {
      const found = this.requests.find((seen) => fits(seen));
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves once the client sent a body that holds the text. */
  async sent(text: string): Promise<HttpSeen> {
    return await this.request(({ method, body }) => method === "POST" && body.includes(text));
  }

  async take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => pieces.push(piece));
    await once(incoming, "end");
    const seen: HttpSeen = { method: incoming.method ?? "", url: incoming.url ?? "", headers: incoming.headers, body: Buffer.concat(pieces) };
    this.requests.push(seen);
    if (!this.instead(seen, response)) {
      this.#answer(seen, response);
    }
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) {
      wake();
    }
  }

  #answer({ method, url, headers, body }: HttpSeen, response: ServerResponse): void {
    if (method === "DELETE") {
      response.writeHead(202).end();
      this.end();
    } else if (method === "GET" && headers.accept === "text/event-stream") {
      this.#stream = response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(":\r\n");
    } else if (method === "GET") {
      this.#poll = response;
      this.#polls += 1;
      this.#answerPoll();
    } else if (/\/negotiate\b/.test(url)) {
      response.writeHead(200, { "content-type": "application/json" }).end(ALL_TRANSPORTS);
    } else {
      response.writeHead(200, { "content-type": "text/plain" }).end();
      if (body.includes('"protocol":')) {
        this.push(`{}${RS}`);
      }
    }
  }

  #answerPoll(): void {
    const poll = this.#poll;
    if (poll === undefined || (this.#polls > 1 && this.#queued.length === 0 && !this.#closed)) {
      return;
    }
    this.#poll = undefined;
    if (this.#polls > 1 && this.#queued.length === 0) {
      poll.writeHead(204).end();
    } else {
      const data = this.#polls > 1 ? Buffer.concat(this.#queued.splice(0)) : Buffer.alloc(0);
      poll.writeHead(200, { "content-type": "application/octet-stream", "content-length": data.length }).end(data);
    }
  }
}

export async function httpHub(t: TestContext, instead?: Instead): Promise<HttpHub> {
  const hub = new HttpHub();
  hub.instead = instead ?? hub.instead;
  const server = createServer((incoming, response) => void hub.take(incoming, response).catch(() => undefined));
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) {
      socket.destroy();
    }
    server.close();
  });
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return hub;
}
