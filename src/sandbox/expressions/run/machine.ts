import type { PolicyContext } from "../context.ts";
import type { Value } from "../value.ts";
import { Thrown } from "./thrown.ts";

/** What one evaluation may do before it is stopped: an operation, a turn of a loop, or 64 characters made are one step. */
const maxSteps = 1_000_000;
/** The longest text, in UTF-16 units, and the longest list. */
const maxLength = 4 * 1024 * 1024;
const charactersPerStep = 64;

/** One evaluation: its context, its local variables, and what it has used of its budget. */
export class Machine {
  readonly context: PolicyContext;
  readonly locals: (Value | undefined)[];
  /** Index into the source of what is running, for the message when it fails. */
  at = 0;
  /** What `return` gave. */
  result: Value = null;
  #steps = 0;

  constructor(context: PolicyContext, locals: number) {
    this.context = context;
    this.locals = Array.from({ length: locals });
  }

  /** @throws {Thrown} when the budget is used up: an expression cannot hold up the gateway. */
  step(cost = 1): void {
    this.#steps += cost;
    if (this.#steps > maxSteps) throw new Thrown("SandboxLimit", "The expression took more steps than the sandbox grants (one million): a loop that does not end?");
  }

  /** Pays for a text or list of `length` before it is made. */
  reserve(length: number): void {
    if (length > maxLength) throw new Thrown("SandboxLimit", "The expression makes a text or list longer than the sandbox grants (four million).");
    this.step(Math.ceil(length / charactersPerStep));
  }
}
