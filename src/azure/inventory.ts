import type { Instance, SignalRService } from "../apim/model.ts";
import { Problem, isCancelled } from "../signalr/problem.ts";
import type { ControlPlane, Subscription } from "./controlPlane.ts";
import { survey } from "./survey.ts";
import type { Survey } from "./survey.ts";
import { unlessStopped } from "./unlessStopped.ts";

/** What an identity sees, as it was read at one time. */
export interface Seen {
  readonly subscriptions: readonly Subscription[];
  readonly instances: readonly Instance[];
  readonly services: readonly SignalRService[];
  /** As in `Discovered`. */
  readonly problems: readonly Problem[];
  /** When it was read, in milliseconds since 1970. */
  readonly at: number;
  /** False while pages are still on their way. */
  readonly complete: boolean;
}

/** What outlives the window; holds names, ids and addresses, no secret. */
export type Kept = Pick<Seen, "subscriptions" | "instances" | "services" | "at">;

export interface InventoryStore {
  load(): Promise<Kept | undefined>;
  save(kept: Kept): Promise<void>;
}

export interface InventoryOptions {
  controlPlane(): Promise<ControlPlane>;
  /** Keeps what was read over restarts; without one it lives in memory. */
  readonly store?: InventoryStore;
  /** How long what was read is taken for current, in milliseconds; then it is read again in the background. 0 reads each time. Default 5 minutes. */
  readonly keepMs?: number;
  /** There is something else to see: rows, their age, or that reading failed. */
  changed?(): void;
  /** The clock; for tests. */
  now?(): number;
}

const fiveMinutesMs = 5 * 60_000;
/** A person who chooses from a list expects what was made a minute ago. */
const freshMs = 60_000;

/**
 * Subscriptions, instances and services of one identity: shown at once from what was read before, and read again behind that. A reading
 * that fails leaves the rows in place and says so, so that being offline is one fact and not an error for each row.
 */
export class Inventory {
  readonly #options: InventoryOptions;
  readonly #now: () => number;
  #seen: Seen | undefined;
  #problem: Problem | undefined;
  #reading: { readonly whole: Promise<Seen>; readonly first: Promise<Seen>; readonly stop: AbortController } | undefined;
  #loaded: Promise<void> | undefined;
  /** When reading was last begun; what failed is not tried again at every look. */
  #tried = Number.NEGATIVE_INFINITY;
  #stale = false;

  constructor(options: InventoryOptions) {
    this.#options = options;
    this.#now = () => options.now?.() ?? Date.now();
  }

  /** What was read last; undefined before. */
  get seen(): Seen | undefined {
    return this.#seen;
  }

  /** Why the last reading failed, where it did. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  get reading(): boolean {
    return this.#reading !== undefined;
  }

  /** Milliseconds since what is shown was read; undefined where nothing was. */
  get ageMs(): number | undefined {
    return this.#seen === undefined ? undefined : Math.max(0, this.#now() - this.#seen.at);
  }

  /**
   * For showing: what is known, else the first rows that come. `changed` tells of those that follow.
   * @throws Problem where nothing is known and reading failed; Cancelled by `signal`, which does not stop the reading for others
   */
  async rows(signal?: AbortSignal): Promise<Seen> {
    const keepMs = this.#options.keepMs ?? fiveMinutesMs;
    if (keepMs === 0) return this.#whole(signal);
    await this.#fromStore();
    const seen = this.#seen;
    if (seen === undefined) return unlessStopped(this.#read().first, signal);
    if (this.#stale) {
      await this.#whole(signal).catch((error: unknown) => {
        if (isCancelled(error)) throw error;
      });
      return this.#seen ?? seen;
    }
    if (this.#now() - Math.max(seen.at, this.#tried) >= keepMs) this.#read();
    return seen;
  }

  /** For choosing: everything, at most a minute old. @throws as `rows`, also where older rows are known */
  async fresh(signal?: AbortSignal): Promise<Seen> {
    const seen = this.#seen;
    return seen?.complete === true && !this.#stale && this.#problem === undefined && this.#now() - seen.at < freshMs && (this.#options.keepMs ?? fiveMinutesMs) > 0 ? seen : this.#whole(signal);
  }

  /** The next look waits for a new reading. */
  invalidate(): void {
    this.#stale = true;
    this.#tried = Number.NEGATIVE_INFINITY;
  }

  dispose(): void {
    this.#reading?.stop.abort();
  }

  async #whole(signal: AbortSignal | undefined): Promise<Seen> {
    return unlessStopped(this.#read().whole, signal);
  }

  #read(): { readonly whole: Promise<Seen>; readonly first: Promise<Seen> } {
    if (this.#reading !== undefined) return this.#reading;
    const stop = new AbortController();
    const first = Promise.withResolvers<Seen>();
    this.#tried = this.#now();
    const whole = this.#run(stop.signal, first.resolve);
    this.#reading = { whole, first: first.promise, stop };
    whole.then(first.resolve, first.reject);
    // Those who wait hear of it; a reading that nobody waits for has its failure in `problem`.
    first.promise.catch(() => undefined);
    return this.#reading;
  }

  async #run(signal: AbortSignal, first: (seen: Seen) => void): Promise<Seen> {
    try {
      const plane = await this.#options.controlPlane();
      const streaming = this.#seen === undefined;
      let partial: Seen = { subscriptions: [], instances: [], services: [], problems: [], at: this.#now(), complete: false };
      const found = await survey(plane, signal, (page) => {
        partial = joined(partial, page);
        if (!streaming || signal.aborted) return;
        this.#seen = partial;
        this.#problem = undefined;
        first(partial);
        this.#options.changed?.();
      });
      const { subscriptions, instances, services, problems = [] } = found;
      const seen: Seen = { subscriptions, instances, services, problems, at: this.#now(), complete: true };
      this.#seen = seen;
      this.#problem = undefined;
      this.#stale = false;
      await this.#options.store?.save({ subscriptions, instances, services, at: seen.at }).catch(() => undefined);
      return seen;
    } catch (error) {
      if (error instanceof Problem) this.#problem = error;
      this.#stale = false;
      throw error;
    } finally {
      this.#reading = undefined;
      // Without rows to change, those who wait for them hear what happened.
      if (!signal.aborted && this.#seen !== undefined) this.#options.changed?.();
    }
  }

  /** A file that cannot be read is no reason to show nothing. */
  async #fromStore(): Promise<void> {
    const { store } = this.#options;
    this.#loaded ??= (async () => {
      const kept = await store?.load().catch(() => undefined);
      if (kept !== undefined && this.#seen === undefined) this.#seen = { ...kept, problems: [], complete: true };
    })();
    await this.#loaded;
  }
}

function joined(seen: Seen, page: Survey): Seen {
  return { ...seen, subscriptions: page.subscriptions, instances: [...seen.instances, ...page.instances], services: [...seen.services, ...page.services], problems: [...seen.problems, ...(page.problems ?? [])] };
}
