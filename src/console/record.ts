import type { Hop, ProtocolName } from "../signalr/events.ts";
import type { Problem } from "../signalr/problem.ts";
import type { Headers } from "../signalr/protocol/messages.ts";
import type { TransportEnd } from "../signalr/transport/transport.ts";

export const directions = ["sent", "received", "local"] as const;
/** `local` is what did not cross the transport by itself: hops, its end, errors. */
export type Direction = (typeof directions)[number];

/** What a record can be (transcript version 1). */
export const recordKinds = [
  "negotiate", "redirect", "upgrade", "handshake",
  "invocation", "streamInvocation", "streamItem", "completion", "cancelInvocation", "ping", "close", "ack", "sequence",
  "malformed", "unknown", "text", "binary", "closed", "error",
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** What a record says, by the protocol's own names; which are present depends on its kind. */
export interface RecordMembers {
  readonly invocationId?: string;
  readonly target?: string;
  readonly arguments?: readonly unknown[];
  readonly streamIds?: readonly string[];
  readonly item?: unknown;
  readonly result?: unknown;
  /** The hub's error, or why a hop or the session failed. */
  readonly error?: string;
  readonly allowReconnect?: boolean;
  readonly sequenceId?: number;
  readonly headers?: Headers;
  /** Handshake request. */
  readonly protocol?: string;
  readonly version?: number;
  /** The unknown value of `type`. */
  readonly type?: unknown;
  /** Hops: redacted address, HTTP status, duration in milliseconds. */
  readonly url?: string;
  readonly status?: number;
  readonly ms?: number;
  /** Malformed: why, and the byte offset in the record. Closed: the close reason. */
  readonly reason?: string;
  readonly offset?: number;
  /** Closed: the WebSocket close code. Error: the problem's code. */
  readonly code?: number | string;
  readonly resource?: string;
  readonly likelyCause?: string;
  readonly nextStep?: string;
  readonly requestId?: string;
  /** What is odd about a record that can be read: it answers nothing, or comes a second time. */
  readonly remark?: string;
}

/** One row of the log and one line of a transcript. */
export interface LogRecord {
  /** Counts up by one over the whole log, from 1. */
  readonly seq: number;
  /** Receipt, milliseconds since the epoch with fractions. */
  readonly time: number;
  readonly direction: Direction;
  readonly kind: RecordKind;
  /** Number of the transport message the record began in, from 1. */
  readonly frame?: number;
  /** The record as it crossed, without terminator or length prefix. */
  readonly data?: Uint8Array;
  /** Its length as it crossed, where `data` has another: a transcript masks secrets. */
  readonly bytes?: number;
  /** Whether `data` crossed as a binary message. */
  readonly binary?: boolean;
  readonly members: RecordMembers;
  /** The hub protocol by which `kind` and `members` can be read from `data` again; absent where they cannot. */
  readonly protocol?: ProtocolName;
  /** Which of the log's sessions it belongs to; absent for the first. */
  readonly session?: number;
  /** Completions: milliseconds since their invocation. */
  readonly roundTripMs?: number;
}

/** A duration to the microsecond: clocks promise no more. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Its length in bytes as it crossed; undefined for what did not cross the transport by itself. */
export function recordBytes({ bytes, data }: LogRecord): number | undefined {
  return bytes ?? data?.length;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The record as text; undefined where it is not text (binary, or not UTF-8). */
export function recordText(record: LogRecord): string | undefined {
  if (record.data === undefined || record.binary === true) return undefined;
  try {
    return utf8.decode(record.data);
  } catch {
    return undefined;
  }
}

/** Whether the record reports that something went wrong. */
export function isFailure(record: LogRecord): boolean {
  const { kind, members } = record;
  return kind === "malformed" || kind === "error" || members.error !== undefined || members.remark !== undefined;
}

export function hopRecord(seq: number, hop: Hop): LogRecord {
  const members = {
    url: hop.url,
    ...(hop.status !== undefined && { status: hop.status }),
    ms: roundMs(hop.ms),
    ...(hop.problem !== undefined && { error: hop.problem.message }),
  };
  return { seq, time: hop.time, direction: "local", kind: hop.kind, members };
}

export function errorRecord(seq: number, time: number, problem: Problem): LogRecord {
  const { message, ...details } = problem.details;
  return { seq, time, direction: "local", kind: "error", members: { error: message, ...details } };
}

export function closedRecord(seq: number, time: number, end: TransportEnd): LogRecord {
  const members = { ...(end.code !== undefined && { code: end.code }), reason: end.reason };
  return { seq, time, direction: "local", kind: "closed", members };
}
