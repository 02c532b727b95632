/** Things of which the first to come wins when several are done at the same time. */
export class Race {
  readonly #running = new Set<Promise<unknown>>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Together with all others; where some go in turn, after them: who came in between would take the turn of one that has lost already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting > 0) return this.runInTurn(work);
    const running = work();
    this.#running.add(running);
    return running.finally(() => this.#running.delete(running));
  }

  /** When all that run together are over, and after those that came here before. */
  async runInTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.#turn, ...this.#running];
    this.#waiting += 1;
    const mine = (async () => {
      await Promise.allSettled(before);
      return work();
    })().finally(() => (this.#waiting -= 1));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
