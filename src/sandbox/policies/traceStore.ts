import { MASK, redactHeaders, redactText, redactUrl } from "../../signalr/redact.ts";
import type { Trace, TraceEntry } from "./trace.ts";

/** What the policies did with one request, for people: secrets are masked. Times are in milliseconds. */
export interface TraceView {
  readonly id: string;
  /** ISO time the request came. */
  readonly time: string;
  readonly method: string;
  /** Path and query as the caller wrote them. */
  readonly url: string;
  readonly api: string | null;
  readonly operation: string | null;
  /** Of the answer, 101 for a WebSocket; null while there is none, or when the caller went away. */
  readonly status: number | null;
  readonly ms: number | null;
  readonly entries: readonly TraceEntryView[];
}

export interface TraceEntryView {
  readonly section: string;
  readonly policy: string;
  readonly id: string | null;
  readonly scope: string;
  readonly depth: number;
  /** Since the request came. */
  readonly at: number;
  readonly ms: number | null;
  readonly details: readonly { readonly name: string; readonly value: string }[];
  readonly failed: string | null;
}

/** Traces that are kept; older ones are forgotten. */
const kept = 200;
/** Shorter texts are no secrets: masking each "1" would hide everything. */
const shortestSecret = 6;
const longestDetail = 2000;

/** The traces of one gateway. */
export interface TraceStore {
  add(trace: Trace): void;
  /** Newest first. */
  all(): readonly TraceView[];
  find(id: string): TraceView | undefined;
}

/** @param secrets texts that nobody may see, asked for whenever traces are read */
export function createTraceStore(secrets: () => readonly string[]): TraceStore {
  const traces: Trace[] = [];
  return {
    add(trace) {
      traces.push(trace);
      if (traces.length > kept) traces.shift();
    },
    all: () => traces.toReversed().map((trace) => view(trace, secrets())),
    find(id) {
      const found = traces.find((trace) => trace.id === id);
      return found === undefined ? undefined : view(found, secrets());
    },
  };
}

function view(trace: Trace, secrets: readonly string[]): TraceView {
  const { id, time, method, url, api = null, operation = null, status = null, ms, entries } = trace;
  const details = entries.map((entry) => entry.details.map(([name, value]) => [name, value, masked(name, value)] as const));
  // What is masked by its name in one place may stand without it in another.
  const found = details.flat().flatMap(([, value, shown]) => (shown === value ? [] : withoutCommon(value, shown)));
  const hidden = [...secrets, ...found, ...secretsOfUrl(url)].filter((text) => text.length >= shortestSecret).toSorted((a, b) => b.length - a.length);
  const hide = (text: string): string => hidden.reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
  return {
    id,
    time: new Date(time).toISOString(),
    method,
    url: hide(redactUrl(url)),
    api,
    operation,
    status,
    ms: rounded(ms),
    entries: entries.map((entry, index) => entryView(entry, (details[index] ?? []).map(([name, , shown]) => ({ name, value: short(hide(shown)) })), hide)),
  };
}

function entryView(entry: TraceEntry, details: TraceEntryView["details"], hide: (text: string) => string): TraceEntryView {
  const { section, policy, id = null, scope, depth, at, ms, failed } = entry;
  return { section, policy, id, scope, depth, at: rounded(at) ?? 0, ms: rounded(ms), details, failed: failed === undefined ? null : hide(redactUrl(failed)) };
}

/** By the name it has: a header's, a query parameter's, a variable's, or else what can be told by its look. */
function masked(name: string, value: string): string {
  const [kind = "", ...words] = name.split(" ");
  const key = words.join(" ");
  if (kind === "header") return redactHeaders({ [key]: value })[key] ?? "";
  if (kind === "query" && key !== "") return redactUrl(`?${encodeURIComponent(key)}=${value.replaceAll(/[&#]/g, "_")}`).endsWith(`=${MASK}`) ? MASK : redactUrl(value);
  const member = redactText(JSON.stringify({ [name]: value }));
  return member === JSON.stringify({ [name]: MASK }) ? MASK : redactUrl(value);
}

/** The part of a text that its mask replaced: schemes and what is around it stay. */
function withoutCommon(value: string, shown: string): readonly string[] {
  const at = shown.indexOf(MASK);
  const rest = shown.length - at - MASK.length;
  const secret = at < 0 ? "" : value.slice(at, value.length - rest);
  return secret === "" || shown.split(MASK).length !== 2 ? [] : [secret];
}

function secretsOfUrl(url: string): readonly string[] {
  const query = new URLSearchParams(url.split("?")[1] ?? "");
  return [...query].filter(([name, value]) => masked(`query ${name}`, value) === MASK).map(([, value]) => value);
}

function short(text: string): string {
  return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text;
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 1000) / 1000;
}
