import { hash } from "node:crypto";
import * as l10n from "@vscode/l10n";
import { toJson } from "../signalr/protocol/jsonEncoding.ts";
import { redactText } from "../signalr/redact.ts";
import { align } from "./align.ts";
import type { Aligned } from "./align.ts";
import { cell } from "./markdown.ts";
import { recordText } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { toRow } from "./row.ts";
import { decoding, linesOf } from "./textPieces.ts";
import { readingEach, recordOfLine } from "./transcript.ts";
import type { TranscriptHeader } from "./transcript.ts";
import { Lines } from "./work.ts";
import type { Pieces, Work } from "./work.ts";

/** Equal records before and after a difference that are shown with it. */
const context = 2;

/** What comes by the clock and not by what was done. */
const byTheClock: ReadonlySet<string> = new Set(["ping", "ack", "sequence"]);

/** What is looked at of a transcript. What its records hold is not kept: of two long ones it would not leave much memory to anything else. */
interface Compared extends TranscriptHeader {
  /** How many there are, with those that are not looked at. */
  readonly records: number;
  readonly lines: readonly string[];
  /** For each line a number that is equal where records say the same. */
  readonly says: readonly number[];
}

/** How two transcripts differ, given line by line, as a Markdown document: records are the same when they say the same, whatever their times and ids. @throws Problem `transcriptUnreadable` */
export function* comparing(left: Iterable<string>, right: Iterable<string>): Work<Pieces> {
  const known = new Map<string, number>();
  return yield* differences(yield* compared(left, known), yield* compared(right, known));
}

function* differences(left: Compared, right: Compared): Work<Pieces> {
  const pairs = yield* align(left.says, right.says);
  let removed = 0;
  let added = 0;
  for (const pair of pairs) {
    removed += pair.right === undefined ? 1 : 0;
    added += pair.left === undefined ? 1 : 0;
    yield 0;
  }
  const result = new Lines();
  result.add(
    `# ${l10n.t("Two SignalR sessions compared")}`,
    "",
    `- \`-\` ${describe(left)}`,
    `- \`+\` ${describe(right)}`,
    "",
    removed + added === 0
      ? l10n.t("They say the same. Times, ids, pings and acknowledgements were not looked at.")
      : l10n.t("{0} only in the first, {1} only in the second, {2} in both. Times, ids, pings and acknowledgements were not looked at.", removed, added, pairs.length - removed - added),
    "",
    "```diff",
  );
  yield* addShortened(result, pairs, left.lines, right.lines);
  result.add("```");
  return result.pieces;
}

/** The same of two files, the one that began earlier first. @throws Problem `transcriptUnreadable` */
export function* comparingFiles(one: Uint8Array, other: Uint8Array): Work<Pieces> {
  const known = new Map<string, number>();
  const both = [yield* compared(linesOf(yield* decoding(one)), known), yield* compared(linesOf(yield* decoding(other)), known)];
  const [earlier, later] = both.toSorted((a, b) => a.startedAt - b.startedAt);
  return earlier === undefined || later === undefined ? [] : yield* differences(earlier, later);
}

/** @param known the number of each text by which records are told apart */
function* compared(text: Iterable<string>, known: Map<string, number>): Work<Compared> {
  const lines: string[] = [];
  const says: number[] = [];
  let records = 0;
  const header = yield* readingEach(text, (record, line) => {
    records++;
    if (byTheClock.has(record.kind)) return;
    const same = sameness(record);
    const number = known.get(same) ?? known.size;
    known.set(same, number);
    lines.push(line);
    says.push(number);
  });
  return { ...header, records, lines, says };
}

function describe({ target, startedAt, records }: Compared): string {
  return cell(l10n.t("{0}, {1}, {2} records", redactText(target), new Date(startedAt).toISOString(), records));
}

/** Digests are equal where the records say the same. The texts themselves would be as much as both transcripts, and collecting the garbage between them would hold up the process. */
function sameness(record: LogRecord): string {
  const { direction, kind, members } = record;
  const { invocationId: _id, streamIds: _streams, sequenceId: _sequence, requestId: _request, ms: _ms, headers: _headers, url, ...says } = members;
  const place = url !== undefined && URL.canParse(url) ? new URL(url).host + new URL(url).pathname : url;
  const bare = kind === "text" || kind === "binary" || kind === "malformed";
  return hash("sha256", toJson([direction, kind, says, place, bare ? (recordText(record) ?? Buffer.from(record.data ?? []).toString("hex")) : null]), "base64");
}

function lineOf(leftLine: string | undefined, rightLine: string | undefined): string {
  const left = leftLine === undefined ? undefined : recordOfLine(leftLine);
  const right = rightLine === undefined ? undefined : recordOfLine(rightLine);
  const record = left ?? right;
  if (record === undefined) return "";
  const { seq, direction, kind, target = "", summary } = toRow({ record });
  const numbers = left === undefined || right === undefined || left.seq === right.seq ? `#${seq}` : `#${left.seq}/#${right.seq}`;
  // A fence in a message may not end the block it stands in.
  const text = [numbers, direction, kind, target, summary].filter((part) => part !== "").join(" ").replaceAll("```", "'''");
  return `${left === undefined ? "+" : right === undefined ? "-" : " "} ${text}`;
}

/** The lines of the pairs without the long runs of what is the same. */
function* addShortened(result: Lines, pairs: readonly Aligned[], lefts: readonly string[], rights: readonly string[]): Work<void> {
  const near = new Set<number>();
  for (const [index, { left, right }] of pairs.entries()) {
    yield 0;
    if (left !== undefined && right !== undefined) continue;
    for (let shown = index - context; shown <= index + context; shown++) near.add(shown);
  }
  let same = 0;
  const gap = (): void => {
    if (same > 0) result.add(l10n.t("@@ {0} the same @@", same));
    same = 0;
  };
  for (const [index, { left, right }] of pairs.entries()) {
    yield 0;
    if (!near.has(index)) {
      same++;
      continue;
    }
    gap();
    result.add(lineOf(left === undefined ? undefined : lefts[left], right === undefined ? undefined : rights[right]));
  }
  gap();
}
