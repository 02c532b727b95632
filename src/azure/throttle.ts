import { Cancelled } from "../signalr/problem.ts";
import type { Stop } from "./unlessStopped.ts";
import { unlessStopped } from "./unlessStopped.ts";

/** Requests under way at once while nobody complains; well under what ARM's buckets refill in a second (apim-facts 1.9). */
const mostAtOnce = 32;
/** So many answers in a row without complaint allow one more at once. */
const goodForMore = 8;

/** Azure asked to wait: nothing is sent until then. */
export interface Wait {
  /** In milliseconds since 1970. */
  readonly until: number;
  /** Resolves when requests go on, or were given up. */
  readonly over: Promise<void>;
  /** Gives up what waits: it ends with `Cancelled`. */
  readonly cancel: () => void;
}

interface Pause extends Wait {
  readonly stopped: AbortSignal;
}

/** How much is sent at once to one control plane, and when. Halves on a complaint and grows back with good answers. */
export class Throttle {
  readonly #told: (wait: Wait) => void;
  readonly #waiting: (() => void)[] = [];
  #limit = mostAtOnce;
  #active = 0;
  #good = 0;
  #pause: Pause | undefined;

  /** @param told of each wait as it begins; a longer one takes the place of one that runs */
  constructor(told: (wait: Wait) => void = () => undefined) {
    this.#told = told;
  }

  /** How many requests may be under way at once now. */
  get limit(): number {
    return this.#limit;
  }

  /** Runs `send` when it is its turn. @throws Cancelled when `signal` or the person stops the wait */
  async run<T>(signal: Stop | undefined, send: () => Promise<T>): Promise<T> {
    while (this.#pause !== undefined || this.#active >= this.#limit) {
      await (this.#pause === undefined ? this.#turn(signal) : paused(this.#pause, signal));
    }
    this.#active += 1;
    try {
      return await send();
    } finally {
      this.#active -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** An answer came that was no complaint. */
  good(): void {
    this.#good += 1;
    if (this.#good < goodForMore || this.#limit >= mostAtOnce) return;
    this.#good = 0;
    this.#limit += 1;
    this.#waiting.shift()?.();
  }

  /** Azure complains, and wants nothing for so long. Resolves then. @throws as `run` */
  async hold(ms: number, signal: Stop | undefined): Promise<void> {
    this.#good = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    if (ms <= 0) return;
    const until = Date.now() + ms;
    if (this.#pause === undefined || this.#pause.until < until) this.#begin(until, ms);
    while (this.#pause !== undefined) await paused(this.#pause, signal);
  }

  #begin(until: number, ms: number): void {
    const over = Promise.withResolvers<void>();
    const stop = new AbortController();
    const pause: Pause = { until, over: over.promise, stopped: stop.signal, cancel: () => end(true) };
    const end = (given: boolean): void => {
      clearTimeout(timer);
      if (given) stop.abort();
      if (this.#pause === pause) {
        this.#pause = undefined;
        for (const go of this.#waiting.splice(0)) go();
      }
      over.resolve();
    };
    const timer = setTimeout(() => end(false), ms);
    this.#pause = pause;
    this.#told(pause);
  }

  async #turn(signal: Stop | undefined): Promise<void> {
    const turn = Promise.withResolvers<void>();
    this.#waiting.push(turn.resolve);
    await unlessStopped(turn.promise, signal).catch((error: unknown) => {
      const at = this.#waiting.indexOf(turn.resolve);
      // Who goes away when it is its turn lets the next one go.
      if (at === -1) this.#waiting.shift()?.();
      else this.#waiting.splice(at, 1);
      throw error;
    });
  }
}

async function paused({ over, stopped }: Pause, signal: Stop | undefined): Promise<void> {
  await unlessStopped(over, signal);
  if (stopped.aborted) throw new Cancelled();
}
