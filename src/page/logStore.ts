import type { Batch, Row } from "../console/protocol.ts";

/** The rows the page holds: what passed the filter, in order of `seq`. */
export class LogStore {
  /** Those before `#head` are gone; they are cut off in one go when they are half of the array. */
  #rows: Row[] = [];
  #head = 0;
  #generation = -1;
  #next = 0;
  #counts: Pick<Batch, "total" | "dropped" | "waiting"> = { total: 0, dropped: 0, waiting: 0 };

  get size(): number {
    return this.#rows.length - this.#head;
  }
  /** Records the host holds, whether they passed the filter or not. */
  get total(): number {
    return this.#counts.total;
  }
  get dropped(): number {
    return this.#counts.dropped;
  }
  get waiting(): number {
    return this.#counts.waiting;
  }

  at(index: number): Row | undefined {
    return this.#rows[this.#head + index];
  }

  /** Where the row is, or -1. */
  indexOf(seq: number): number {
    const index = this.#lowerBound(seq);
    return this.at(index)?.seq === seq ? index : -1;
  }

  /**
   * Takes a batch in.
   * @returns how many rows were cut off at the beginning, or undefined when something was missed and a snapshot is needed.
   */
  apply(batch: Batch): { readonly cut: number; readonly anew: boolean } | undefined {
    const anew = batch.sequence === 0;
    if (anew) {
      this.#rows = [];
      this.#head = 0;
      this.#generation = batch.generation;
      this.#next = 0;
    }
    if (batch.generation !== this.#generation || batch.sequence !== this.#next) return undefined;
    this.#next++;
    for (const row of batch.rows) this.#rows.push(row);
    const cut = this.#lowerBound(batch.oldest);
    this.#cut(cut);
    for (const { seq, roundTripMs, other } of batch.updates) this.#replace(seq, (row) => ({ ...row, roundTripMs, other }));
    for (const { seq, mark } of batch.marks ?? []) this.#replace(seq, ({ mark: _before, ...row }) => (mark === undefined ? row : { ...row, mark }));
    const { total, dropped, waiting } = batch;
    this.#counts = { total, dropped, waiting };
    return { cut, anew };
  }

  #cut(count: number): void {
    this.#head += count;
    if (this.#head * 2 <= this.#rows.length) return;
    this.#rows = this.#rows.slice(this.#head);
    this.#head = 0;
  }

  #replace(seq: number, change: (row: Row) => Row): void {
    const index = this.indexOf(seq);
    const row = this.at(index);
    if (row !== undefined && index >= 0) this.#rows[this.#head + index] = change(row);
  }

  #lowerBound(seq: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at(middle)?.seq ?? seq) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
