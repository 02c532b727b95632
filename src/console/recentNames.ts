import { redactText } from "../signalr/redact.ts";

/** The last different names that were seen, redacted. */
export class RecentNames {
  readonly #names = new Set<string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(name: string): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    const [oldest] = this.#names;
    if (this.#names.size > this.#limit && oldest !== undefined) this.#names.delete(oldest);
  }

  get names(): readonly string[] {
    return Array.from(this.#names, redactText);
  }
}
