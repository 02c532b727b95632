import { Program } from "./bind/program.ts";
import { Scope } from "./bind/scope.ts";
import type { Bound } from "./bind/bound.ts";
import type { PolicyContext } from "./context.ts";
import { ExpressionFailed, ExpressionRefused } from "./errors.ts";
import type { Position } from "./errors.ts";
import { nextToken } from "./lexer/lexer.ts";
import { positionOf, Source } from "./lexer/source.ts";
import type { Token } from "./lexer/token.ts";
import "./library/library.ts";
import { Refusal } from "./refusal.ts";
import { Machine } from "./run/machine.ts";
import { textOf } from "./run/text.ts";
import { Thrown } from "./run/thrown.ts";
import { Cursor } from "./syntax/cursor.ts";
import { ExpressionParser } from "./syntax/expressions.ts";
import { readBlock } from "./syntax/statements.ts";
import { type } from "./types/hierarchy.ts";
import { nullType, voidType } from "./types/type.ts";
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
  try {
    const program = new Program();
    const scope = new Scope();
    const bound = bind(source, program, scope);
    return { type: bound.type.name, reads: program.reads, evaluate: (context) => evaluate(bound, new Machine(context, scope.slots), source, at) };
  } catch (error) {
    if (error instanceof Refusal) throw new ExpressionRefused(error.message, positionOf(source, error.at, at));
    // What the compiler works out itself may fail as it would while running.
    if (error instanceof Thrown) throw new ExpressionRefused(error.message, at);
    throw error;
  }
}

function bind(source: string, program: Program, scope: Scope): Bound {
  const lead = source.length - source.trimStart().length;
  const open = source[lead + 1];
  if (source[lead] !== "@" || (open !== "(" && open !== "{")) throw new Refusal("An expression begins with @( or @{.", lead);
  const tokens = tokensOf(source, lead + 1);
  const closing = open === "(" ? ")" : "}";
  const last = tokens.at(-2);
  if (last?.text !== closing || closesEarly(tokens)) throw unbalanced(source, tokens, closing);
  if (open === "{") {
    const block = readBlock(new Cursor(tokens));
    return program.body(block, undefined, scope);
  }
  const end: Token = { kind: "end", text: "", at: last.at, end: last.at };
  const bound = program.expression(new ExpressionParser(new Cursor([...tokens.slice(1, -2), end]), readBlock).whole(), scope);
  if (bound.type === voidType) throw new Refusal("Cannot implicitly convert type 'void' to 'object'.", bound.at);
  return bound.type === nullType ? { ...bound, type: type("object") } : bound;
}

function tokensOf(source: string, start: number): Token[] {
  const reader = new Source(source, start);
  const tokens: Token[] = [];
  for (;;) {
    const token = nextToken(reader);
    tokens.push(token);
    if (token.kind === "end") return tokens;
  }
}

/** Whether the first bracket is closed before the last token. */
function closesEarly(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== "punctuator") continue;
    if ("([{".includes(text)) depth += 1;
    if (")]}".includes(text)) depth -= 1;
    if (depth <= 0) return index < tokens.length - 2;
  }
  return true;
}

function unbalanced(source: string, tokens: readonly Token[], closing: string): Refusal {
  const wrong = tokens.find(({ kind }) => kind === "error");
  if (wrong !== undefined) return new Refusal(wrong.text.endsWith(".") ? wrong.text : `${wrong.text}.`, wrong.at);
  const extra = firstExtra(tokens);
  return extra === undefined ? new Refusal(`The expression is never closed: ${closing} expected.`, source.trimEnd().length) : new Refusal(`Unexpected '${extra.text}' after the end of the expression.`, extra.at);
}

function firstExtra(tokens: readonly Token[]): Token | undefined {
  let depth = 0;
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind === "punctuator" && "([{".includes(text)) depth += 1;
    if (kind === "punctuator" && ")]}".includes(text)) depth -= 1;
    const following = tokens[index + 1];
    if (depth <= 0) return following?.kind === "end" ? undefined : following;
  }
  return undefined;
}

function evaluate(bound: Bound, machine: Machine, source: string, at: Position): Value {
  try {
    return bound.run(machine);
  } catch (error) {
    const position = positionOf(source, machine.at, at);
    if (error instanceof Thrown) throw new ExpressionFailed(error.exception, error.message, position);
    // A text too long for JavaScript, or calls too deep for it.
    if (error instanceof RangeError) throw new ExpressionFailed("SandboxLimit", "The expression takes more memory than the sandbox grants.", position);
    throw error;
  }
}

/** A value as a policy writes it into a header, URL or body: what `Convert.ToString` gives. */
export function valueText(value: Value): string {
  return textOf(value);
}
