import type { Batch, Row } from "../console/protocol.ts";

/** The rows the page holds: what passed the filter, in order of `seq`. */
export class LogStore {
  #rows: Row[] = [];
  #generation = -1;
  #next = 0;
  #counts: Pick<Batch, "total" | "dropped" | "waiting"> = { total: 0, dropped: 0, waiting: 0 };

  get size(): number {
    return this.#rows.length;
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
    return this.#rows[index];
  }

  /** Where the row is, or -1. */
  indexOf(seq: number): number {
    const index = this.#lowerBound(seq);
    return this.#rows[index]?.seq === seq ? index : -1;
  }

  /**
   * Takes a batch in.
   * @returns how many rows were cut off at the beginning, or undefined when something was missed and a snapshot is needed.
   */
  apply(batch: Batch): { readonly cut: number; readonly anew: boolean } | undefined {
    const anew = batch.sequence === 0;
    if (anew) {
      this.#rows = [];
      this.#generation = batch.generation;
      this.#next = 0;
    }
    if (batch.generation !== this.#generation || batch.sequence !== this.#next) return undefined;
    this.#next++;
    for (const row of batch.rows) this.#rows.push(row);
    const cut = this.#lowerBound(batch.oldest);
    if (cut > 0) this.#rows.splice(0, cut);
    for (const { seq, roundTripMs, other } of batch.updates) {
      const index = this.indexOf(seq);
      const row = this.#rows[index];
      if (row !== undefined) this.#rows[index] = { ...row, roundTripMs, other };
    }
    for (const { seq, mark } of batch.marks ?? []) {
      const index = this.indexOf(seq);
      const row = this.#rows[index];
      if (row === undefined) continue;
      const { mark: _before, ...unmarked } = row;
      this.#rows[index] = mark === undefined ? unmarked : { ...unmarked, mark };
    }
    const { total, dropped, waiting } = batch;
    this.#counts = { total, dropped, waiting };
    return { cut, anew };
  }

  #lowerBound(seq: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle]?.seq ?? seq) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
