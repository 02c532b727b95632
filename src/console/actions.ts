import * as l10n from "@vscode/l10n";
import { parse, printParseErrorCode } from "jsonc-parser";
import type { ParseError } from "jsonc-parser";
import { ParseProblem } from "./parseProblem.ts";

/** A hub method with the arguments it is called with. */
export interface HubCall {
  readonly target: string;
  readonly arguments: readonly unknown[];
}

/**
 * Reads `Target(JSON, …)`: a method name and its arguments, each a JSON value.
 * @throws ParseProblem `usageInvocation` with the position in `text`.
 */
export function parseInvocation(text: string): HubCall {
  const open = text.indexOf("(");
  const end = text.trimEnd().length;
  if (open < 0) throw invocationProblem(l10n.t("The opening parenthesis is missing"), text.length);
  if (text[end - 1] !== ")") throw invocationProblem(l10n.t("The closing parenthesis is missing"), end);
  const target = text.slice(0, open).trim();
  if (target === "") throw invocationProblem(l10n.t("The method's name is missing"), open);
  const list = text.slice(open + 1, end - 1);
  return { target, arguments: list.trim() === "" ? [] : parseList(`[${list}]`, open, text.length) };
}

/**
 * Reads the arguments of a call as the composer takes them: a JSON array, or the values of one without its brackets.
 * Empty text stands for no arguments.
 * @throws ParseProblem `usageInvocation` with the position in `text`.
 */
export function parseArguments(text: string): readonly unknown[] {
  const trimmed = text.trim();
  if (trimmed === "") return [];
  return isList(trimmed) ? parseList(text, 0, text.length) : parseValues(text);
}

/** Reads the values of a list without its brackets. @throws ParseProblem `usageInvocation` with the position in `text` */
export function parseValues(text: string): readonly unknown[] {
  return text.trim() === "" ? [] : parseList(`[${text}]`, -1, text.length);
}

/** `[1], [2]` starts and ends like a list but is two values. */
function isList(trimmed: string): boolean {
  if (!trimmed.startsWith("[")) return false;
  return errorsIn(trimmed).length === 0 || errorsIn(`[${trimmed}]`).length > 0;
}

const strict = { allowTrailingComma: false, disallowComments: true, allowEmptyContent: false };

/** `shift` is what has to be added to an offset in `json` to get the offset in what the person typed, `limit` its length. */
function parseList(json: string, shift: number, limit: number): readonly unknown[] {
  try {
    // JSON.parse decides, as it is what a server's reader comes closest to; the other parser only knows positions better.
    const value: unknown = JSON.parse(json);
    if (Array.isArray(value)) return value;
    throw invocationProblem(l10n.t("The arguments are not a list"), Math.max(0, shift));
  } catch (error) {
    if (error instanceof ParseProblem) throw error;
    const [first] = errorsIn(json);
    const offset = Math.min(Math.max(0, (first?.offset ?? 0) + shift), limit);
    throw invocationProblem(first === undefined ? l10n.t("The arguments are not JSON") : reason(printParseErrorCode(first.error)), offset);
  }
}

/** What is wrong with a text as JSON, and where. */
function errorsIn(json: string): readonly ParseError[] {
  const errors: ParseError[] = [];
  try {
    parse(json, errors, strict);
  } catch (error) {
    // The parser calls itself for each level of nesting.
    if (error instanceof RangeError) throw invocationProblem(l10n.t("The arguments are nested too deeply"), 0);
    throw error;
  }
  return errors;
}

function reason(code: string): string {
  switch (code) {
    case "InvalidSymbol":
      return l10n.t("The arguments are not JSON (texts stand in double quotes)");
    case "CommaExpected":
      return l10n.t("A comma is missing");
    case "ColonExpected":
      return l10n.t("A colon is missing");
    case "ValueExpected":
      return l10n.t("A value is missing");
    case "CloseBraceExpected":
      return l10n.t("A closing brace is missing");
    case "CloseBracketExpected":
      return l10n.t("A closing bracket is missing");
    case "UnexpectedEndOfString":
      return l10n.t("A text is not closed");
    case "InvalidNumberFormat":
    case "UnexpectedEndOfNumber":
      return l10n.t("A number is malformed");
    case "InvalidEscapeCharacter":
    case "InvalidUnicode":
      return l10n.t("An escape in a text is malformed");
    case "InvalidCommentToken":
      return l10n.t("Comments are not JSON");
    default:
      return l10n.t("The arguments are not JSON");
  }
}

function invocationProblem(what: string, offset: number): ParseProblem {
  return new ParseProblem(
    {
      code: "usageInvocation",
      message: l10n.t("{0}, at position {1}.", what, offset + 1),
      nextStep: l10n.t('Write the call as Target("text", 42, …), each argument as JSON.'),
    },
    offset,
  );
}
