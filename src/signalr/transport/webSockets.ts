import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import * as l10n from "@vscode/l10n";
import { WebSocket } from "ws";
import type { RawData } from "ws";
import { answerProblem } from "../answerProblem.ts";
import { Cancelled, Problem } from "../problem.ts";
import { redactText, redactUrl } from "../redact.ts";
import { CLOSE_TIMEOUT_MS } from "./closeTimeout.ts";
import { readBody } from "./http.ts";
import type { HttpClient } from "./http.ts";
import { networkProblem, timeoutProblem } from "./networkProblem.ts";
import { notOpen } from "./notOpen.ts";
import type { Transport, TransportEnd, TransportEvents } from "./transport.ts";

export interface WebSocketOptions {
  readonly http: HttpClient;
  /** Secret; sent as a header. Where it must stand in the query, it is in the URL already. */
  readonly accessToken: string | undefined;
  readonly openTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** The answer's headers, when the server agreed to the upgrade. */
  readonly opened?: (status: number, headers: IncomingHttpHeaders) => void;
}

/**
 * Opens a WebSocket. Resolves once messages can cross; from then on `events` are told, `end` last.
 * @param url ws or wss
 * @throws Problem with the answer's status where the upgrade was refused; Cancelled
 */
export async function openWebSocket(url: string, options: WebSocketOptions, events: TransportEvents): Promise<Transport> {
  if (options.signal?.aborted === true) {
    throw new Cancelled();
  }
  const { http, accessToken, openTimeoutMs } = options;
  const socket = new WebSocket(url, {
    ...http.way(url),
    headers: http.headers(url, accessToken),
    // A text message that is not UTF-8 is shown as what it is instead of ending the session.
    skipUTF8Validation: true,
    // No limit: what the server may send is its business, and the log is what is budgeted.
    maxPayload: 0,
  });
  const transport = new WebSocketTransport(socket, url, events);
  const { promise, resolve, reject } = Promise.withResolvers<Transport>();
  const fail = (error: Error): void => {
    reject(error);
    socket.terminate();
  };
  const timer = setTimeout(() => fail(timeoutProblem(url, openTimeoutMs)), openTimeoutMs);
  const cancel = (): void => fail(new Cancelled());
  options.signal?.addEventListener("abort", cancel, { once: true });
  socket.once("upgrade", (incoming) => {
    http.keepCookies(url, incoming.headers);
    options.opened?.(incoming.statusCode ?? 101, incoming.headers);
  });
  socket.once("open", () => {
    transport.opened();
    resolve(transport);
  });
  socket.once("unexpected-response", (_request: ClientRequest, incoming: IncomingMessage) => {
    void readBody(incoming)
      .catch(() => "")
      .then((body) => fail(answerProblem({ status: incoming.statusCode ?? 0, reason: incoming.statusMessage, headers: incoming.headers, body }, { kind: "upgrade", url, withToken: accessToken !== undefined || /[?&]access_token=/.test(url) })));
  });
  socket.on("error", (error) => reject(networkProblem(error, url)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", cancel);
  }
}

class WebSocketTransport implements Transport {
  readonly keepsAlive = false;
  readonly #socket: WebSocket;
  readonly #url: string;
  readonly #ended = Promise.withResolvers<void>();
  #error: Error | undefined;
  #opened = false;
  #closing = false;

  constructor(socket: WebSocket, url: string, events: TransportEvents) {
    this.#socket = socket;
    this.#url = url;
    // Listeners are there before the upgrade ends: a server may send at once.
    socket.on("message", (data: RawData, binary: boolean) => {
      const time = performance.timeOrigin + performance.now();
      events.frame({ data: bytesOf(data), binary, time });
    });
    socket.on("error", (error) => {
      this.#error = error;
    });
    socket.on("close", (code: number, reason: Buffer) => {
      if (this.#opened) {
        events.end(this.#end(code, reason.toString("utf8")));
      }
      this.#ended.resolve();
    });
  }

  opened(): void {
    this.#opened = true;
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  async send(data: Uint8Array, binary: boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (!this.open) {
      throw notOpen(redactUrl(this.#url));
    }
    // The callback comes when the kernel took the bytes: who awaits it cannot fill memory behind a slow reader.
    this.#socket.send(data, { binary }, (error) => (error instanceof Error ? reject(notOpen(redactUrl(this.#url), error)) : resolve()));
    await promise;
  }

  async close(code?: number, reason?: string): Promise<void> {
    this.#closing = true;
    this.#socket.close(code, reason);
    const timer = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS);
    await this.#ended.promise;
    clearTimeout(timer);
  }

  #end(code: number, reason: string): TransportEnd {
    const shown = redactText(reason);
    const problem = this.#closing || code === 1000 || code === 1005 ? undefined : this.#broken(code, shown);
    // 1005 and 1006 never stand on the wire: they say that there was no code, and that there was no close at all.
    return { ...(code === 1005 ? {} : { code }), reason: shown, ...(problem === undefined ? {} : { problem }) };
  }

  #broken(code: number, reason: string): Problem {
    const said = reason === "" ? l10n.t("no reason given") : reason;
    if (code === 1006) {
      return new Problem({
        code: "webSocketDropped",
        message: this.#error === undefined ? l10n.t("The WebSocket broke off without a close (1006).") : l10n.t("The WebSocket broke off without a close (1006): {0}", redactText(this.#error.message)),
        resource: redactUrl(this.#url),
        likelyCause: l10n.t("A proxy, gateway or load balancer cut it (4 minutes without traffic is a known limit), the server went away, or the network did."),
        nextStep: l10n.t("Connect again. If it comes after the same time each time, look for an idle timeout of that length on the way."),
      });
    }
    return new Problem({
      code: "webSocketClosed",
      message: l10n.t("The WebSocket was closed with code {0}: {1}.", code, said),
      resource: redactUrl(this.#url),
      likelyCause: closeCause(code),
      nextStep: l10n.t("Look at the records before the close, and at the log of the server."),
    });
  }
}

function closeCause(code: number): string {
  switch (code) {
    case 1001:
      return l10n.t("The server or gateway is going down or restarting.");
    case 1002:
    case 1003:
    case 1007:
      return l10n.t("One side sent what the other does not take as a WebSocket message of that kind.");
    case 1008:
      return l10n.t("A policy of the server was broken: a token that expired, or a message it does not allow.");
    case 1009:
      return l10n.t("A message was larger than the other side takes.");
    case 1011:
      return l10n.t("The server failed while it handled the connection.");
    case 1012:
    case 1013:
      return l10n.t("The server restarts or has too much to do.");
    default:
      return l10n.t("The server ended the connection.");
  }
}

function bytesOf(data: RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
