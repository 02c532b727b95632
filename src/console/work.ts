import { setImmediate } from "node:timers/promises";
import { Cancelled } from "../signalr/problem.ts";

/** Work over many records that can pause after each; it tells how many bytes the record had, and gives its result at the end. */
export type Work<T> = Generator<number, T, void>;

/** How work in slices goes. */
export interface Pace {
  readonly signal?: AbortSignal;
  /** Hears after each slice how many records are done. */
  readonly progress?: (done: number) => void;
}

/** What is done in one go: few enough that whatever else the process does is not kept waiting noticeably. */
export const slice = { records: 250, bytes: 512 * 1024 } as const;

/** Does all of the work at once: for what is known to be small, and where nothing can be waited for. */
export function atOnce<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Does the work in slices, and lets everything else have its turn between them.
 * @throws Cancelled when the signal is aborted
 */
export async function inSlices<T>(work: Work<T>, { signal, progress }: Pace = {}): Promise<T> {
  let done = 0;
  for (;;) {
    let bytes = 0;
    for (const end = done + slice.records; done < end && bytes < slice.bytes; done++) {
      const step = work.next();
      if (step.done === true) return step.value;
      bytes += step.value;
    }
    progress?.(done);
    await setImmediate();
    if (signal?.aborted === true) throw new Cancelled();
  }
}

/** A long text in pieces: to put all of it together would itself take long, and no single text may be longer than half a gigabyte. */
export type Pieces = readonly string[];

/** Lines that are put together to pieces as they come. */
export class Lines {
  readonly #pieces: string[] = [];
  #lines: string[] = [];

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
    if (this.#lines.length >= slice.records) this.#close();
  }

  /** Each line ended. */
  get pieces(): Pieces {
    this.#close();
    return this.#pieces;
  }

  #close(): void {
    if (this.#lines.length > 0) this.#pieces.push(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
  }
}
