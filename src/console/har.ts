import * as l10n from "@vscode/l10n";
import type { HopView } from "./shown.ts";

/** A hop, when its answer was there (milliseconds since the epoch), and which session of the console it belongs to. */
export interface TimedHop extends HopView {
  readonly time: number;
  readonly session: number;
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

/**
 * The hops that were HTTP requests as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), redacted as they were shown.
 * What is not known (sizes, timings of parts) is -1, as the format has it.
 */
export function toHar(hops: readonly TimedHop[]): string {
  const requests = hops.filter(({ kind }) => kind === "negotiate" || kind === "upgrade");
  const sessions = Map.groupBy(requests, ({ session }) => session);
  const pages = Array.from(sessions, ([session, [first]]) => ({ startedDateTime: first === undefined ? "" : startOf(first), id: pageOf(session), title: l10n.t("Session {0}", session), pageTimings: {} }));
  return `${JSON.stringify({ log: { version: "1.2", creator: { name: "signalr-apim", version: "1" }, pages, entries: requests.map(entryOf) } }, undefined, 2)}\n`;
}

/** The format groups requests by the page they belong to; here that is the session. */
function pageOf(session: number): string {
  return `session_${session}`;
}

function startOf({ time, ms }: TimedHop): string {
  return new Date(time - ms).toISOString();
}

function entryOf(hop: TimedHop): object {
  const { kind, url, status = 0, ms, session, details, problem } = hop;
  const method = kind === "negotiate" ? "POST" : "GET";
  const body = typeof details["body"] === "string" ? details["body"] : "";
  const headers = pairs(details["headers"]);
  return {
    pageref: pageOf(session),
    startedDateTime: startOf(hop),
    time: ms,
    request: { method, url: url.replace(/^ws/, "http"), httpVersion: "HTTP/1.1", cookies: [], headers: [], queryString: query(url), headersSize: -1, bodySize: method === "POST" ? 0 : -1 },
    response: {
      status,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers,
      content: { size: Buffer.byteLength(body), mimeType: headers.find(({ name }) => name.toLowerCase() === "content-type")?.value ?? "", text: body },
      redirectURL: "",
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: -1, wait: ms, receive: -1 },
    ...(problem !== undefined && { comment: problem.message }),
  };
}

function pairs(headers: unknown): Pair[] {
  if (typeof headers !== "object" || headers === null) return [];
  return Object.entries(headers).map(([name, value]) => ({ name, value: String(value) }));
}

function query(url: string): Pair[] {
  return URL.canParse(url) ? Array.from(new URL(url).searchParams, ([name, value]) => ({ name, value })) : [];
}
