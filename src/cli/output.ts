import type { Writable } from "node:stream";
import type { ErrorMember } from "./exit.ts";

/** What a command prints: text for people, or JSON and nothing else. */
export class Output {
  readonly json: boolean;
  readonly #stream: Writable;
  readonly #closed = new AbortController();
  #document: Record<string, unknown> = {};
  #streamed = false;

  constructor(json: boolean, stream: Writable) {
    this.json = json;
    this.#stream = stream;
    // The reader has gone (`| head`): what is being done is finished all the same, there is just nobody to tell.
    stream.on("error", () => this.#closed.abort());
  }

  /** Aborted when nobody reads any more. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** A line or paragraph for people; nothing with `--json`. */
  text(text: string): void {
    if (!this.json) {
      this.#write(text.endsWith("\n") ? text : `${text}\n`);
    }
  }

  /** Help that was asked for, which is the answer whatever else was asked. */
  help(text: string): void {
    this.#streamed = true;
    this.#write(text);
  }

  /** Adds to the one JSON document, which is printed at the end, also when the command fails. */
  add(members: object): void {
    Object.assign(this.#document, members);
  }

  /** Prints a line as it is; the command streams, and there is no document at its end. */
  line(line: string): void {
    this.#streamed = true;
    this.#write(`${line}\n`);
  }

  /** Prints the document, with the error where there is one. Resolves when it is written. */
  async finish(failure?: ErrorMember): Promise<void> {
    if (this.json && !this.#streamed) {
      this.#write(`${JSON.stringify(failure === undefined ? this.#document : { ...this.#document, error: failure })}\n`);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stream.write("", () => resolve());
    await promise;
  }

  #write(text: string): void {
    if (!this.closed.aborted) {
      this.#stream.write(text);
    }
  }
}
