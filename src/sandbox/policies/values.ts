import type { PolicyContext } from "../expressions/context.ts";
import { ExpressionFailed, ExpressionRefused } from "../expressions/errors.ts";
import type { Position } from "../expressions/errors.ts";
import { compile, valueText } from "../expressions/expression.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Value } from "../expressions/value.ts";
import { expand, namedValuesIn } from "./expand.ts";
import type { Expanded, NamedValues } from "./expand.ts";
import { cannotRun, PolicyRefused } from "./fault.ts";
import type { Run } from "./run.ts";
import type { SourceElement, SourceValue } from "./source.ts";

/** What a value comes to for one request. */
export type Get<T> = (run: Run) => T;

/** What compiling an element needs of the document it stands in. @typeParam B a branch's policies, compiled */
export interface Compilation<B> {
  readonly raw: string;
  /** Line and column of an index of `raw`. */
  readonly position: (index: number) => { readonly line: number; readonly column: number };
  readonly values: NamedValues;
  /** Told of every expression. */
  readonly compiled: (expression: Expression) => void;
  readonly policies: (children: readonly SourceElement[], path: string) => B;
  /** Told that a policy reads the caller's body without an expression. */
  readonly readsRequestBody: () => void;
}

/** The element that a value stands in. */
interface Place {
  readonly source: SourceElement;
  readonly compilation: Compilation<unknown>;
  refuse(reason: string): never;
}

/** Plain text with its named values. */
export function plainOf(place: Place, { text }: SourceValue): string {
  if (/@[({]/.test(text)) place.refuse(cannotRun("text next to a policy expression in one value. Put the whole value into the expression."));
  return expanded(place, text, false).text;
}

export function textOf(place: Place, value: SourceValue): Get<string> {
  if (value.expression === undefined) {
    const text = plainOf(place, value);
    return () => text;
  }
  const expression = expressionOf(place, value.expression);
  return ({ context }) => valueText(expression.evaluate(context));
}

/** What an expression gives, with its type; plain text is a string. */
export function valueOf(place: Place, value: SourceValue): Get<Value> {
  if (value.expression === undefined) {
    const text = plainOf(place, value);
    return () => text;
  }
  const expression = expressionOf(place, value.expression);
  return ({ context }) => expression.evaluate(context);
}

export function boolOf(place: Place, name: string, value: SourceValue): Get<boolean> {
  if (value.expression === undefined) {
    const text = plainOf(place, value).trim().toLowerCase();
    if (text !== "true" && text !== "false") place.refuse(`The value '${text}' of '${name}' is neither true nor false.`);
    return () => text === "true";
  }
  const expression = expressionOf(place, value.expression);
  if (expression.type !== "bool") place.refuse(`Cannot implicitly convert type '${expression.type}' to 'bool'`);
  return ({ context }) => expression.evaluate(context) === true;
}

function expressionOf(place: Place, { start, end, literal }: NonNullable<SourceValue["expression"]>): Expression {
  const { raw, position, compiled } = place.compilation;
  const source = expanded(place, raw.slice(start, end), !literal);
  const inDocument = ({ line, column }: Position): Position => position(start + source.origin(indexAt(source.text, line, column)));
  try {
    const expression = compile(source.text, { line: 1, column: 1 });
    compiled(expression);
    return { ...expression, evaluate: (context) => evaluated(expression, context, inDocument) };
  } catch (error) {
    if (!(error instanceof ExpressionRefused)) throw error;
    throw new PolicyRefused({ element: place.source.name, ...inDocument(error), reason: error.message });
  }
}

/** @throws ExpressionFailed with its place in the document */
function evaluated(expression: Expression, context: PolicyContext, inDocument: (at: Position) => Position): Value {
  try {
    return expression.evaluate(context);
  } catch (error) {
    throw error instanceof ExpressionFailed ? new ExpressionFailed(error.exception, error.message, inDocument(error)) : error;
  }
}

function expanded(place: Place, written: string, entities: boolean): Expanded {
  const { values } = place.compilation;
  const missing = namedValuesIn(written).find((name) => values(name) === undefined);
  if (missing !== undefined) place.refuse(`Cannot find a property '${missing}'`);
  return expand(written, entities, values);
}

/** The index of a line and column, both counted from 1. */
function indexAt(text: string, line: number, column: number): number {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (found) => found.index + found[0].length)];
  return Math.min((starts[line - 1] ?? 0) + column - 1, text.length);
}
