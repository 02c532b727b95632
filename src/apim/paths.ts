/** Spelling rules of API Management's paths and ids, kept in one place because ARM compares them more loosely than `===`. */

/** Without slashes at either end: the portal stores `client/`, we send `client`, both mean the same suffix. */
export function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}

/** Whether two API suffixes are the same to the gateway, which ignores case and slashes at the ends. */
export function samePath(a: string, b: string): boolean {
  return trimSlashes(a).toLowerCase() === trimSlashes(b).toLowerCase();
}

/** ARM compares resource names and ids without regard to case. */
export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** An API, not what hangs below it. */
export function isApi(path: string): boolean {
  return /^apis\/[^/]+$/.test(path);
}

/** A named value of an instance. */
export function isNamedValue(path: string): boolean {
  return /^namedValues\/[^/]+$/.test(path);
}

/** Whether a path is a policy's: these are only ever written whole. */
export function isPolicy(path: string): boolean {
  return path.endsWith("/policies/policy");
}

/** `apis/x;rev=2/operations/y` → `x;rev=2`; undefined for a path that is not below `apis/`. */
export function apiIdOf(path: string): string | undefined {
  return /^apis\/([^/]+)/.exec(path)?.[1];
}

/** The last segment: `apis/x/operations/y` → `y`. */
export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The id without its revision: every revision of an API shares one suffix. */
export function withoutRevision(apiId: string): string {
  return apiId.replace(/;rev=.*$/i, "");
}

/** A URL in its normal spelling without a trailing slash, or the text itself where it is no URL. */
export function normalUrl(text: string): string {
  const url = URL.parse(text);
  return url === null ? text : url.href.replace(/\/+$/, "");
}

/** Backend URLs are equal when scheme, host, port and path are; a trailing slash does not change where a call goes. */
export function sameUrl(a: string, b: string): boolean {
  return normalUrl(a) === normalUrl(b);
}

/** `wss://host:1/x` → `https://host:1`, the SignalR endpoint a backend belongs to; undefined where it is no URL. */
export function endpointOf(serviceUrl: string): string | undefined {
  const url = URL.parse(serviceUrl);
  if (url === null || url.host === "") {
    return undefined;
  }
  const secure = url.protocol === "https:" || url.protocol === "wss:";
  // Read again as http(s), because `ws:` and `http:` have the same default port but only equal schemes drop it alike.
  return new URL(`${secure ? "https" : "http"}://${url.host}`).origin;
}

/** The path of a backend URL without slashes at its ends; undefined where it is no URL. */
export function urlPath(serviceUrl: string): string | undefined {
  const url = URL.parse(serviceUrl);
  return url === null ? undefined : trimSlashes(url.pathname);
}
