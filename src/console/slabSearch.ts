import type { ByteStore } from "./byteStore.ts";
import type { RecordColumns } from "./recordColumns.ts";

/** Where a record has an error, JSON may have escaped what it says. */
const error = '"error"';
/** Two characters have ASCII letters in their lower case: the Kelvin sign and the dotted capital I, here a character a byte and in lower case. */
const inDisguise = [["k", "\u00e2\u0084\u00aa"], ["i", "\u00e4\u00b0"]] as const;

/** The first record after `from` whose bytes are in another slab, or `to`. */
export function endOfSlab(records: RecordColumns, from: number, to: number): number {
  const { slab } = records.columns;
  const first = slab[records.at(from)];
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (slab[records.at(middle)] === first) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The records from `from` up to but not including `to`, all in one slab, that may hold the text. The slab is searched as a whole, which
 * is many times faster than one record after the other.
 */
export function* holders(records: RecordColumns, data: ByteStore, from: number, to: number, text: string): Generator<number> {
  const { columns } = records;
  const offset = (seq: number): number => columns.offset[records.at(seq)] ?? 0;
  const start = offset(from);
  const end = offset(to - 1) + (columns.length[records.at(to - 1)] ?? 0);
  const bytes = data.slab(columns.slab[records.at(from)] ?? 0);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1").toLowerCase();
  for (const each of [text, error, ...inDisguise.flatMap(([letter, bytes]) => (text.includes(letter) ? [bytes] : []))]) {
    for (let place = all.indexOf(each); place >= 0; ) {
      const seq = lastAt(offset, from, to, start + place);
      yield seq;
      place = seq + 1 < to ? all.indexOf(each, offset(seq + 1) - start) : -1;
    }
  }
}

/** The last of the records whose bytes begin at the place or before it. */
function lastAt(offset: (seq: number) => number, from: number, to: number, place: number): number {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (offset(middle) <= place) low = middle;
    else high = middle;
  }
  return low;
}
