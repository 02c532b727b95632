/** Does something each time nothing happened for a while. */
export class Silence {
  readonly #ms: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param ms how long nothing may happen; begins with the first `heard` */
  constructor(ms: number, act: () => void) {
    this.#ms = ms;
    this.#act = act;
  }

  heard(): void {
    if (!this.#stopped) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#act, this.#ms);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
