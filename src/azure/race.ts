/** Things of which the first to come wins when several are done at the same time. */
export class Race {
  readonly #running = new Set<Promise<unknown>>();
  #turn: Promise<unknown> = Promise.resolve();

  /** Together with all others. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running.add(running);
    return running.finally(() => this.#running.delete(running));
  }

  /** When all that run together are over, and after those that came here before. */
  async runInTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.#turn, ...this.#running];
    const mine = (async () => {
      await Promise.allSettled(before);
      return work();
    })();
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
