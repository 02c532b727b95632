import type { ServerResponse } from "node:http";
import type { ClientTransport } from "../clientTransport.ts";

const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-cache,no-store", Pragma: "no-cache", "Content-Encoding": "identity" };

/** A payload as one event: every line of it in a `data:` field (aspnetcore ServerSentEventsMessageFormatter.cs). */
export function formatEvent(payload: Uint8Array): string {
  const lines = Buffer.from(payload).toString().split(/\r?\n/);
  return `${lines.map((line) => `data: ${line}\r\n`).join("")}\r\n`;
}

/** Events already made: a broadcast hands the same bytes to every client. */
const events = new WeakMap<Uint8Array, Buffer>();

function eventOf(payload: Uint8Array): Buffer {
  const known = events.get(payload);
  if (known !== undefined) return known;
  const event = Buffer.from(formatEvent(payload));
  events.set(payload, event);
  return event;
}

export class ServerSentEventsTransport implements ClientTransport {
  readonly name = "ServerSentEvents";
  readonly #response: ServerResponse;

  constructor(response: ServerResponse, ended: () => void, drained: () => void) {
    this.#response = response;
    response.on("close", ended);
    response.on("error", ended);
    response.on("drain", drained);
    response.writeHead(200, headers);
    // A comment at once: proxies pass the headers on and EventSource opens (ServerSentEventsServerTransport.cs).
    response.write(":\r\n");
  }

  get waiting(): number {
    return this.#response.writableLength;
  }

  send(data: Uint8Array): void {
    this.#response.write(eventOf(data));
  }

  close(): void {
    this.#response.end();
  }

  abort(): void {
    this.#response.destroy();
  }
}
