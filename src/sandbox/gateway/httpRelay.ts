import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { answerBackendFailed } from "./answers.ts";
import { backendHeaders, endToEnd } from "./backend.ts";
import type { Exchange } from "./exchange.ts";
import { gather } from "./gather.ts";

/** Kept-alive connections to the backends of one gateway. */
export interface BackendAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  close(): void;
}

export function createBackendAgents(): BackendAgents {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  return {
    http,
    https,
    close(): void {
      http.destroy();
      https.destroy();
    },
  };
}

/** Begins a request to the backend. The caller listens to it and ends it. */
export function openBackend(exchange: Exchange, options: RequestOptions): ClientRequest {
  const { request, backend } = exchange;
  const open = backend.protocol === "https:" ? httpsRequest : httpRequest;
  return open(backend, { method: request.method ?? "GET", ...options });
}

/** Relays a plain request: both bodies are streamed as they come, each side slowed to the pace of the other. */
export function relayHttp(exchange: Exchange, agents: BackendAgents): void {
  const { request, response, backend } = exchange;
  const headers = [...backendHeaders(request, backend, false), ...bodyFraming(request)];
  const agent = backend.protocol === "https:" ? agents.https : agents.http;
  const upstream = openBackend(exchange, { agent, headers });
  const slow = setTimeout(() => upstream.destroy(new Error("The backend did not answer in time.")), exchange.timeoutMs);

  upstream.on("response", (answer) => {
    clearTimeout(slow);
    relayAnswer(exchange, answer);
  });
  upstream.on("error", () => {
    clearTimeout(slow);
    request.unpipe(upstream);
    if (upstream.reusedSocket && !hasBody(request) && !response.headersSent && !response.destroyed) {
      // The backend closed a kept-alive connection while we picked it; a request without a body can be repeated safely.
      relayHttp(exchange, agents);
      return;
    }
    fail(request, response);
  });
  response.once("close", () => {
    clearTimeout(slow);
    if (!response.writableFinished) {
      upstream.destroy();
    }
  });
  request.pipe(upstream);
}

/** Hands the backend's answer to the caller, status and headers as they are. A caller that goes away is for who made the request to notice. */
export function relayAnswer({ request, response, buffered, ownCors }: Exchange, answer: IncomingMessage): void {
  const headers = endToEnd(answer.rawHeaders);
  response.writeHead(answer.statusCode ?? 500, answer.statusMessage, ownCors ? withoutCors(headers) : headers);
  // The head would wait for the first byte of the body, and an event stream is not open until then. A body that is there already goes with it.
  setImmediate(() => {
    if (!response.writableEnded && !buffered) {
      response.flushHeaders();
    }
  });
  answer.on("error", () => response.destroy());
  answer.once("close", () => {
    if (!answer.complete) {
      response.destroy();
    }
    request.unpipe();
    request.resume();
  });
  (buffered ? answer.pipe(gather()) : answer).pipe(response);
}

/** The gateway has said who may read the answer. */
function withoutCors(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_part, index) => !/^access-control-/i.test(rawHeaders[index - (index % 2)] ?? ""));
}

/** The backend is gone: 500 where the caller has no answer yet, a broken connection where it had begun. */
export function fail(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  request.resume();
  if (!request.complete) {
    response.setHeader("Connection", "close");
  }
  answerBackendFailed(response);
}

/** How the body's end is marked towards the backend, where the caller's own `Content-Length` does not do it. */
function bodyFraming(request: IncomingMessage): string[] {
  if (request.headers["transfer-encoding"] !== undefined) {
    return ["Transfer-Encoding", "chunked"];
  }
  const bodyless = request.headers["content-length"] === undefined && !["GET", "HEAD", "OPTIONS"].includes(request.method ?? "");
  return bodyless ? ["Content-Length", "0"] : [];
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}
