import { SaxesParser } from "saxes";
import { expressionSpans } from "../../../sandbox/policies/expressionSpans.ts";
import type { Span } from "../../../sandbox/policies/expressionSpans.ts";

/** A stretch of a document: indices in UTF-16 units, the end behind it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface MarkupAttribute {
  readonly name: Range & { readonly text: string };
  /** What stands between its quotes, as written. */
  readonly value: Range & { readonly text: string };
}

export interface MarkupElement {
  /** In its start tag. */
  readonly name: Range & { readonly text: string };
  readonly parent: MarkupElement | undefined;
  readonly attributes: readonly MarkupAttribute[];
  readonly children: readonly MarkupElement[];
  /** The first text in it that is not only space; comments are none. */
  readonly text: Range | undefined;
  /** The name in its end tag; undefined where it has none. */
  readonly endName: Range | undefined;
  readonly closed: boolean;
}

/** A document as far as it can be read, and where it first is not well-formed; expressions may hold anything (apim-facts 3.5). */
export interface Markup {
  /** In the order of their start tags. */
  readonly elements: readonly MarkupElement[];
  readonly expressions: readonly Range[];
  readonly fault: (Range & { readonly reason: string; readonly kind: "xml" | "expression" }) | undefined;
}

type Mutable = { -readonly [Key in keyof MarkupElement]: MarkupElement[Key] } & { children: MarkupElement[] };

export function readMarkup(source: string): Markup {
  const { spans, bad } = expressionSpans(source, "rawxml");
  const masked = withoutExpressions(source, spans);
  const elements: Mutable[] = [];
  const open: Mutable[] = [];
  const parser = new SaxesParser();
  let tag = 0;
  let fault: Markup["fault"];
  parser.on("opentagstart", ({ name }) => {
    tag = masked.lastIndexOf(`<${name}`, parser.position - 1) + 1;
  });
  parser.on("opentag", ({ name, isSelfClosing }) => {
    const parent = open.at(-1);
    const element: Mutable = { name: { start: tag, end: tag + name.length, text: name }, parent, attributes: attributesIn(masked, tag + name.length, source), children: [], text: undefined, endName: undefined, closed: isSelfClosing };
    parent?.children.push(element);
    elements.push(element);
    open.push(element);
  });
  parser.on("closetag", ({ name, isSelfClosing }) => {
    const closed = open.pop();
    if (closed === undefined || isSelfClosing) return;
    const start = masked.lastIndexOf(`</${name}`, parser.position - 1) + 2;
    // What saxes closes by itself, for a parent's end tag, was never closed.
    closed.closed = fault === undefined;
    closed.endName = closed.closed ? { start, end: start + name.length } : undefined;
  });
  const text = (part: string): void => {
    const current = open.at(-1);
    if (current === undefined || current.text !== undefined || part.trim() === "") return;
    const stop = Math.min(parser.position, masked.length);
    const end = masked[stop - 1] === "<" ? stop - 1 : stop;
    const start = Math.max(current.name.end, masked.lastIndexOf(">", end - 1) + 1);
    current.text = { start: Math.min(end, start + (/^\s*/.exec(masked.slice(start, end))?.[0].length ?? 0)), end };
  };
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("error", (error) => {
    const unclosed = open.at(-1);
    const at = Math.min(parser.position, source.length);
    const reason = error.message.replace(/^(?:[^:]*:)?\d+:\d+: /, "");
    const place = reason.startsWith("unclosed tag") && unclosed !== undefined ? unclosed.name : { start: Math.max(0, at - 1), end: Math.max(1, at) };
    fault ??= { start: place.start, end: place.end, reason, kind: "xml" };
  });
  parser.write(masked).close();
  if (bad?.why === "neverClosed") fault = { start: bad.start, end: bad.start + 2, reason: "", kind: "expression" };
  return { elements, expressions: spans, fault };
}

/** The document with its expressions written over, so that what is left is XML with every character in its place. */
export function withoutExpressions(source: string, spans: readonly Span[]): string {
  let text = "";
  let at = 0;
  for (const { start, end, literal } of spans) {
    if (literal) continue;
    text += source.slice(at, start + 2) + source.slice(start + 2, end).replaceAll(/[^\r\n]/g, "_");
    at = end;
  }
  return text + source.slice(at);
}

/** The attributes behind a tag's name. */
function attributesIn(masked: string, from: number, source: string): readonly MarkupAttribute[] {
  const pattern = /\s+([^\s=<>/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
  pattern.lastIndex = from;
  const found: MarkupAttribute[] = [];
  for (let match = pattern.exec(masked); match !== null; match = pattern.exec(masked)) {
    const [whole, name = "", double, single] = match;
    const end = match.index + whole.length - 1;
    const start = end - (double ?? single ?? "").length;
    const nameStart = match.index + whole.indexOf(name);
    found.push({ name: { start: nameStart, end: nameStart + name.length, text: name }, value: { start, end, text: source.slice(start, end) } });
  }
  return found;
}

/** The names from the root down to an element. */
export function pathOf(element: MarkupElement): readonly string[] {
  return element.parent === undefined ? [element.name.text] : [...pathOf(element.parent), element.name.text];
}
