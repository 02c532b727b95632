import type { ServerResponse } from "node:http";
import { reply } from "../answer.ts";
import type { Answer } from "../answer.ts";
import type { ClientTransport } from "../clientTransport.ts";

const noCache = { "Cache-Control": "no-cache, no-store", Pragma: "no-cache", Expires: "Thu, 01 Jan 1970 00:00:00 GMT" };
const nothing: Answer = { status: 200, headers: noCache };
const over: Answer = { status: 204, headers: noCache };

export interface LongPollingTransportOptions {
  readonly pollTimeoutMs: number;
  readonly awayTimeoutMs: number;
  /** Called once: the client was told that it is over, or stayed away too long. */
  readonly ended: (error: string | undefined) => void;
  /** A poll took everything that waited. */
  readonly drained: () => void;
}

/** Keeps what is sent until the next poll asks for it. */
export class LongPollingTransport implements ClientTransport {
  readonly name = "LongPolling";
  readonly #options: LongPollingTransportOptions;
  #queue: Uint8Array[] = [];
  #waiting = 0;
  #poll: ServerResponse | undefined;
  #timer: NodeJS.Timeout | undefined;
  #bound = false;
  #closed = false;
  #ended = false;

  constructor(options: LongPollingTransportOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Takes the client's next poll. A poll still held is over, the newer one replaces it. */
  poll(response: ServerResponse): void {
    const replaced = this.#poll;
    this.#hold(response);
    if (replaced !== undefined) reply(replaced, over);
    // The first poll only binds the transport; the client sends its handshake after the answer.
    if (!this.#bound) {
      this.#bound = true;
      this.#answer(nothing);
    } else if (this.#queue.length > 0) this.#flush();
    else if (this.#closed) this.#end(undefined);
  }

  send(data: Uint8Array): void {
    this.#queue.push(data);
    this.#waiting += data.length;
    if (this.#poll !== undefined) this.#flush();
  }

  close(): void {
    this.#closed = true;
    if (this.#poll !== undefined) this.#end(undefined);
  }

  abort(): void {
    this.#queue = [];
    this.#waiting = 0;
    this.#end(undefined);
  }

  #flush(): void {
    const response = this.#poll;
    if (response === undefined) return;
    const data = Buffer.concat(this.#queue);
    this.#queue = [];
    this.#waiting = 0;
    this.#release();
    response.writeHead(200, { ...noCache, "Content-Type": "application/octet-stream", "Content-Length": data.length }).end(data);
    this.#options.drained();
  }

  #answer(answer: Answer): void {
    const response = this.#poll;
    this.#release();
    if (response !== undefined) reply(response, answer);
  }

  #hold(response: ServerResponse): void {
    this.#poll = response;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#answer(nothing), this.#options.pollTimeoutMs);
    response.on("close", () => {
      if (this.#poll === response) this.#release();
    });
  }

  /** No poll is held any more: the client has so long to come back. */
  #release(): void {
    this.#poll = undefined;
    clearTimeout(this.#timer);
    if (!this.#ended) this.#timer = setTimeout(() => this.#end("The client stopped polling."), this.#options.awayTimeoutMs);
  }

  #end(error: string | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#answer(over);
    this.#options.ended(error);
  }
}
