import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** A whole HTTP answer. Text goes out as `text/plain` unless `headers` say otherwise. */
export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function headersOf({ body = "", headers }: Answer): Record<string, string> {
  return { "Content-Type": "text/plain", ...headers, "Content-Length": String(Buffer.byteLength(body)) };
}

/** Answers a plain request. What CORS set on the response before stays. */
export function reply(response: ServerResponse, answer: Answer): void {
  // 204 has no body, and the length of none must not be told (RFC 9110 section 8.6).
  if (answer.status === 204) response.writeHead(204, { ...answer.headers }).end();
  else response.writeHead(answer.status, headersOf(answer)).end(answer.body);
}

/** Refuses an upgrade. aspnetcore sets no Content-Type there. */
export function refuseUpgrade(socket: Duplex, answer: Answer): void {
  const { "Content-Type": _, ...headers } = headersOf(answer);
  const lines = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}\r\n${lines.join("")}\r\n${answer.body ?? ""}`);
}
