import type { LogRecord } from "./record.ts";
import type { Match } from "./roundTrips.ts";

/** A record's place in the log, with what became known later. */
export interface LogEntry {
  readonly record: LogRecord;
  /** The other half of an invocation and its completion. */
  other?: number;
  /** Milliseconds from an invocation to its completion, on both. */
  roundTripMs?: number;
}

/** What a record costs beyond its raw bytes; decoded members are counted as being as large as the bytes. */
const overhead = 250;

function cost(record: LogRecord): number {
  return overhead + 2 * (record.data?.length ?? 0);
}

/**
 * The host's ring: keeps the newest records within a budget in bytes, drops the oldest and counts them.
 * Records come in the order of `seq`, without gaps except after `clear`.
 */
export class FrameLog {
  readonly #budget: number;
  /** Entries before `#head` are gone; they are cut off in one go when they are half of the array. */
  #entries: LogEntry[] = [];
  #head = 0;
  #bytes = 0;
  #dropped = 0;
  #generation = 1;

  /** @param budget bytes the records may take together; the newest record is always kept. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Counts up with each `clear`. */
  get generation(): number {
    return this.#generation;
  }
  get size(): number {
    return this.#entries.length - this.#head;
  }
  get bytes(): number {
    return this.#bytes;
  }
  /** Records dropped since the log began or was cleared. */
  get dropped(): number {
    return this.#dropped;
  }
  /** `seq` of the oldest record kept; undefined when empty. */
  get oldest(): number | undefined {
    return this.#entries[this.#head]?.record.seq;
  }

  append(record: LogRecord): void {
    this.#entries.push({ record });
    this.#bytes += cost(record);
    while (this.#bytes > this.#budget && this.size > 1) this.#dropOldest();
  }

  /** Remembers a match on both of its records, as far as they are still kept. */
  match(match: Match): void {
    const invocation = this.get(match.invocation);
    const completion = this.get(match.completion);
    if (invocation !== undefined) Object.assign(invocation, { other: match.completion, roundTripMs: match.roundTripMs });
    if (completion !== undefined) Object.assign(completion, { other: match.invocation, roundTripMs: match.roundTripMs });
  }

  get(seq: number): LogEntry | undefined {
    const oldest = this.oldest;
    if (oldest === undefined || seq < oldest) return undefined;
    return this.#entries[this.#head + seq - oldest];
  }

  /** Up to `limit` entries in order, beginning with `seq` or the oldest kept after it. */
  slice(seq: number, limit: number): readonly LogEntry[] {
    const from = this.#head + Math.max(0, seq - (this.oldest ?? seq));
    return this.#entries.slice(from, from + limit);
  }

  /** The newest records that cost at most `limit` bytes together, in order. */
  *newest(limit: number): Generator<LogRecord> {
    let from = this.#entries.length;
    for (let left = limit; from > this.#head; from--) {
      const entry = this.#entries[from - 1];
      left -= entry === undefined ? 0 : cost(entry.record);
      if (left < 0) break;
    }
    for (const { record } of this.#entries.slice(from)) yield record;
  }

  clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#dropped = 0;
    this.#generation++;
  }

  #dropOldest(): void {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return;
    this.#bytes -= cost(entry.record);
    this.#dropped++;
    this.#head++;
    if (this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}
