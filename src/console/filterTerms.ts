import * as l10n from "@vscode/l10n";
import { ParseProblem } from "./parseProblem.ts";

export const filterKeys = ["kind", "direction", "target", "id", "error", "connection", "marked"] as const;
export type FilterKey = (typeof filterKeys)[number];

interface TermPlace {
  readonly negated: boolean;
  readonly value: string;
  /** Where the term begins in the filter, counted from 0. */
  readonly at: number;
}
/** One term of a filter, as it was written. */
export type Term = TermPlace &
  ({ readonly type: "text" } | { readonly type: "regex"; readonly flags: string } | { readonly type: "key"; readonly key: FilterKey });

/** Cuts a filter into its terms. */
export function readTerms(text: string): Term[] {
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const { term, end } = readTerm(text, at);
    terms.push(term);
    at = end;
  }
  return terms;
}

interface Read<Value> {
  readonly term: Value;
  readonly end: number;
}

function readTerm(text: string, at: number): Read<Term> {
  // A lone hyphen is text, not the negation of nothing.
  const negated = text.charAt(at) === "-" && /\S/.test(text.charAt(at + 1));
  const start = negated ? at + 1 : at;
  if (text.charAt(start) === "/") return readRegex(text, at, start, negated);
  const key = /^([A-Za-z]+):(?!\/\/)/.exec(text.slice(start, start + 40))?.[1];
  if (key === undefined) {
    const { term: value, end } = readValue(text, start);
    return { term: { type: "text", negated, value, at }, end };
  }
  const known = filterKeys.find((candidate) => candidate === key.toLowerCase());
  if (known === undefined) throw problem(l10n.t('There is no key "{0}"; there are: {1}.', key, filterKeys.join(", ")), at);
  const { term: value, end } = readValue(text, start + key.length + 1);
  if (value === "") throw problem(l10n.t('A value is missing after "{0}:".', key), end);
  return { term: { type: "key", key: known, negated, value, at }, end };
}

function readValue(text: string, start: number): Read<string> {
  if (text.charAt(start) !== '"') {
    const length = text.slice(start).search(/\s/);
    const end = length < 0 ? text.length : start + length;
    return { term: text.slice(start, end), end };
  }
  const close = text.indexOf('"', start + 1);
  if (close < 0) throw problem(l10n.t("The quotation mark is not closed."), start);
  return { term: text.slice(start + 1, close), end: close + 1 };
}

function readRegex(text: string, at: number, start: number, negated: boolean): Read<Term> {
  const match = /\/((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+)\/([a-z]*)(?=\s|$)/y;
  match.lastIndex = start;
  const found = match.exec(text);
  if (found === null) throw problem(l10n.t("The regular expression is not closed with a slash."), at);
  return { term: { type: "regex", negated, value: found[1] ?? "", flags: found[2] ?? "", at }, end: match.lastIndex };
}

function problem(message: string, offset: number): ParseProblem {
  return new ParseProblem({ code: "usageFilter", message, nextStep: l10n.t("Put the term in quotes to look for it as text.") }, offset);
}
