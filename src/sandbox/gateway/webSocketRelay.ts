import type { IncomingMessage, RequestOptions } from "node:http";
import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Exchange, Relayed } from "./exchange.ts";
import { openBackend } from "./httpRelay.ts";
import { tunnel } from "./tunnel.ts";
import type { Crossed } from "./tunnel.ts";

/** What comes of a handshake, besides an answer or a failure. */
export interface WebSocketRelayed extends Relayed {
  /** The backend accepted. What it returns is called once, when both sides are closed. */
  opened(): (crossed: Crossed) => void;
}

/**
 * Relays the handshake and then raw bytes both ways: frames, masks, fragments, extensions and close codes are the two
 * ends' own business.
 * @param head what the caller sent right behind its request
 */
export function relayWebSocket(exchange: Exchange, head: Buffer, relayed: WebSocketRelayed): void {
  const { request, response, backend } = exchange;
  const upstream = openBackend(exchange, { headers: [...exchange.headers], createConnection: halfOpenConnection(backend) });
  let late = false;
  const slow = setTimeout(() => {
    late = true;
    upstream.destroy(new Error("The backend did not answer in time."));
  }, exchange.timeoutMs);
  const callerGone = (): void => void upstream.destroy();
  response.once("close", callerGone);

  upstream.on("upgrade", (answer, _socket, first) => {
    clearTimeout(slow);
    response.off("close", callerGone);
    response.detachSocket(request.socket);
    request.socket.write(rawHead(answer), "latin1");
    tunnel({ socket: request.socket, head }, { socket: answer.socket, head: first }, exchange.idleMs, relayed.opened());
  });
  upstream.on("response", (answer) => {
    clearTimeout(slow);
    relayed.answered(answer);
  });
  upstream.on("error", () => {
    clearTimeout(slow);
    relayed.failed(late ? "Timeout" : "BackendConnectionFailure");
  });
  upstream.end();
}

/** A socket of its own that may be closed in one direction while the other still carries data. */
function halfOpenConnection(backend: URL): NonNullable<RequestOptions["createConnection"]> {
  const host = backend.hostname.replace(/^\[|\]$/g, "");
  const secure = backend.protocol === "https:";
  const port = Number(backend.port) || (secure ? 443 : 80);
  const name = isIP(host) === 0 ? { servername: host } : {};
  return () => {
    const socket = connect({ host, port, allowHalfOpen: true });
    return secure ? connectTls({ socket, host, ...name }) : socket;
  };
}

/** The status line and headers as the backend wrote them. */
function rawHead(answer: IncomingMessage): string {
  const lines = [`HTTP/${answer.httpVersion} ${answer.statusCode} ${answer.statusMessage}`];
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
    lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
