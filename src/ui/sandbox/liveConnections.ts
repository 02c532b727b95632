import type { Connections } from "../../sandbox/controlClient.ts";

/** The shortest time between two looks, in milliseconds. */
const restMs = 1000;
/** Looking takes at most this part of the time, however many clients there are to list. */
const share = 0.1;

/** What is connected to a sandbox's SignalR Service, as seen last. Free of `vscode`. */
export class LiveConnections {
  readonly #ask: (signal?: AbortSignal) => Promise<Connections>;
  #now: Connections | undefined;

  constructor(ask: (signal?: AbortSignal) => Promise<Connections>) {
    this.#ask = ask;
  }

  /** What was seen last; undefined before the first look and while the sandbox does not answer. */
  get now(): Connections | undefined {
    return this.#now;
  }

  /** Looks once. Throws what asking throws. */
  async read(signal?: AbortSignal): Promise<Connections> {
    try {
      return (this.#now = await this.#ask(signal));
    } catch (error) {
      this.#now = undefined;
      throw error;
    }
  }

  /** Looks until `signal` is aborted; calls `changed` after the first look and whenever there is something else to see than then. */
  async follow(changed: () => void, signal: AbortSignal, rest: (ms: number, signal: AbortSignal) => Promise<unknown>): Promise<void> {
    let told: string | undefined;
    while (!signal.aborted) {
      const began = performance.now();
      // A sandbox that does not answer is something else to see: the rows below say so.
      const seen = await this.#ask(signal).catch(() => undefined);
      if (signal.aborted) return;
      const text = JSON.stringify(seen) ?? "";
      this.#now = seen;
      if (text !== told) changed();
      told = text;
      await rest(Math.max(restMs, (performance.now() - began) / share), signal).catch(() => undefined);
    }
  }
}
