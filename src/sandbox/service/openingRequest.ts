import type { IncomingMessage } from "node:http";
import type { OpeningRequest } from "./clientConnection.ts";

/** Secrets, and what is about the connection to the service and not about the client. */
const kept = new Set(["authorization", "cookie", "connection", "upgrade"]);

/** What an app server or an upstream is told of the request a client connected with. */
export function openingRequest(request: IncomingMessage): OpeningRequest {
  const search = /\?.*$/s.exec(request.url ?? "")?.[0] ?? "";
  const parts = search.slice(1).split("&").filter((part) => part !== "" && !/^access_token(?:=|$)/i.test(part));
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values]) => (values === undefined || kept.has(name) || name.startsWith("sec-websocket-") ? [] : [[name, values] as const]));
  const { remoteAddress } = request.socket;
  // The SDK takes the client's address from there.
  const forwarded = remoteAddress === undefined || request.headers["x-forwarded-for"] !== undefined ? [] : [["x-forwarded-for", [remoteAddress]] as const];
  return { query: parts.length === 0 ? "" : `?${parts.join("&")}`, headers: [...headers, ...forwarded] };
}
