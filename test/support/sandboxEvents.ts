import type { SandboxEvent } from "../../src/sandbox/model.ts";

/** What a sandbox told, in order, for tests that wait for something to have happened. */
export class SandboxEvents {
  readonly all: SandboxEvent[] = [];
  readonly #waiting: (() => void)[] = [];

  /** Hand this to the sandbox. */
  readonly take = (event: SandboxEvent): void => {
    this.all.push(event);
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** The first event after position `from` that `accept` says yes to, past or to come. */
  async find(accept: (event: SandboxEvent) => boolean, from = 0): Promise<SandboxEvent> {
    for (;;) {
      const found = this.all.slice(from).find(accept);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
