/**
 * Every message between the console's host and its page, in both directions. Both sides check what they receive
 * against these schemas: a page is restored from an older window state, and what it shows comes from servers.
 */
import * as v from "valibot";
import { directions, recordKinds } from "./record.ts";

/** Raised with every change that an older page would misread. */
export const protocolVersion = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const problem = v.object({
  code: v.string(),
  message: v.string(),
  resource: v.optional(v.string()),
  likelyCause: v.optional(v.string()),
  nextStep: v.optional(v.string()),
  requestId: v.optional(v.string()),
  status: v.optional(v.number()),
  /** Where in the text that was sent for reading. */
  offset: v.optional(count),
});
export type ProblemView = v.InferOutput<typeof problem>;

/** One row of the log. */
const row = v.object({
  seq: count,
  /** Milliseconds since the epoch. */
  time: v.number(),
  direction: v.picklist(directions),
  kind: v.picklist(recordKinds),
  target: v.optional(v.string()),
  bytes: v.optional(count),
  roundTripMs: v.optional(v.number()),
  /** The row of the invocation or completion that belongs to this one. */
  other: v.optional(count),
  summary: v.string(),
  failed: v.boolean(),
});
export type Row = v.InferOutput<typeof row>;

/** What became known of a row after it was sent. */
const rowUpdate = v.object({ seq: count, roundTripMs: v.number(), other: count });

const hop = v.object({
  kind: v.picklist(["negotiate", "redirect", "upgrade", "handshake"]),
  url: v.string(),
  status: v.optional(v.number()),
  ms: v.number(),
  problem: v.optional(problem),
  details: v.record(v.string(), v.unknown()),
});
export type HopView = v.InferOutput<typeof hop>;

const status = v.object({
  state: v.picklist(["idle", "connecting", "connected", "closing", "closed", "failed"]),
  /** When the state was entered, milliseconds since the epoch. */
  since: v.number(),
  title: v.string(),
  /** `hub`: the address may be changed. `integration`: the user id may be chosen, as the token is made here. */
  kind: v.picklist(["hub", "integration"]),
  address: v.string(),
  /** Gives the target back after a reload of the window; no secret. */
  key: v.string(),
  userId: v.string(),
  hops: v.array(hop),
  problem: v.optional(problem),
});
export type ConsoleStatus = v.InferOutput<typeof status>;

/** What the composer holds: a call with its arguments as typed, or raw text. */
const draft = v.object({ mode: v.picklist(["invoke", "send", "rawText"]), target: v.string(), text: v.string() });
export type Draft = v.InferOutput<typeof draft>;

/** One record with everything that can be shown of it. */
const detail = v.object({
  row,
  frame: v.optional(count),
  /** The decoded members, by the protocol's names. */
  members: v.record(v.string(), v.unknown()),
  /** The record as it crossed; absent where it is not text. Cut when `cut` is true. */
  text: v.optional(v.string()),
  /** The same as bytes in hexadecimal, two digits each. Cut when `cut` is true. */
  hex: v.optional(v.string()),
  cut: v.boolean(),
  /** Whether a record separator (0x1E) followed it. */
  terminated: v.boolean(),
});
export type RecordDetail = v.InferOutput<typeof detail>;

const call = v.object({ target: v.string(), arguments: v.string() });
const nothing = v.null();

/** What the page can ask for: parameters and result of each request. */
export const requests = {
  connect: { params: v.object({ address: v.string(), userId: v.string() }), result: nothing },
  disconnect: { params: nothing, result: nothing },
  /** Resolves with the completion: its error, or how long it took. */
  invoke: { params: call, result: v.object({ error: v.optional(v.string()), ms: v.number() }) },
  send: { params: call, result: nothing },
  /** Resolves with the bytes that do not form a whole record yet: the server waits for a record separator. */
  sendText: { params: v.object({ text: v.string() }), result: v.object({ waiting: count }) },
  /** Says what is wrong with the text of a draft, without sending it. */
  check: { params: draft, result: v.nullable(problem) },
  keepDraft: { params: draft, result: nothing },
  filter: { params: v.object({ text: v.string() }), result: nothing },
  pause: { params: v.object({ paused: v.boolean() }), result: nothing },
  clear: { params: nothing, result: nothing },
  detail: { params: v.object({ seq: count }), result: v.nullable(detail) },
  copy: { params: v.object({ seq: count, form: v.picklist(["row", "json", "raw"]) }), result: nothing },
  export: { params: nothing, result: nothing },
} as const;
export type RequestName = keyof typeof requests;
export type RequestParams<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]["params"]>;
export type RequestResult<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]["result"]>;

const requestNames = Object.keys(requests).filter((name): name is RequestName => name in requests);

const pageMessage = v.variant("type", [
  /** The page is there and has nothing; the filter is what it remembered. */
  v.object({ type: v.literal("ready"), version: v.literal(protocolVersion), filter: v.string() }),
  /** The batch was taken in. */
  v.object({ type: v.literal("ack"), generation: count, sequence: count }),
  /** Something was missed: a snapshot is needed. */
  v.object({ type: v.literal("resync") }),
  v.object({ type: v.literal("request"), id: count, name: v.picklist(requestNames), params: v.unknown() }),
]);
export type PageMessage = v.InferOutput<typeof pageMessage>;

const batch = v.object({
  type: v.literal("batch"),
  /** Changes whenever the rows begin anew: first view, filter, clear, resync. */
  generation: count,
  /** Counts up by one in a generation, from 0, the snapshot that replaces what the page holds. */
  sequence: count,
  rows: v.array(row),
  updates: v.array(rowUpdate),
  /** Rows with a smaller `seq` are no longer kept by the host. */
  oldest: count,
  /** Records the host holds, shown or not, and those it had to drop. */
  total: count,
  dropped: count,
  /** Records held back because the page is paused. */
  waiting: count,
});
export type Batch = v.InferOutput<typeof batch>;

const hostMessage = v.variant("type", [
  v.object({
    type: v.literal("init"),
    version: v.literal(protocolVersion),
    /** The panel's own id, under which its log is kept over a reload of the window. */
    id: v.string(),
    /** The translations of the page's texts (the editor's bundle), empty in English. */
    l10n: v.record(v.string(), v.union([v.string(), v.object({ message: v.string(), comment: v.array(v.string()) })])),
    /** BCP 47, for numbers and times. */
    language: v.string(),
    draft,
    history: v.array(draft),
  }),
  v.object({ type: v.literal("status"), status }),
  batch,
  v.object({ type: v.literal("result"), id: count, value: v.unknown() }),
  v.object({ type: v.literal("refused"), id: count, problem }),
]);
export type HostMessage = v.InferOutput<typeof hostMessage>;

const pageState = v.object({
  id: v.string(),
  kind: status.entries.kind,
  key: v.string(),
  title: v.string(),
  address: v.string(),
  filter: v.string(),
  /** Widths in pixels: the log's columns by name, and the detail pane beside and below. */
  widths: v.record(v.string(), v.number()),
  selected: v.optional(count),
});
/** What the editor keeps of a page over reloads: how to find its target and log again, and how it looked. */
export type PageState = v.InferOutput<typeof pageState>;

/** The state, or undefined where it is none of ours. */
export function readPageState(value: unknown): PageState | undefined {
  const result = v.safeParse(pageState, value);
  return result.success ? result.output : undefined;
}

/** The message, or undefined where it is none of ours. */
export function readPageMessage(value: unknown): PageMessage | undefined {
  const result = v.safeParse(pageMessage, value);
  return result.success ? result.output : undefined;
}

/** The message, or undefined where it is none of ours. */
export function readHostMessage(value: unknown): HostMessage | undefined {
  const result = v.safeParse(hostMessage, value);
  return result.success ? result.output : undefined;
}
