import type { ProtocolName } from "../signalr/events.ts";
import { ByteStore } from "./byteStore.ts";
import { LazyRecord } from "./lazyRecord.ts";
import { directions, recordKinds } from "./record.ts";
import type { LogRecord, RecordMembers } from "./record.ts";
import { columnBytes, RecordColumns } from "./recordColumns.ts";
import type { Match } from "./roundTrips.ts";
import { endOfSlab, holders } from "./slabSearch.ts";

/** A record's place in the log, with what became known later. */
export interface LogEntry {
  readonly record: LogRecord;
  /** The other half of an invocation and its completion. */
  readonly other?: number;
  /** Milliseconds from an invocation to its completion, on both. */
  readonly roundTripMs?: number;
}

/** Records that are read one by one in one go. */
const partLength = 500;
/** What members cost that are kept because they cannot be read from the bytes again. */
const keptMembersBytes = 400;

const nothing = new Uint8Array();

const protocols: readonly (ProtocolName | undefined)[] = [undefined, "json", "messagepack"];
/** How a record's marks are packed: what is there, then direction, protocol and kind. */
const marks = { data: 1, binary: 2, binaryKnown: 4, frame: 8, roundTrip: 16, direction: 5, protocol: 7, kind: 9 } as const;

/**
 * The host's ring: keeps the newest records within a budget in bytes, drops the oldest and counts them.
 * Records come in the order of `seq`, without gaps except after `clear`. What can be read from a record's bytes is not
 * kept beside them but read again when it is asked for.
 */
export class FrameLog {
  readonly #budget: number;
  readonly #records = new RecordColumns();
  readonly #members = new Map<number, RecordMembers>();
  /** Lengths of the few records whose bytes have another. */
  readonly #lengths = new Map<number, number>();
  #data: ByteStore;
  /** `seq` of the oldest record kept, and of the one that comes next; the same when there is none. */
  #oldest = 0;
  #next = 0;
  #bytes = 0;
  #dropped = 0;
  #generation = 1;

  /** @param budget bytes the records may take together; the newest record is always kept. */
  constructor(budget: number) {
    this.#budget = budget;
    this.#data = new ByteStore(budget);
  }

  /** Counts up with each `clear`. */
  get generation(): number {
    return this.#generation;
  }
  get size(): number {
    return this.#next - this.#oldest;
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
    return this.size === 0 ? undefined : this.#oldest;
  }

  append(record: LogRecord): void {
    const { seq, data, protocol } = record;
    if (this.size === 0) this.#oldest = seq;
    this.#records.reserve(this.#oldest, seq);
    this.#next = seq + 1;
    const { columns } = this.#records;
    const at = this.#records.at(seq);
    columns.time[at] = record.time;
    columns.roundTrip[at] = record.roundTripMs ?? Number.NaN;
    columns.other[at] = 0;
    columns.frame[at] = record.frame ?? 0;
    columns.session[at] = record.session ?? 0;
    columns.marks[at] = marksOf(record);
    const place = this.#data.add(data ?? nothing);
    columns.slab[at] = place.slab;
    columns.offset[at] = place.offset;
    columns.length[at] = data?.length ?? 0;
    if (protocol === undefined && Object.keys(record.members).length > 0) this.#members.set(seq, record.members);
    if (record.bytes !== undefined) this.#lengths.set(seq, record.bytes);
    this.#bytes += this.#cost(seq);
    while (this.#bytes > this.#budget && this.size > 1) this.#dropOldest();
  }

  /** Remembers a match on both of its records, as far as they are still kept. */
  match({ invocation, completion, roundTripMs }: Match): void {
    this.#matched(invocation, completion, roundTripMs);
    this.#matched(completion, invocation, roundTripMs);
  }

  get(seq: number): LogEntry | undefined {
    return seq < this.#oldest || seq >= this.#next ? undefined : this.#entry(seq);
  }

  /**
   * A part of the log, small enough to be looked at in one go, that begins with `seq` or the oldest kept after it: the numbers of its
   * records, and where the next part begins.
   * @param text in lower case, ASCII only: records that certainly do not hold it are left out
   */
  part(seq: number, text?: string): { readonly seqs: readonly number[]; readonly next: number } {
    const from = Math.max(seq, this.#oldest);
    if (text === undefined || from >= this.#next) {
      const next = Math.max(from, Math.min(from + partLength, this.#next));
      return { seqs: Array.from({ length: next - from }, (_, index) => from + index), next };
    }
    const next = endOfSlab(this.#records, from, this.#next);
    const found = new Set(holders(this.#records, this.#data, from, next, text));
    if (this.#members.size > 0) for (let each = from; each < next; each++) if (this.#members.has(each)) found.add(each);
    return { seqs: [...found].toSorted((a, b) => a - b), next };
  }

  /** The newest records that cost at most `limit` bytes together, in order. */
  *newest(limit: number): Generator<LogRecord> {
    let from = limit >= this.#bytes ? this.#oldest : this.#next;
    for (let left = limit; from > this.#oldest; from--) {
      left -= this.#cost(from - 1);
      if (left < 0) break;
    }
    for (const { record } of this.entries(from)) yield record;
  }

  /** What is in the log now, from `seq` on. Read over a while, it leaves out what was dropped meanwhile, and ends when the log is cleared. */
  *entries(seq: number): Generator<LogEntry> {
    const end = this.#next;
    const generation = this.#generation;
    for (let at = Math.max(seq, this.#oldest); at < end && generation === this.#generation; at = Math.max(at + 1, this.#oldest)) yield this.#entry(at);
  }

  clear(): void {
    this.#oldest = 0;
    this.#next = 0;
    this.#members.clear();
    this.#lengths.clear();
    this.#data = new ByteStore(this.#budget);
    this.#bytes = 0;
    this.#dropped = 0;
    this.#generation++;
  }

  #matched(seq: number, other: number, roundTripMs: number): void {
    if (seq < this.#oldest || seq >= this.#next) return;
    const at = this.#records.at(seq);
    this.#records.columns.other[at] = other;
    this.#records.columns.roundTrip[at] = roundTripMs;
  }

  #entry(seq: number): LogEntry {
    const { columns } = this.#records;
    const at = this.#records.at(seq);
    const other = columns.other[at] ?? 0;
    const record = this.#record(seq, at);
    return other === 0 ? { record } : { record, other, roundTripMs: columns.roundTrip[at] ?? 0 };
  }

  #record(seq: number, at: number): LogRecord {
    const { time, session, frame, slab, offset, length, roundTrip, marks: packed } = this.#records.columns;
    const mark = packed[at] ?? 0;
    const has = (bit: number): boolean => (mark & bit) !== 0;
    const data = has(marks.data) ? this.#data.get({ slab: slab[at] ?? 0, offset: offset[at] ?? 0 }, length[at] ?? 0) : undefined;
    const protocol = protocols[(mark >> marks.protocol) & 3];
    const bytes = this.#lengths.get(seq);
    const known = {
      seq,
      time: time[at] ?? 0,
      direction: directions[(mark >> marks.direction) & 3] ?? "local",
      ...((session[at] ?? 0) > 0 && { session: session[at] ?? 0 }),
      ...(bytes !== undefined && { bytes }),
      ...(has(marks.frame) && { frame: frame[at] ?? 0 }),
      ...(has(marks.binaryKnown) && { binary: has(marks.binary) }),
      ...(has(marks.roundTrip) && { roundTripMs: roundTrip[at] ?? 0 }),
    };
    if (protocol !== undefined && data !== undefined) return new LazyRecord({ ...known, data, protocol });
    return { ...known, kind: recordKinds[mark >> marks.kind] ?? "unknown", members: this.#members.get(seq) ?? {}, ...(data !== undefined && { data }) };
  }

  #cost(seq: number): number {
    return columnBytes + (this.#records.columns.length[this.#records.at(seq)] ?? 0) + (this.#members.has(seq) ? keptMembersBytes : 0);
  }

  #dropOldest(): void {
    this.#bytes -= this.#cost(this.#oldest);
    this.#members.delete(this.#oldest);
    this.#lengths.delete(this.#oldest);
    this.#dropped++;
    this.#oldest++;
    this.#data.release(this.#records.columns.slab[this.#records.at(this.#oldest)] ?? 0);
  }
}

function marksOf(record: LogRecord): number {
  const { data, binary, frame, roundTripMs, direction } = record;
  return (
    (data === undefined ? 0 : marks.data) |
    (binary === true ? marks.binary : 0) |
    (binary === undefined ? 0 : marks.binaryKnown) |
    (frame === undefined ? 0 : marks.frame) |
    (roundTripMs === undefined ? 0 : marks.roundTrip) |
    (directions.indexOf(direction) << marks.direction) |
    (protocols.indexOf(record.protocol) << marks.protocol) |
    // What is read again says then what it is.
    (record.protocol === undefined ? recordKinds.indexOf(record.kind) << marks.kind : 0)
  );
}
