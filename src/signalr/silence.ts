/** Does something each time nothing happened for a while. */
export class Silence {
  readonly #ms: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param ms how long nothing may happen */
  constructor(ms: number, act: () => void) {
    this.#ms = ms;
    this.#act = act;
  }

  /** Begins to count. */
  heard(): void {
    if (!this.#stopped) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#act, this.#ms);
    }
  }

  /** Something happened: counts anew, where it counts at all. */
  again(): void {
    this.#timer?.refresh();
  }

  /** For good: an end may come before the count has begun. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
