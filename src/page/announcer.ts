/** Time between two things that are read out: a screen reader needs to finish a sentence. */
const restMs = 1500;

/** Lets a screen reader hear the newest of what is to be said, never more often than it can be followed. */
export class Announcer {
  readonly #say: (text: string) => void;
  #next: string | undefined;
  #timer: number | undefined;

  /** @param say puts the text where screen readers listen */
  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  announce(text: string): void {
    if (this.#timer !== undefined) {
      this.#next = text;
      return;
    }
    this.#say(text);
    this.#timer = window.setTimeout(() => {
      this.#timer = undefined;
      const next = this.#next;
      this.#next = undefined;
      if (next !== undefined) this.announce(next);
    }, restMs);
  }
}
