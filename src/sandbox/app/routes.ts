import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "../../signalr/problem.ts";
import { BodyTooLarge, readBody } from "../loopback.ts";
import type { FaultSwitches } from "../faults/switches.ts";
import type { SandboxLine } from "../model.ts";
import type { TraceStore } from "../policies/traceStore.ts";
import type { Answer } from "../service/answer.ts";
import { bearerToken } from "../service/authorize.ts";
import { requestUrl } from "../service/clientRequest.ts";
import { grantOrigin } from "../service/cors.ts";
import { serviceMode } from "../service/serviceMode.ts";
import type { Service } from "../service/service.ts";
import type { ConnectionStringSlot } from "./connectionStringSlot.ts";
import { answerControl } from "./control.ts";
import { answerFaults } from "./faults.ts";
import { chatPath, functionNegotiate, redirect } from "./negotiate.ts";
import { pageFile } from "./page.ts";
import { answerTraces } from "./traces.ts";

export interface AppRouteOptions {
  readonly slot: ConnectionStringSlot;
  readonly service: Service;
  readonly armToken: string;
  readonly line: () => SandboxLine;
  readonly traces: TraceStore | undefined;
  readonly faults: FaultSwitches | undefined;
  readonly event: (name: string, members: Record<string, string | number>) => void;
  readonly changed: () => void;
}

const connectionStringPath = "/.sandbox/connection-string";
const bodyLimit = 16 * 1024;

/** What the app server says to a request. */
export async function answer(request: IncomingMessage, response: ServerResponse, options: AppRouteOptions): Promise<Answer> {
  const url = requestUrl(request);
  if (url === undefined) return { status: 400 };
  const { pathname } = url;
  if (/^\/(?:chat|api)\/negotiate\/?$/i.test(pathname)) return await negotiate(request, response, url, options);
  if (pathname === connectionStringPath) return request.method === "PUT" ? await takeConnectionString(request, options) : notAllowed("PUT");
  const controlled = await answerControl(request, pathname, options);
  if (controlled !== undefined) return controlled;
  const traced = options.traces && answerTraces(request, pathname, options.traces, options.armToken);
  if (traced !== undefined) return traced;
  const switched = options.faults && answerFaults(request, pathname, options.faults, options.armToken);
  if (switched !== undefined) return switched;
  const read = request.method === "GET" || request.method === "HEAD";
  if (pathname === "/.sandbox/status") return read ? status(options) : notAllowed("GET");
  const file = await pageFile(pathname, options.slot.value.clientEndpoint);
  if (file === undefined) return { status: 404, body: `Nothing is here. The chat page is at /, the hub at ${chatPath}.` };
  return read ? file : notAllowed("GET");
}

function notAllowed(allow: string): Answer {
  return { status: 405, headers: { Allow: allow } };
}

async function negotiate(request: IncomingMessage, response: ServerResponse, url: URL, { slot, service, event }: AppRouteOptions): Promise<Answer> {
  const { origin } = request.headers;
  if (origin !== undefined) response.setHeader("Vary", "Origin");
  if (origin !== undefined && isLoopback(origin)) grantOrigin(request, response, origin);
  if (request.method === "OPTIONS") return { status: 204 };
  if (request.method !== "POST") return notAllowed("POST");
  const asFunction = /^\/api\//i.test(url.pathname);
  // A Serverless service refuses server connections, and the SDK's negotiate waits for one. A function's asks for none.
  if (!asFunction && serviceMode(service.signalR) === "Serverless") return { status: 500, body: "Azure SignalR Service is not connected yet, please try again later." };
  const answered = await (asFunction ? functionNegotiate : redirect)(slot.value, url.search);
  event("negotiate", { path: url.pathname, status: answered.status, sentTo: new URL(slot.value.clientEndpoint ?? slot.value.endpoint).origin });
  return answered;
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname } = new URL(origin);
  return hostname === "127.0.0.1" || hostname === "localhost" || hostname === "[::1]";
}

async function takeConnectionString(request: IncomingMessage, { slot, armToken, event, changed }: AppRouteOptions): Promise<Answer> {
  if (bearerToken(request.headers.authorization) !== armToken) return { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
  try {
    const text = new TextDecoder().decode(await readBody(request, bodyLimit)).trim();
    slot.replace(text);
  } catch (error) {
    if (error instanceof BodyTooLarge) return { status: 413, headers: { Connection: "close" } };
    if (!(error instanceof Problem)) throw error;
    return json(400, error.details);
  }
  const { clientEndpoint } = slot.value;
  event("connectionString", clientEndpoint === undefined ? {} : { clientEndpoint });
  changed();
  return { status: 204 };
}

function status({ slot, service }: AppRouteOptions): Answer {
  return json(200, { serviceEndpoint: service.url, clientEndpoint: slot.value.clientEndpoint ?? null });
}

function json(code: number, value: unknown): Answer {
  return { status: code, headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" }, body: JSON.stringify(value) };
}
