import { SaxesParser } from "saxes";
import { expressionSpans } from "./expressionSpans.ts";
import type { BadSpan, PolicyFormat, Span } from "./expressionSpans.ts";
import { cannotRun, PolicyRefused } from "./fault.ts";
import { positions } from "./positions.ts";

/** What an attribute or an element's text says. */
export interface SourceValue {
  /** As it reads, without entities; for an expression only a stand-in. */
  readonly text: string;
  /** Where the expression stands that it is as a whole; undefined for plain text. */
  readonly expression: Span | undefined;
}

/** An element of a policy document, with the place of its name, both counted from 1. */
export interface SourceElement {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly attributes: ReadonlyMap<string, SourceValue>;
  readonly children: readonly SourceElement[];
  readonly content: SourceValue;
}

interface Open {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly attributes: Map<string, SourceValue>;
  readonly children: SourceElement[];
  readonly spans: Span[];
  text: string;
}

/** Elements within elements; a document nested deeper is nobody's. */
const deepest = 200;

const begins = /^\s*@[({]/;

/**
 * Reads a document; expressions are left for who compiles them.
 * @throws PolicyRefused where it is not well-formed, expressions in `rawxml` apart
 */
export function readPolicy(raw: string, format: PolicyFormat): SourceElement {
  const { spans, bad } = expressionSpans(raw, format);
  const parser = new SaxesParser();
  const open: Open[] = [];
  let attributes = new Map<string, SourceValue>();
  let place = { line: 1, column: 1 };
  let root: SourceElement | undefined;
  let next = 0;

  const refuse = (reason: string, at: { line: number; column: number }): never => {
    throw new PolicyRefused({ element: open.at(-1)?.name ?? "policies", ...at, reason });
  };
  /** The expressions that were passed since the last call. */
  const passed = (): readonly Span[] => {
    const from = next;
    while ((spans[next]?.start ?? Infinity) < parser.position) next++;
    return spans.slice(from, next);
  };
  const refuseBad = ({ start, why }: BadSpan): never =>
    refuse(why === "neverClosed" ? "The policy expression that begins here is never closed." : cannotRun("text next to a policy expression in one value. Put the whole value into the expression."), positions(raw)(start));

  parser.on("opentagstart", ({ name }) => {
    place = { line: parser.line, column: Math.max(1, parser.column - name.length) };
    if (open.length >= deepest) refuse(`Elements are nested more than ${deepest} deep.`, place);
    attributes = new Map();
  });
  parser.on("attribute", ({ name, value }) => {
    const [expression] = passed();
    attributes.set(name, { text: value, expression: begins.test(value) ? expression : undefined });
  });
  parser.on("opentag", ({ name }) => void open.push({ name, ...place, attributes, children: [], spans: [], text: "" }));
  const text = (part: string): void => {
    const current = open.at(-1);
    if (current === undefined) return;
    current.text += part;
    current.spans.push(...passed());
  };
  parser.on("text", text);
  parser.on("cdata", text);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const { name, line, column, children, spans: inside } = closed;
    const element = { name, line, column, attributes: closed.attributes, children, content: { text: closed.text, expression: begins.test(closed.text) ? inside[0] : undefined } };
    const parent = open.at(-1);
    if (parent === undefined) root ??= element;
    else parent.children.push(element);
  });
  parser.on("error", (error) => {
    if (bad !== undefined) refuseBad(bad);
    refuse(error.message.replace(/^(?:[^:]*:)?\d+:\d+: /, ""), { line: parser.line, column: Math.max(1, parser.column) });
  });
  parser.write(format === "xml" ? raw : masked(raw, spans)).close();
  if (bad !== undefined) refuseBad(bad);
  return root ?? refuse("Root element is missing.", place);
}

/** What XML has no place for stays, for the parser to refuse. */
const overwritten = /[^\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** Expressions are written over, so that what is left is XML with every character in its place. */
function masked(raw: string, spans: readonly Span[]): string {
  let text = "";
  let at = 0;
  for (const { start, end, literal } of spans) {
    if (literal) continue;
    text += raw.slice(at, start + 2) + raw.slice(start + 2, end).replaceAll(overwritten, ({ length }) => "_".repeat(length));
    at = end;
  }
  return text + raw.slice(at);
}
