import * as l10n from "@vscode/l10n";
import { Problem } from "./problem.ts";
import { redactUrl } from "./redact.ts";

/**
 * The URL a person gave, with `query` added and `ws` written as `http`.
 * @throws Problem `invalidUrl`
 */
export function startUrl(url: string, query: readonly (readonly [name: string, value: string])[] = []): string {
  const trimmed = url.trim();
  if (!/^(?:https?|wss?):\/\/[^/]/i.test(trimmed) || URL.parse(trimmed) === null) {
    throw new Problem({
      code: "invalidUrl",
      message: l10n.t("{0} is not the URL of a hub.", `"${redactUrl(trimmed)}"`),
      likelyCause: /^[\w.-]+(?::\d+)?(?:\/|$)/.test(trimmed) ? l10n.t("The scheme is missing.") : l10n.t("It is not an absolute http, https, ws or wss URL."),
      nextStep: l10n.t("Write it as https://host/path, such as https://localhost:5001/chat."),
    });
  }
  const withoutFragment = trimmed.replace(/#.*$/, "").replace(/^[a-z]+:/i, (scheme) => scheme.toLowerCase().replace("ws", "http"));
  return query.reduce((sum, [name, value]) => withQuery(sum, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`), withoutFragment);
}

/** The URL of a hub's negotiate: the last segment of the path, before the query (signalr-protocol 1.1). */
export function negotiateUrl(url: string, statefulReconnect = false): string {
  const [path, query] = splitQuery(url);
  const base = `${path}${path.endsWith("/") ? "" : "/"}negotiate${query}`;
  const versioned = /[?&]negotiateVersion=/i.test(query) ? base : withQuery(base, "negotiateVersion=1");
  return statefulReconnect && !/[?&]useStatefulReconnect=/i.test(query) ? withQuery(versioned, "useStatefulReconnect=true") : versioned;
}

/** The URL of the transport: with the connection token as `id`. */
export function connectUrl(url: string, connectionToken: string): string {
  return withQuery(url, `id=${encodeURIComponent(connectionToken)}`);
}

/** With the token where browsers must put it. */
export function tokenUrl(url: string, accessToken: string): string {
  return withQuery(url, `access_token=${encodeURIComponent(accessToken)}`);
}

/** The same URL in the WebSocket scheme. */
export function webSocketUrl(url: string): string {
  return url.replace(/^http/i, "ws");
}

function withQuery(url: string, parameter: string): string {
  return `${url}${url.includes("?") ? (/[?&]$/.test(url) ? "" : "&") : "?"}${parameter}`;
}

/** Text work on purpose: the URL class would re-encode what servers compare byte for byte. */
function splitQuery(url: string): readonly [path: string, query: string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}
