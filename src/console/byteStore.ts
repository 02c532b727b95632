const largestSlab = 1024 * 1024;
const smallestSlab = 4 * 1024;

/** Where bytes were put. */
export interface Place {
  /** Counts up over the store's life. */
  readonly slab: number;
  readonly offset: number;
}

/** The bytes of many records in few large pieces of memory: a buffer for each would cost more than most records hold. */
export class ByteStore {
  readonly #slabBytes: number;
  /** The slab with number `#first` and those after it. */
  #slabs: Uint8Array[] = [];
  #first = 0;
  #used = 0;

  /** @param budget bytes the records may take together; a slab that is not used up must not be a large part of it */
  constructor(budget: number) {
    this.#slabBytes = Math.max(smallestSlab, Math.min(largestSlab, Math.floor(budget / 16)));
  }

  /** Keeps a copy of the bytes. */
  add(bytes: Uint8Array): Place {
    let slab = this.#slabs.at(-1);
    if (slab === undefined || this.#used + bytes.length > slab.length) {
      slab = new Uint8Array(Math.max(this.#slabBytes, bytes.length));
      this.#slabs.push(slab);
      this.#used = 0;
    }
    const offset = this.#used;
    slab.set(bytes, offset);
    this.#used += bytes.length;
    return { slab: this.#first + this.#slabs.length - 1, offset };
  }

  /** The bytes at a place that was not released. */
  get({ slab, offset }: Place, length: number): Uint8Array {
    return this.slab(slab).subarray(offset, offset + length);
  }

  /** One slab whole, with the bytes of its records one after the other. */
  slab(number: number): Uint8Array {
    return this.#slabs[number - this.#first] ?? new Uint8Array();
  }

  /** Lets go of all slabs before this one. */
  release(before: number): void {
    const count = Math.min(before - this.#first, this.#slabs.length);
    if (count > 0) {
      this.#slabs.splice(0, count);
      this.#first += count;
    }
  }
}
