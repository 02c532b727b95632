import * as l10n from "@vscode/l10n";
import { toJson } from "../signalr/protocol/jsonEncoding.ts";
import { redactText } from "../signalr/redact.ts";
import { align } from "./align.ts";
import type { Aligned } from "./align.ts";
import { cell } from "./markdown.ts";
import { recordText } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { toRow } from "./row.ts";
import { readingFile } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";
import { Lines } from "./work.ts";
import type { Pieces, Work } from "./work.ts";

/** Equal records before and after a difference that are shown with it. */
const context = 2;

/** What comes by the clock and not by what was done. */
const byTheClock: ReadonlySet<string> = new Set(["ping", "ack", "sequence"]);

/** How two transcripts differ, as a Markdown document: records are the same when they say the same, whatever their times and ids. */
export function* comparing(left: Transcript, right: Transcript): Work<Pieces> {
  const { records: lefts, says: leftSays } = yield* compared(left);
  const { records: rights, says: rightSays } = yield* compared(right);
  const pairs = yield* align(leftSays, rightSays);
  const removed = pairs.filter((pair) => pair.right === undefined).length;
  const added = pairs.filter((pair) => pair.left === undefined).length;
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
  yield* addShortened(result, pairs, lefts, rights);
  result.add("```");
  return result.pieces;
}

/** The same of two files, the one that began earlier first. @throws Problem `transcriptUnreadable` */
export function* comparingFiles(one: Uint8Array, other: Uint8Array): Work<Pieces> {
  const both = [yield* readingFile(one), yield* readingFile(other)];
  const [earlier, later] = both.toSorted((a, b) => a.startedAt - b.startedAt);
  return earlier === undefined || later === undefined ? [] : yield* comparing(earlier, later);
}

/** What is looked at of a transcript: records, and a text for each that is equal where they say the same. */
function* compared(transcript: Transcript): Work<{ readonly records: readonly LogRecord[]; readonly says: readonly string[] }> {
  const records: LogRecord[] = [];
  const says: string[] = [];
  for (const record of transcript.records) {
    yield record.data?.length ?? 0;
    if (byTheClock.has(record.kind)) continue;
    records.push(record);
    says.push(sameness(record));
  }
  return { records, says };
}

function describe({ target, startedAt, records }: Transcript): string {
  return cell(l10n.t("{0}, {1}, {2} records", redactText(target), new Date(startedAt).toISOString(), records.length));
}

/** Texts are equal where the records say the same. */
function sameness(record: LogRecord): string {
  const { direction, kind, members } = record;
  const { invocationId: _id, streamIds: _streams, sequenceId: _sequence, requestId: _request, ms: _ms, headers: _headers, url, ...says } = members;
  const place = url !== undefined && URL.canParse(url) ? new URL(url).host + new URL(url).pathname : url;
  const bare = kind === "text" || kind === "binary" || kind === "malformed";
  return toJson([direction, kind, says, place, bare ? (recordText(record) ?? Buffer.from(record.data ?? []).toString("hex")) : null]);
}

function lineOf(left: LogRecord | undefined, right: LogRecord | undefined): string {
  const record = left ?? right;
  if (record === undefined) return "";
  const { seq, direction, kind, target = "", summary } = toRow({ record });
  const numbers = left === undefined || right === undefined || left.seq === right.seq ? `#${seq}` : `#${left.seq}/#${right.seq}`;
  // A fence in a message may not end the block it stands in.
  const text = [numbers, direction, kind, target, summary].filter((part) => part !== "").join(" ").replaceAll("```", "'''");
  return `${left === undefined ? "+" : right === undefined ? "-" : " "} ${text}`;
}

/** The lines of the pairs without the long runs of what is the same. */
function* addShortened(result: Lines, pairs: readonly Aligned[], lefts: readonly LogRecord[], rights: readonly LogRecord[]): Work<void> {
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
