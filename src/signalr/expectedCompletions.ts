import * as l10n from "@vscode/l10n";

/** How many ids are remembered as completed, so that a second completion can be told from one for nothing. */
const REMEMBERED = 10_000;

/** Which completions may come, by what was sent, also raw: each invocation with an id is completed exactly once (signalr-protocol 4.3). */
export class ExpectedCompletions {
  readonly #expected = new Set<string>();
  readonly #completed = new Set<string>();

  expect(invocationId: string): void {
    this.#expected.add(invocationId);
    this.#completed.delete(invocationId);
  }

  /** A completion came: what is odd about it, undefined where it was expected. */
  remark(invocationId: string): string | undefined {
    if (!this.#expected.delete(invocationId)) {
      return this.#completed.has(invocationId)
        ? l10n.t("{0} was completed already: the hub answers a second time, or another invocation was sent with the same id.", `"${invocationId}"`)
        : l10n.t("Nothing waits for this completion: no invocation with the id {0} was sent on this connection.", `"${invocationId}"`);
    }
    this.#completed.add(invocationId);
    if (this.#completed.size > REMEMBERED) {
      const [oldest = ""] = this.#completed;
      this.#completed.delete(oldest);
    }
    return undefined;
  }
}
