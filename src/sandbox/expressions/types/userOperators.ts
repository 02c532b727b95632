import type { Value } from "../value.ts";

/** An operator that a type declares for itself, such as the difference of two points in time. */
export interface UserOperator {
  readonly operator: string;
  readonly left: string;
  readonly right: string;
  readonly type: string;
  readonly run: (left: never, right: never) => Value;
}

const operators: UserOperator[] = [];

export function defineOperator(left: string, operator: string, right: string, result: string, run: (left: never, right: never) => Value): void {
  operators.push({ operator, left, right, type: result, run });
}

export function userOperators(operator: string): readonly UserOperator[] {
  return operators.filter((candidate) => candidate.operator === operator);
}
