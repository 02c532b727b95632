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
  /** What was typed when the person went back from here, and not yet given as the answer. */
  readonly typed?: string;
  /** Holds what is typed while the person goes back. */
  keep?(typed: string): void;
}

/** One question, whose answer is kept under `key`. */
export interface Step<A, K extends keyof A = keyof A> {
  readonly key: K;
  /** Whether the answers so far leave something to ask; always where absent. */
  applies?(answers: Partial<A>): boolean;
  /** What stands there where nobody changed it. It follows from earlier answers, and is taken anew where they change. */
  suggests?(answers: Partial<A>): A[K] | undefined;
  ask(answers: Partial<A>, place: Place): Promise<Answer<A[K]>>;
}

/**
 * Asks the steps in order, with back to the last one that was asked. What `answers` holds from the start is not asked.
 * An answer given before is among the answers when its step comes again, so that it can be the default; what no longer
 * applies at the end is none. Throws `Cancelled` when a step does.
 */
export async function runSteps<A>(steps: readonly Step<A>[], answers: Partial<A>): Promise<Partial<A>> {
  const open = steps.filter((step) => answers[step.key] === undefined);
  const typed = new Map<keyof A, string>();
  let current = answers;
  for (let at = 0; ; ) {
    const asked = open.filter((step) => step.applies?.(current) ?? true);
    const step = asked[at];
    if (step === undefined) return without(current, open.filter((each) => !asked.includes(each)));
    const draft = typed.get(step.key);
    const answer = await step.ask(current, { step: at + 1, total: asked.length, canGoBack: at > 0, keep: (text) => typed.set(step.key, text), ...(draft !== undefined && { typed: draft }) });
    if (answer === back) {
      if (at === 0) throw new Cancelled();
      at -= 1;
    } else {
      typed.delete(step.key);
      current = followed(open, current, { ...current, [step.key]: answer });
      at += 1;
    }
  }
}

/** Takes away the suggestions that were taken before and would be others now; what follows from them goes too. */
function followed<A>(steps: readonly Step<A>[], before: Partial<A>, now: Partial<A>): Partial<A> {
  return steps.reduce((left, step) => {
    const suggested = step.suggests?.(before);
    const taken = before[step.key] !== undefined && before[step.key] === suggested;
    return taken && left[step.key] === suggested && step.suggests?.(left) !== suggested ? without(left, [step]) : left;
  }, now);
}

function without<A>(answers: Partial<A>, steps: readonly Step<A>[]): Partial<A> {
  const left = { ...answers };
  for (const { key } of steps) delete left[key];
  return left;
}
