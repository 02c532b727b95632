import * as l10n from "@vscode/l10n";
import { redactText, redactUrl } from "../signalr/redact.ts";
import type { LogEntry } from "./frameLog.ts";
import { preview } from "./preview.ts";
import type { Row } from "./protocol.ts";
import { isFailure, recordBytes, recordText } from "./record.ts";
import type { LogRecord } from "./record.ts";

const summaryLength = 160;

/** What the page's table shows of a record: short, redacted, on one line. */
export function toRow(entry: LogEntry, mark?: string): Row {
  const { record } = entry;
  const bytes = recordBytes(record);
  return {
    seq: record.seq,
    time: record.time,
    direction: record.direction,
    kind: record.kind,
    summary: oneLine(redactText(remarked(record))),
    failed: isFailure(record),
    ...(record.members.target !== undefined && { target: oneLine(redactText(record.members.target)) }),
    ...(bytes !== undefined && { bytes }),
    ...(entry.roundTripMs !== undefined && { roundTripMs: entry.roundTripMs }),
    ...(entry.other !== undefined && { other: entry.other }),
    ...(record.session !== undefined && { session: record.session }),
    ...(mark !== undefined && { mark }),
  };
}

function remarked(record: LogRecord): string {
  const { remark } = record.members;
  return remark === undefined ? summary(record) : [remark, summary(record)].filter((part) => part !== "").join(" · ");
}

function summary(record: LogRecord): string {
  const { members } = record;
  switch (record.kind) {
    case "negotiate":
    case "redirect":
    case "upgrade":
      return members.error ?? `${members.status ?? ""} ${redactUrl(members.url ?? "")}`.trim();
    case "handshake":
      return record.direction === "sent" ? `${members.protocol ?? ""} v${members.version ?? "?"}` : (members.error ?? l10n.t("ok"));
    case "invocation":
    case "streamInvocation":
      return preview(members.arguments ?? [], summaryLength).replace(/^\[(.*)\]$/s, "$1");
    case "streamItem":
      return preview(members.item, summaryLength);
    case "completion":
      return members.error ?? (members.result === undefined ? l10n.t("ok") : preview(members.result, summaryLength));
    case "close":
      return members.error ?? (members.allowReconnect === true ? l10n.t("may reconnect") : "");
    case "ack":
    case "sequence":
      return String(members.sequenceId);
    case "cancelInvocation":
      return members.invocationId ?? "";
    case "malformed":
      return l10n.t("{0} (at byte {1})", members.reason ?? "", members.offset ?? 0);
    case "unknown":
      return l10n.t("type {0}", preview(members.type, summaryLength));
    case "closed":
      return [members.code, members.reason].filter((part) => part !== undefined && part !== "").join(" ");
    case "error":
      return members.error ?? "";
    case "text":
      return recordText(record)?.slice(0, 16 * 1024) ?? "";
    case "binary":
    case "ping":
    default:
      return "";
  }
}

/** Cut, and without anything that could break the row: line ends, control characters, changes of direction. */
function oneLine(text: string): string {
  const cut = text.length > summaryLength ? `${text.slice(0, summaryLength)}…` : text;
  return cut.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => (character === "\u001e" ? "␞" : " "));
}
