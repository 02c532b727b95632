import { Problem } from "../signalr/problem.ts";
import type { ProblemDetails } from "../signalr/problem.ts";

/** What a person typed cannot be read. Its code starts with `usage`; nothing was sent. */
export class ParseProblem extends Problem {
  /** Where reading stopped, counted in UTF-16 units from 0 in the text that was given. */
  readonly offset: number;

  constructor(details: ProblemDetails, offset: number) {
    super(details);
    this.name = "ParseProblem";
    this.offset = offset;
  }
}
