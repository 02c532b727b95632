/** Bytes that came in pieces and are joined only once, so that a large record cut small stays linear. */
export class Chunks {
  #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Keeps a copy: the network's buffer may be larger than the piece, or used again. */
  add(piece: Uint8Array): void {
    if (piece.length > 0) {
      this.#pieces.push(new Uint8Array(piece));
      this.#length += piece.length;
    }
  }

  /** Everything kept and then `last`, as bytes of their own; nothing is kept after. */
  take(last: Uint8Array): Uint8Array {
    const [first] = this.#pieces;
    if (first === undefined || (last.length === 0 && this.#pieces.length === 1)) {
      this.#clear();
      return first ?? new Uint8Array(last);
    }
    const joined = new Uint8Array(this.#length + last.length);
    let at = 0;
    for (const piece of this.#pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    joined.set(last, at);
    this.#clear();
    return joined;
  }

  #clear(): void {
    this.#pieces = [];
    this.#length = 0;
  }
}
