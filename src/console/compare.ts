import * as l10n from "@vscode/l10n";
import { toJson } from "../signalr/protocol/jsonEncoding.ts";
import { redactText } from "../signalr/redact.ts";
import { align } from "./align.ts";
import { cell } from "./markdown.ts";
import { recordText } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { toRow } from "./row.ts";
import type { Transcript } from "./transcript.ts";

/** Equal records before and after a difference that are shown with it. */
const context = 2;

/** What comes by the clock and not by what was done. */
const byTheClock: ReadonlySet<string> = new Set(["ping", "ack", "sequence"]);

/** How two transcripts differ, as a Markdown document: records are the same when they say the same, whatever their times and ids. */
export function compareTranscripts(left: Transcript, right: Transcript): string {
  const lefts = left.records.filter(({ kind }) => !byTheClock.has(kind));
  const rights = right.records.filter(({ kind }) => !byTheClock.has(kind));
  const lines = align(lefts.map(sameness), rights.map(sameness)).map((pair) => lineOf(pair.left === undefined ? undefined : lefts[pair.left], pair.right === undefined ? undefined : rights[pair.right]));
  const removed = lines.filter((line) => line.startsWith("-")).length;
  const added = lines.filter((line) => line.startsWith("+")).length;
  return [
    `# ${l10n.t("Two SignalR sessions compared")}`,
    "",
    `- \`-\` ${describe(left)}`,
    `- \`+\` ${describe(right)}`,
    "",
    removed + added === 0
      ? l10n.t("They say the same. Times, ids, pings and acknowledgements were not looked at.")
      : l10n.t("{0} only in the first, {1} only in the second, {2} in both. Times, ids, pings and acknowledgements were not looked at.", removed, added, lines.length - removed - added),
    "",
    "```diff",
    ...shortened(lines),
    "```",
    "",
  ].join("\n");
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

/** Without the long runs of what is the same. */
function shortened(lines: readonly string[]): string[] {
  const near = new Set<number>();
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(" ")) continue;
    for (let shown = index - context; shown <= index + context; shown++) near.add(shown);
  }
  const result: string[] = [];
  let left = 0;
  const gap = (): void => {
    if (left > 0) result.push(l10n.t("@@ {0} the same @@", left));
    left = 0;
  };
  for (const [index, line] of lines.entries()) {
    if (!near.has(index)) {
      left++;
      continue;
    }
    gap();
    result.push(line);
  }
  gap();
  return result;
}
