import { redactText } from "../signalr/redact.ts";
import type { LogEntry } from "./frameLog.ts";
import type { RecordDetail } from "./protocol.ts";
import { recordText } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { toRow } from "./row.ts";
import { recordLine, redactMembers } from "./transcript.ts";

/** A page shows this much of a record; copying and exporting always give all of it. */
const shownLength = 256 * 1024;
/** Read beyond what is shown, so that a secret at the edge is recognised whole. */
const margin = 16 * 1024;

/** Everything a page shows of one record, redacted. */
export function toDetail(entry: LogEntry): RecordDetail {
  const { record } = entry;
  const large = (record.data?.length ?? 0) > shownLength;
  const text = recordText(record)?.slice(0, shownLength + margin);
  const redacted = text === undefined ? undefined : redactText(text);
  // The hexadecimal view may not show what the text hides.
  const bytes = redacted === text ? record.data : new TextEncoder().encode(redacted);
  return {
    row: toRow(entry),
    ...(record.frame !== undefined && { frame: record.frame }),
    // A tree of a very large record would hold up the page; its text is there.
    members: large ? {} : redactMembers(record.members),
    ...(redacted !== undefined && { text: redacted.slice(0, shownLength) }),
    ...(bytes !== undefined && { hex: Buffer.from(bytes.subarray(0, shownLength)).toString("hex") }),
    cut: large,
    terminated: record.data !== undefined && record.binary !== true && !unterminated.has(record.kind),
  };
}

/** A malformed record may have been cut off by the end of the transport; bare messages carry their own separators. */
const unterminated: ReadonlySet<string> = new Set(["malformed", "text", "binary"]);

/** The record in the form the person asked to copy. */
export function copyText(entry: LogEntry, form: "row" | "json" | "raw"): string {
  const { record } = entry;
  switch (form) {
    case "json":
      return recordLine(record);
    case "raw":
      return rawText(record);
    case "row":
    default: {
      const row = toRow(entry);
      return [new Date(row.time).toISOString(), row.direction, row.kind, row.target ?? "", row.bytes ?? "", row.roundTripMs ?? "", row.summary].join("\t");
    }
  }
}

function rawText(record: LogRecord): string {
  const text = recordText(record);
  return text === undefined ? Buffer.from(record.data ?? []).toString("hex") : redactText(text);
}
