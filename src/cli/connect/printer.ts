import { recordText } from "../../console/record.ts";
import type { LogRecord } from "../../console/record.ts";
import { toRow } from "../../console/row.ts";
import { headerLine, recordLine } from "../../console/transcript.ts";
import type { Output } from "../output.ts";

const arrows = { sent: "↑", received: "↓", local: "·" } as const;

/** Prints a session as it happens: a transcript with `--json`, else a line a record for people. */
export class Printer {
  readonly #out: Output;
  /** Codes of the failures that stand in the transcript. */
  readonly #failures = new Set<string>();

  constructor(out: Output, target: string) {
    this.#out = out;
    if (out.json) {
      out.line(headerLine({ target, startedAt: Date.now() }));
    }
  }

  record(record: LogRecord): void {
    if (record.kind === "error") {
      this.#failures.add(String(record.members.code));
    }
    if (this.#out.json) {
      this.#out.line(recordLine(record));
      return;
    }
    const { time, direction, kind, target = "", summary, roundTripMs } = toRow({ record });
    const trip = roundTripMs === undefined ? "" : ` (${Math.round(roundTripMs)} ms)`;
    this.#out.line(`${new Date(time).toISOString().slice(11, 23)} ${arrows[direction]} ${kind.padEnd(10)} ${[target, summary].filter((part) => part !== "").join(" ")}${trip}`);
  }

  /** Whether a record already says this failure. */
  said(code: string): boolean {
    return this.#failures.has(code);
  }
}

/** Whether a received record holds a text: as it crossed, or in what it says once escapes are read. */
export function holds(record: LogRecord, text: string): boolean {
  return record.direction === "received" && (recordText(record)?.includes(text) === true || JSON.stringify(record.members, plain).includes(text));
}

/** Integers beyond what a number holds are read as bigint. */
function plain(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
