import { redactText } from "../signalr/redact.ts";
import type { LogEntry } from "./frameLog.ts";
import type { RecordDetail } from "./protocol.ts";
import { formsOf } from "./copyAs.ts";
import { recordText } from "./record.ts";
import { toRow } from "./row.ts";
import { redactMembers } from "./transcript.ts";

/** A page shows this much of a record; copying and exporting always give all of it. */
const shownLength = 256 * 1024;
/** Read beyond what is shown, so that a secret at the edge is recognised whole. */
const margin = 16 * 1024;

/** Everything a page shows of one record, redacted. */
export function toDetail(entry: LogEntry, mark?: string): RecordDetail {
  const { record } = entry;
  const large = (record.data?.length ?? 0) > shownLength;
  const text = recordText(record)?.slice(0, shownLength + margin);
  const redacted = text === undefined ? undefined : redactText(text);
  // The hexadecimal view may not show what the text hides.
  const bytes = redacted === text ? record.data : new TextEncoder().encode(redacted);
  return {
    row: toRow(entry, mark),
    ...(record.frame !== undefined && { frame: record.frame }),
    // A tree of a very large record would hold up the page; its text is there.
    members: large ? {} : plain(redactMembers(record.members)),
    ...(redacted !== undefined && { text: redacted.slice(0, shownLength) }),
    ...(bytes !== undefined && { hex: Buffer.from(bytes.subarray(0, shownLength)).toString("hex") }),
    cut: large,
    terminated: record.data !== undefined && record.binary !== true && !unterminated.has(record.kind),
    forms: formsOf(record),
  };
}

/** A malformed record may have been cut off by the end of the transport; bare messages carry their own separators. */
const unterminated: ReadonlySet<string> = new Set(["malformed", "text", "binary"]);

/** As the editor's message channel can carry it, which knows JSON only: large integers as their digits, bytes in hexadecimal. */
function plain(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === "object" && value !== null ? plain({ ...value }) : value;
}
