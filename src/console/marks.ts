/** The rows a person marked, each with a note, which may be empty. */
export class Marks {
  readonly #notes = new Map<number, string>();

  get(seq: number): string | undefined {
    return this.#notes.get(seq);
  }

  /** @param note undefined takes the mark away */
  set(seq: number, note: string | undefined): void {
    if (note === undefined) this.#notes.delete(seq);
    else this.#notes.set(seq, note);
  }

  clear(): void {
    this.#notes.clear();
  }

  /** Forgets the marks of rows the log dropped. @param oldest the first `seq` that is kept */
  forgetBefore(oldest: number): void {
    for (const seq of this.#notes.keys()) if (seq < oldest) this.#notes.delete(seq);
  }
}
