import assert from "node:assert/strict";
import { ParseProblem } from "../../src/console/parseProblem.ts";
import { Problem } from "../../src/signalr/problem.ts";

/** The problem with which `read` refuses; fails when it does not. */
export function refusal(read: () => unknown): { readonly code: string; readonly message: string; readonly offset: number | undefined } {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return { code: error.code, message: error.message, offset: error instanceof ParseProblem ? error.offset : undefined };
  }
  throw new assert.AssertionError({ message: "It was accepted." });
}
