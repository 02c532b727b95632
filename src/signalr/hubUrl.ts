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
export function negotiateUrl(url: string): string {
  const [path, query] = splitQuery(url);
  const base = `${path}${path.endsWith("/") ? "" : "/"}negotiate${query}`;
  return /[?&]negotiateVersion=/i.test(query) ? base : withQuery(base, "negotiateVersion=1");
}

/** The URL of the transport: with the connection token as `id`, in the WebSocket scheme. */
export function webSocketUrl(url: string, connectionToken?: string): string {
  const target = connectionToken === undefined ? url : withQuery(url, `id=${encodeURIComponent(connectionToken)}`);
  return target.replace(/^http/i, "ws");
}

function withQuery(url: string, parameter: string): string {
  return `${url}${url.includes("?") ? (/[?&]$/.test(url) ? "" : "&") : "?"}${parameter}`;
}

/** Text work on purpose: the URL class would re-encode what servers compare byte for byte. */
function splitQuery(url: string): readonly [path: string, query: string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}
