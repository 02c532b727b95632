/** The shapes of what a page shows: rows, statuses, details, and what is under way. */
import * as v from "valibot";
import { connectChoices } from "./connectChoices.ts";
import { directions, recordKinds } from "./record.ts";

/** No message can carry another: JSON has no way to write it. */
export const finite = v.pipe(v.number(), v.finite());
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const problem = v.object({
  code: v.string(),
  message: v.string(),
  resource: v.optional(v.string()),
  likelyCause: v.optional(v.string()),
  nextStep: v.optional(v.string()),
  requestId: v.optional(v.string()),
  status: v.optional(finite),
  /** Where in the text that was sent for reading. */
  offset: v.optional(count),
});
export type ProblemView = v.InferOutput<typeof problem>;

/** One row of the log. */
export const row = v.object({
  seq: count,
  /** Milliseconds since the epoch. */
  time: finite,
  direction: v.picklist(directions),
  kind: v.picklist(recordKinds),
  target: v.optional(v.string()),
  bytes: v.optional(count),
  roundTripMs: v.optional(finite),
  /** The row of the invocation or completion that belongs to this one. */
  other: v.optional(count),
  summary: v.string(),
  failed: v.boolean(),
  /** The session it belongs to; absent for the first. */
  session: v.optional(count),
  /** Present on a row the person marked: the note, or an empty text. */
  mark: v.optional(v.string()),
});
export type Row = v.InferOutput<typeof row>;

/** What became known of a row after it was sent. */
export const rowUpdate = v.object({ seq: count, roundTripMs: finite, other: count });

/** A row's mark after it changed; absent when it was taken away. */
export const markUpdate = v.object({ seq: count, mark: v.optional(v.string()) });

const hop = v.object({
  kind: v.picklist(["negotiate", "redirect", "upgrade", "handshake"]),
  url: v.string(),
  status: v.optional(finite),
  ms: finite,
  problem: v.optional(problem),
  details: v.record(v.string(), v.unknown()),
});
export type HopView = v.InferOutput<typeof hop>;

export const status = v.object({
  /** Which session this is about; absent for the first. */
  session: v.optional(count),
  state: v.picklist(["idle", "connecting", "connected", "reconnecting", "closing", "closed", "failed"]),
  /** When the state was entered, milliseconds since the epoch. */
  since: finite,
  title: v.string(),
  /**
   * `hub`: the address may be changed. `integration` and `connectionString`: the token is made here, so user, claims and lifetime
   * may be chosen. `transcript`: read only, there is nothing to connect to.
   */
  kind: v.picklist(["hub", "integration", "connectionString", "transcript"]),
  address: v.string(),
  /** Gives the target back after a reload of the window; no secret. */
  key: v.string(),
  userId: v.string(),
  hops: v.array(hop),
  problem: v.optional(problem),
  /** Those last used with this target. */
  choices: v.optional(connectChoices),
  /** While reconnecting: which attempt follows, when (milliseconds since the epoch), and why. */
  reconnecting: v.optional(v.object({ attempt: count, at: finite, reason: v.string(), stateful: v.boolean() })),
  /** Whether the service side can be played: its key is at hand. */
  serves: v.optional(v.boolean()),
});
export type ConsoleStatus = v.InferOutput<typeof status>;

export const copyForms = ["row", "json", "raw", "curl", "javascript", "csharp"] as const;
export type CopyForm = (typeof copyForms)[number];

/** One record with everything that can be shown of it. */
export const detail = v.object({
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
  /** In which forms it can be copied. */
  forms: v.optional(v.array(v.picklist(copyForms))),
});
export type RecordDetail = v.InferOutput<typeof detail>;

/** What is under way in a session and waits for the person or the hub. */
export const activity = v.object({
  /** Absent for the first. */
  session: v.optional(count),
  /** Streams the hub sends. `items` received so far; a paused stream's further items are held back from the log's rows. */
  streams: v.array(v.object({ invocationId: v.string(), target: v.string(), items: count, paused: v.boolean() })),
  /** Streams this side uploads. */
  uploads: v.array(v.object({ streamId: v.string(), target: v.string(), items: count })),
  /** The hub's questions that wait for a person's answer; `seq` is the row of the question. */
  asked: v.array(v.object({ invocationId: v.string(), target: v.string(), arguments: v.string(), seq: count })),
  /** A transcript that is being sent again. */
  replay: v.optional(v.object({ sent: count, total: count })),
});
export type Activity = v.InferOutput<typeof activity>;
