import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Exchange, Relayed } from "./exchange.ts";

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
export function openBackend({ backend, method }: Exchange, options: RequestOptions): ClientRequest {
  const open = backend.protocol === "https:" ? httpsRequest : httpRequest;
  return open(backend, { method, ...options });
}

/** Relays a plain request: bodies are streamed as they come, each side slowed to the pace of the other. */
export function relayHttp(exchange: Exchange, agents: BackendAgents, relayed: Relayed): void {
  const { request, response, backend, body } = exchange;
  const headers = [...exchange.headers, ...(body === undefined ? bodyFraming(request) : ["Content-Length", String(body.length)])];
  const agent = backend.protocol === "https:" ? agents.https : agents.http;
  const upstream = openBackend(exchange, { agent, headers });
  let late = false;
  const slow = setTimeout(() => {
    late = true;
    upstream.destroy(new Error("The backend did not answer in time."));
  }, exchange.timeoutMs);

  upstream.on("response", (answer) => {
    clearTimeout(slow);
    relayed.answered(answer);
  });
  upstream.on("error", () => {
    clearTimeout(slow);
    request.unpipe(upstream);
    if (upstream.reusedSocket && !late && !hasBody(request) && !response.headersSent && !response.destroyed) {
      // The backend closed a kept-alive connection while we picked it; a request without a body can be repeated safely.
      relayHttp(exchange, agents, relayed);
      return;
    }
    relayed.failed(late ? "Timeout" : "BackendConnectionFailure");
  });
  response.once("close", () => {
    clearTimeout(slow);
    if (!response.writableFinished) {
      upstream.destroy();
    }
  });
  if (body === undefined) request.pipe(upstream);
  else upstream.end(body);
}

/** How the body's end is marked towards the backend, where the caller's own `Content-Length` does not do it. */
function bodyFraming(request: IncomingMessage): string[] {
  const length = request.headers["content-length"];
  if (request.headers["transfer-encoding"] !== undefined) {
    return ["Transfer-Encoding", "chunked"];
  }
  if (length !== undefined) {
    return ["Content-Length", length];
  }
  return ["GET", "HEAD", "OPTIONS"].includes(request.method ?? "") ? [] : ["Content-Length", "0"];
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
}
