import type { IncomingMessage } from "node:http";
import type { TraceStore } from "../policies/traceStore.ts";
import type { Answer } from "../service/answer.ts";
import { bearerToken } from "../service/authorize.ts";

/** Below it, the trace of one request by its id. */
const tracesPath = "/.sandbox/traces";

/**
 * What the gateway's policies did with the last requests, for who has the sandbox line's token: `GET /.sandbox/traces`, newest first, and
 * `GET /.sandbox/traces/{id}`. Nothing for other paths.
 */
export function answerTraces({ method, headers }: IncomingMessage, pathname: string, traces: TraceStore, armToken: string): Answer | undefined {
  const id = pathname.startsWith(`${tracesPath}/`) ? pathname.slice(tracesPath.length + 1) : undefined;
  if (pathname !== tracesPath && id === undefined) return undefined;
  if (bearerToken(headers.authorization) !== armToken) return { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
  if (method !== "GET") return { status: 405, headers: { Allow: "GET" } };
  const found = id === undefined ? { traces: traces.all() } : traces.find(id);
  if (found === undefined) return { status: 404 };
  return { status: 200, headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" }, body: JSON.stringify(found) };
}
