import type { IncomingMessage } from "node:http";
import { textOf } from "../model.ts";
import type { Route } from "./routes.ts";

/** Headers that belong to one connection and are not relayed (RFC 9110 section 7.6.1). */
const hopByHop = new Set(["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);

/**
 * Where a request goes: the API's `serviceUrl`, what stands below its suffix, and the query as it came, key included.
 * Undefined for an API without a backend. A request for the suffix itself gets `serviceUrl` as it was written, closing slash included.
 */
export function backendUrl(route: Route, query: string): URL | undefined {
  const service = textOf(route.api.properties["serviceUrl"]);
  if (!URL.canParse(service)) {
    return undefined;
  }
  const url = new URL(service.replace(/^ws/i, "http"));
  if (route.rest !== "") {
    url.pathname = url.pathname.replace(/\/+$/, "") + route.rest;
  }
  url.search = [url.search.slice(1), query].filter((part) => part !== "").join("&");
  return url;
}

/** Raw header list (name, value, name, value …) without what belongs to one connection. */
export function endToEnd(rawHeaders: readonly string[]): string[] {
  const named = new Set(hopByHop);
  for (const [name, value] of pairs(rawHeaders)) {
    if (name.toLowerCase() === "connection") {
      value.split(",").forEach((option) => named.add(option.trim().toLowerCase()));
    }
  }
  return pairs(rawHeaders).filter(([name]) => !named.has(name.toLowerCase())).flat();
}

/** The headers the backend gets: the caller's, with the backend's own `Host` and the caller's address added to `X-Forwarded-For`. */
export function backendHeaders(request: IncomingMessage, url: URL, webSocket: boolean): string[] {
  const kept = pairs(endToEnd(request.rawHeaders)).filter(([name]) => !["host", "x-forwarded-for"].includes(name.toLowerCase()));
  const forwarded = [request.headers["x-forwarded-for"] ?? [], request.socket.remoteAddress ?? []].flat().join(", ");
  const added = [["Host", url.host], ["X-Forwarded-For", forwarded], ...(webSocket ? [["Connection", "Upgrade"], ["Upgrade", "websocket"]] : [])];
  return [...added, ...kept].flat();
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    list.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return list;
}
