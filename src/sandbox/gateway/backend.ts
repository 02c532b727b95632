import type { IncomingMessage } from "node:http";

/** Headers that belong to one connection and are not relayed (RFC 9110 section 7.6.1). */
const hopByHop = new Set(["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);

/**
 * Where a request goes: the backend's own URL, what stands below the API's suffix, and the query as it came, key included.
 * Undefined without a URL. A request for the suffix itself gets the URL as it was written, closing slash included.
 * @param base the API's `serviceUrl`, or what a policy put in its place
 * @param rest empty, or beginning with a slash
 */
export function backendUrl(base: string, rest: string, query: string): URL | undefined {
  const url = URL.parse(base.replace(/^ws/i, "http"));
  if (url === null) {
    return undefined;
  }
  if (rest !== "") {
    url.pathname = url.pathname.replace(/\/+$/, "") + rest;
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

/**
 * The headers the backend gets: the caller's, with the backend's own `Host` and the caller's address added to `X-Forwarded-For`, without
 * what frames the body.
 * @param headers raw list: as the caller sent them, or as policies left them
 * @param host in the place of the backend's own, where a policy said so
 */
export function backendHeaders(request: IncomingMessage, headers: readonly string[], host: string, webSocket: boolean): string[] {
  const own = new Set(["host", "x-forwarded-for", ...(webSocket ? [] : ["content-length"])]);
  const kept = pairs(endToEnd(headers)).filter(([name]) => !own.has(name.toLowerCase()));
  const before = pairs(headers).filter(([name]) => name.toLowerCase() === "x-forwarded-for").map(([, value]) => value);
  const forwarded = [...before, request.socket.remoteAddress ?? []].flat().join(", ");
  const added = [["Host", host], ["X-Forwarded-For", forwarded], ...(webSocket ? [["Connection", "Upgrade"], ["Upgrade", "websocket"]] : [])];
  return [...added, ...kept].flat();
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    list.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return list;
}
