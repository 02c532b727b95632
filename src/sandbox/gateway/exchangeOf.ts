import type { PolicyBody } from "../expressions/context.ts";
import { textOf } from "../model.ts";
import type { RequestDraft } from "../policies/drafts.ts";
import { backendHeaders, backendUrl } from "./backend.ts";
import type { Exchange } from "./exchange.ts";
import type { RequestTarget, Route } from "./routes.ts";

/** What an exchange is made of, besides what it hands on as it is. */
export interface ExchangeParts extends Pick<Exchange, "request" | "response" | "timeoutMs" | "idleMs"> {
  readonly target: RequestTarget;
  readonly way: Route | undefined;
  /** What policies made of the request; undefined where none looked at it, so that it crosses as it came. */
  readonly draft: RequestDraft | undefined;
  /** The caller's body, where it was gathered. */
  readonly incoming: PolicyBody | null;
}

/** The request to the backend; undefined where the API has none. */
export function exchangeOf({ request, response, target, way, draft, incoming, timeoutMs, idleMs }: ExchangeParts): Exchange | undefined {
  const query = draft?.query.changed === true ? draft.query.toQuery() : target.query;
  const backend = backendUrl(draft?.base ?? textOf(way?.api.properties["serviceUrl"]), draft?.rest ?? way?.rest ?? "", query);
  if (backend === undefined) return undefined;
  const fields = draft?.headers.changed === true ? draft.headers : undefined;
  const host = fields?.values("Host")[0];
  const headers = backendHeaders(request, fields?.toHeaders() ?? request.rawHeaders, host === undefined || host === request.headers.host ? backend.host : host, target.webSocket);
  const body = draft?.body ?? (incoming === null ? undefined : (incoming.read(true) ?? new Uint8Array()));
  return { request, response, backend, method: draft?.method ?? target.method, headers, body, timeoutMs, idleMs };
}
