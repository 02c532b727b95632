import { expressionEnd } from "../expressions/expressionEnd.ts";

/** How a document was sent: `xml` is well-formed throughout, in `rawxml` expressions stand as they are, with their quotes and `<` (apim-facts 1.7). */
export type PolicyFormat = "xml" | "rawxml";

/** Where an expression stands in a document: from its `@` to behind its closing bracket. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Entities in it stand for themselves (CDATA). */
  readonly literal: boolean;
}

/** An expression that is never closed, or that text stands behind: a value is an expression as a whole or not at all. */
export interface BadSpan {
  readonly start: number;
  readonly why: "neverClosed" | "textBehind";
}

/**
 * Finds the expressions of a document without relying on its being well-formed: attribute values, element texts and CDATA sections
 * that begin with `@(` or `@{`.
 */
export function expressionSpans(raw: string, format: PolicyFormat): { readonly spans: readonly Span[]; readonly bad?: BadSpan } {
  const spans: Span[] = [];
  let bad: BadSpan | undefined;
  /** Notes the expression that a value begins with, if it does; gives where the value ends. */
  const value = (from: number, stop: string, literal = false): number => {
    const closed = (at: number): number => (raw.indexOf(stop, at) < 0 ? raw.length : raw.indexOf(stop, at));
    const start = from + (/^\s*/.exec(raw.slice(from, from + 1024))?.[0].length ?? 0);
    if (!raw.startsWith("@(", start) && !raw.startsWith("@{", start)) return closed(from);
    const whole = format === "xml" || literal ? start + raw.slice(start, closed(start)).trimEnd().length : expressionEnd(raw, start);
    if (whole === undefined) {
      bad ??= { start, why: "neverClosed" };
      return closed(start);
    }
    spans.push({ start, end: whole, literal });
    const end = closed(whole);
    if (raw.slice(whole, end).trim() !== "") bad ??= { start, why: "textBehind" };
    return end;
  };

  let at = 0;
  while (at < raw.length) {
    if (raw[at] !== "<") {
      at = value(at, "<");
      continue;
    }
    const aside = skipped(raw, at);
    if (aside !== undefined) {
      if (raw.startsWith("<![CDATA[", at)) value(at + "<![CDATA[".length, "]]>", true);
      at = aside;
      continue;
    }
    at++;
    while (at < raw.length && raw[at] !== ">") {
      const quote = raw[at];
      at = quote === '"' || quote === "'" ? value(at + 1, quote) + 1 : at + 1;
    }
    at++;
  }
  return bad === undefined ? { spans } : { spans, bad };
}

/** Where a comment, CDATA section, instruction or declaration ends that begins here. */
function skipped(raw: string, at: number): number | undefined {
  const ends: readonly (readonly [string, string])[] = [["<!--", "-->"], ["<![CDATA[", "]]>"], ["<?", "?>"], ["<!", ">"]];
  const found = ends.find(([begin]) => raw.startsWith(begin, at));
  if (found === undefined) return undefined;
  const end = raw.indexOf(found[1], at + found[0].length);
  return end < 0 ? raw.length : end + found[1].length;
}
