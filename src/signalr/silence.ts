/** Does something each time nothing happened for a while. */
export class Silence {
  readonly #ms: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param ms how long nothing may happen */
  constructor(ms: number, act: () => void) {
    this.#ms = ms;
    this.#act = act;
  }

  /** Begins to count. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#act, this.#ms);
  }

  /** Something happened: counts anew, where it counts at all. */
  again(): void {
    this.#timer?.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
