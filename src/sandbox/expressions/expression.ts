import type { PolicyContext } from "./context.ts";
import { ExpressionRefused } from "./errors.ts";
import type { Position } from "./errors.ts";
import type { Value } from "./value.ts";

/** A policy expression that was understood; it can run any number of times. */
export interface Expression {
  /** The C# name of its static type: `bool`, `string`, `int`, `JObject`, `object`, …. */
  readonly type: string;
  /** Whether it reads a body, which must then be gathered before it runs. */
  readonly reads: { readonly requestBody: boolean; readonly responseBody: boolean };
  /** @throws {ExpressionFailed} as .NET would throw while it runs, or when it takes more steps than the sandbox grants. */
  evaluate(context: PolicyContext): Value;
}

/** Whether `text` is an expression as a whole: `@(…)` or `@{…}`. */
export function isExpression(text: string): boolean {
  return /^\s*@[({]/.test(text);
}

/**
 * Reads an expression, `@(…)` or `@{…}`, as an attribute value or element text holds it, raw or with its entities decoded.
 * @param at where the first character of `source` stands in the policy document
 * @throws {ExpressionRefused}
 */
export function compile(source: string, at: Position): Expression {
  throw new ExpressionRefused(`The sandbox cannot run this; API Management may: ${source.slice(0, 20)}.`, at);
}

/** A value as a policy writes it into a header, URL or body: what `Convert.ToString` gives. */
export function valueText(value: Value): string {
  return value === null ? "" : String(value);
}
