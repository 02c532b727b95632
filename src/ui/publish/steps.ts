import { Cancelled } from "../../signalr/problem.ts";

/** What the person wants next: the answer, or the step before. Cancelling throws `Cancelled`. */
export const back = Symbol("back");
export type Answer<T> = T | typeof back;

/** Where a step stands among those that are asked. */
export interface Place {
  /** Counted from 1. */
  readonly step: number;
  readonly total: number;
  readonly canGoBack: boolean;
}

/** One question, whose answer is kept under `key`. */
export interface Step<A, K extends keyof A = keyof A> {
  readonly key: K;
  /** Whether the answers so far leave something to ask; always where absent. */
  applies?(answers: Partial<A>): boolean;
  ask(answers: Partial<A>, place: Place): Promise<Answer<A[K]>>;
}

/**
 * Asks the steps in order, with back to the last one that was asked. What `answers` holds from the start is not asked.
 * An answer given before is among the answers when its step comes again, so that it can be the default. Throws
 * `Cancelled` when a step does.
 */
export async function runSteps<A>(steps: readonly Step<A>[], answers: Partial<A>): Promise<Partial<A>> {
  const open = steps.filter((step) => answers[step.key] === undefined);
  let current = answers;
  for (let at = 0; ; ) {
    const asked = open.filter((step) => step.applies?.(current) ?? true);
    const step = asked[at];
    if (step === undefined) return current;
    const answer = await step.ask(current, { step: at + 1, total: asked.length, canGoBack: at > 0 });
    if (answer === back) {
      if (at === 0) throw new Cancelled();
      at -= 1;
    } else {
      current = { ...current, [step.key]: answer };
      at += 1;
    }
  }
}
