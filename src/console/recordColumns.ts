interface Columns {
  /** Milliseconds since the epoch. */
  readonly time: Float64Array<ArrayBuffer>;
  /** Milliseconds from an invocation to its completion; NaN where they are not known. */
  readonly roundTrip: Float64Array<ArrayBuffer>;
  /** Number of the record with the other half; 0: none. */
  readonly other: Uint32Array<ArrayBuffer>;
  /** Number of the transport message; 0: none. */
  readonly frame: Uint32Array<ArrayBuffer>;
  /** Place and length of the bytes. */
  readonly slab: Uint32Array<ArrayBuffer>;
  readonly offset: Uint32Array<ArrayBuffer>;
  readonly length: Uint32Array<ArrayBuffer>;
  /** Number of the session; 0: none. */
  readonly session: Uint16Array<ArrayBuffer>;
  /** Direction, kind and what else is yes or no, as `frameLog` packs them. */
  readonly marks: Uint16Array<ArrayBuffer>;
}

/** What all records cost in their columns. */
export const columnBytes = 2 * 8 + 5 * 4 + 2 * 2;

/** The figures of many records in typed arrays used as a ring: a record's place is its number modulo the capacity. */
export class RecordColumns {
  #capacity = 1024;
  #columns = made(this.#capacity);

  get columns(): Columns {
    return this.#columns;
  }

  /** The place of a record in each column; until the next `reserve`. */
  at(seq: number): number {
    return seq % this.#capacity;
  }

  /** Makes room for the records `from` to `to`; those from `from` on keep their values. */
  reserve(from: number, to: number): void {
    if (to - from < this.#capacity) return;
    const old = this.#columns;
    const before = this.#capacity;
    this.#capacity *= 2;
    this.#columns = made(this.#capacity);
    // The old ring's values lie in at most two pieces, before and after its end.
    for (let start = from; start < to; ) {
      const end = Math.min(to, start - (start % before) + before);
      for (const name of names(old)) this.#columns[name].set(old[name].subarray(start % before, (start % before) + end - start), start % this.#capacity);
      start = end;
    }
  }
}

function made(capacity: number): Columns {
  return {
    time: new Float64Array(capacity),
    roundTrip: new Float64Array(capacity),
    other: new Uint32Array(capacity),
    frame: new Uint32Array(capacity),
    slab: new Uint32Array(capacity),
    offset: new Uint32Array(capacity),
    length: new Uint32Array(capacity),
    session: new Uint16Array(capacity),
    marks: new Uint16Array(capacity),
  };
}

function names(columns: Columns): readonly (keyof Columns)[] {
  return Object.keys(columns).filter((name): name is keyof Columns => name in columns);
}
