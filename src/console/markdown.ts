import * as l10n from "@vscode/l10n";
import type { LogEntry } from "./frameLog.ts";
import { redactText } from "../signalr/redact.ts";
import { toRow } from "./row.ts";
import type { TranscriptHeader } from "./transcript.ts";
import { Lines } from "./work.ts";
import type { Pieces, Work } from "./work.ts";

/** A log as a Markdown document for a ticket or a review: one table row a record, what was marked below with its note. */
export function* toMarkdown({ target, startedAt }: TranscriptHeader, entries: Iterable<LogEntry>, noteOf: (seq: number) => string | undefined): Work<Pieces> {
  const lines = new Lines();
  lines.add(
    `# ${cell(l10n.t("SignalR session with {0}", redactText(target)))}`,
    "",
    l10n.t("Began {0}.", new Date(startedAt).toISOString()),
    "",
    "| # | time | session | | kind | target | bytes | ms | summary |",
    "| ---: | --- | ---: | --- | --- | --- | ---: | ---: | --- |",
  );
  const notes: string[] = [];
  for (const entry of entries) {
    const { seq, time, direction, kind, target: method = "", bytes = "", roundTripMs = "", summary, session = 1 } = toRow(entry);
    const note = noteOf(seq);
    if (note !== undefined) notes.push(`- **#${seq}** ${cell(redactText(note))}`.trimEnd());
    const mark = note === undefined ? "" : " ⚑";
    lines.add(`| ${seq}${mark} | ${new Date(time).toISOString().slice(11, 23)} | ${session} | ${arrows[direction]} | ${kind} | ${cell(method)} | ${bytes} | ${roundTripMs} | ${cell(summary)} |`);
    yield entry.record.data?.length ?? 0;
  }
  if (notes.length > 0) lines.add("", `## ${l10n.t("Marked")}`, "", ...notes);
  return lines.pieces;
}

const arrows = { sent: "▲", received: "▼", local: "·" } as const;

/** Text that stays text: nothing in it ends the cell, links, or is read as markup. */
export function cell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|~#&!]/g, (character) => `\\${character}`);
}
