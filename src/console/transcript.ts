import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import { wireValue } from "../signalr/protocol/jsonEncoding.ts";
import { redactText, redactUrl } from "../signalr/redact.ts";
import { directions, recordBytes, recordKinds, recordText } from "./record.ts";
import type { LogRecord, RecordMembers } from "./record.ts";
import { finite } from "./shown.ts";
import { decoding, linesOf } from "./textPieces.ts";
import { atOnce, Lines } from "./work.ts";
import type { Pieces, Work } from "./work.ts";

/** What a transcript says about itself in its first line. */
export interface TranscriptHeader {
  /** The hub URL or the integration's name. */
  readonly target: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface Transcript extends TranscriptHeader {
  readonly records: readonly LogRecord[];
  /** Notes of the records a person marked, by `seq`; an empty one where nothing was noted. */
  readonly marks: ReadonlyMap<number, string>;
}

/** The first line of a transcript, without its line end. */
export function headerLine(header: TranscriptHeader): string {
  return JSON.stringify({
    format: "signalr-transcript",
    version: 1,
    target: redactTarget(header.target),
    startedAt: new Date(header.startedAt).toISOString(),
  });
}

/**
 * A record as a line of a transcript, redacted, without its line end.
 * @param mark the note of a record a person marked
 */
export function recordLine(record: LogRecord, mark?: string): string {
  const { seq, direction, kind, frame, data, members, session, roundTripMs } = record;
  const text = recordText(record);
  return JSON.stringify({
    seq,
    time: new Date(record.time).toISOString(),
    direction,
    kind,
    frame,
    bytes: recordBytes(record),
    text: text === undefined ? undefined : redactText(text),
    base64: data !== undefined && text === undefined ? Buffer.from(data).toString("base64") : undefined,
    ...redactMembers(members),
    session,
    roundTripMs,
    mark: mark === undefined ? undefined : redactText(mark),
  }, wireValue);
}

/** The whole transcript as JSON Lines, each line ended. */
export function writeTranscript(header: TranscriptHeader, records: Iterable<LogRecord>, noteOf: (seq: number) => string | undefined = () => undefined): string {
  return atOnce(writing(header, records, noteOf)).join("");
}

/** The same as work that can be done in slices. */
export function* writing(header: TranscriptHeader, records: Iterable<LogRecord>, noteOf: (seq: number) => string | undefined): Work<Pieces> {
  const lines = new Lines();
  lines.add(headerLine(header));
  for (const record of records) {
    lines.add(recordLine(record, noteOf(record.seq)));
    yield record.data?.length ?? 0;
  }
  return lines.pieces;
}

/** One line after the other, without their ends. */
export function* transcriptLines(header: TranscriptHeader, records: Iterable<LogRecord>, noteOf: (seq: number) => string | undefined): Generator<string> {
  yield headerLine(header);
  for (const record of records) yield recordLine(record, noteOf(record.seq));
}

/** The members as they may be shown: every text in them redacted. */
export function redactMembers(members: RecordMembers): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) shown[name] = name === "url" ? redactUrl(String(value)) : redactValue(value);
  return shown;
}

function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  // Bytes and dates are no text and have no members.
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redactText(name), redactValue(member)]));
}

function redactTarget(target: string): string {
  return URL.canParse(target) ? redactUrl(target) : redactText(target);
}

const time = v.pipe(v.string(), v.isoTimestamp());
const headerSchema = v.object({ format: v.literal("signalr-transcript"), version: v.literal(1), target: v.string(), startedAt: time });
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const recordSchema = v.object({
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  time,
  direction: v.picklist(directions),
  kind: v.picklist(recordKinds),
  frame: v.optional(count),
  bytes: v.optional(count),
  text: v.optional(v.string()),
  base64: v.optional(v.pipe(v.string(), v.base64())),
  /** Absent for the first of a console's sessions side by side. */
  session: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2))),
  roundTripMs: v.optional(finite),
  mark: v.optional(v.string()),
});
const membersSchema = v.object({
  invocationId: v.optional(v.string()),
  target: v.optional(v.string()),
  arguments: v.optional(v.array(v.unknown())),
  streamIds: v.optional(v.array(v.string())),
  item: v.optional(v.unknown()),
  result: v.optional(v.unknown()),
  error: v.optional(v.string()),
  allowReconnect: v.optional(v.boolean()),
  sequenceId: v.optional(finite),
  headers: v.optional(v.record(v.string(), v.string())),
  protocol: v.optional(v.string()),
  version: v.optional(finite),
  type: v.optional(v.unknown()),
  url: v.optional(v.string()),
  status: v.optional(finite),
  ms: v.optional(finite),
  code: v.optional(v.union([finite, v.string()])),
  reason: v.optional(v.string()),
  offset: v.optional(count),
  resource: v.optional(v.string()),
  likelyCause: v.optional(v.string()),
  nextStep: v.optional(v.string()),
  requestId: v.optional(v.string()),
  remark: v.optional(v.string()),
});

/**
 * Reads a transcript back.
 * @throws Problem `transcriptUnreadable` naming the first line that is not as it should be.
 */
export function readTranscript(text: string): Transcript {
  return atOnce(reading([text]));
}

/** The same as work that can be done in slices. */
export function* reading(text: Pieces): Work<Transcript> {
  const records: LogRecord[] = [];
  const marks = new Map<number, string>();
  const header = yield* readingEach(linesOf(text), (record, _line, mark) => {
    records.push(record);
    if (mark !== undefined) marks.set(record.seq, mark);
  });
  return { ...header, records, marks };
}

/** Hands over one record after the other with the line it was read from, and keeps none. */
export function* readingEach(lines: Iterable<string>, see: (record: LogRecord, line: string, mark: string | undefined) => void): Work<TranscriptHeader> {
  let header: v.InferOutput<typeof headerSchema> | undefined;
  let number = 0;
  for (const line of lines) {
    number++;
    if (header === undefined) header = readLine(headerSchema, line, number);
    else if (line !== "") {
      const { record, mark } = readRecord(line, number);
      see(record, line, mark);
    }
    yield line.length;
  }
  const { target, startedAt } = header ?? readLine(headerSchema, "", 1);
  return { target, startedAt: Date.parse(startedAt) };
}

/** A record from its line in a transcript that was read before. */
export function recordOfLine(line: string): LogRecord {
  return readRecord(line, 0).record;
}

/** The same of a file in UTF-8. */
export function* readingFile(bytes: Uint8Array): Work<Transcript> {
  return yield* reading(yield* decoding(bytes));
}

function readRecord(line: string, number: number): { readonly record: LogRecord; readonly mark: string | undefined } {
  const { seq, time, direction, kind, frame, bytes, text, base64, session, roundTripMs, mark } = readLine(recordSchema, line, number);
  const members = readLine(membersSchema, line, number);
  const data = text === undefined ? (base64 === undefined ? undefined : Uint8Array.from(Buffer.from(base64, "base64"))) : new TextEncoder().encode(text);
  const record = {
    seq,
    time: Date.parse(time),
    direction,
    kind,
    ...(frame !== undefined && { frame }),
    ...(data !== undefined && { data, binary: text === undefined }),
    ...(data !== undefined && bytes !== undefined && bytes !== data.length && { bytes }),
    // Members that are absent stay absent, so that writing again gives the same line.
    members: present(members),
    ...(session !== undefined && { session }),
    ...(roundTripMs !== undefined && { roundTripMs }),
  };
  return { record, mark };
}

function present(members: { readonly [Name in keyof RecordMembers]: RecordMembers[Name] | undefined }): RecordMembers {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function readLine<Schema extends v.GenericSchema>(schema: Schema, line: string, number: number): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw unreadable(number, error instanceof Error ? error.message : String(error));
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw unreadable(number, path === null ? issue.message : `${path}: ${issue.message}`);
}

function unreadable(line: number, why: string): Problem {
  return new Problem({
    code: "transcriptUnreadable",
    message: l10n.t("Line {0} of the transcript cannot be read: {1}", line, redactText(why.length > 200 ? `${why.slice(0, 200)}…` : why)),
    nextStep: l10n.t("Open a file that this console or the command line wrote (JSON Lines, version 1)."),
  });
}
