import { SaxesParser } from "saxes";
import { expressionSpans } from "../../../sandbox/policies/expressionSpans.ts";
import type { Range } from "./markup.ts";
import { withoutExpressions } from "./markup.ts";

/** What is being written at an index of a document that is seldom whole. `path` names the elements around it, outermost first. */
export type Cursor =
  | { readonly kind: "element"; readonly path: readonly string[]; readonly replaces: Range; /** Names of the elements before it in the same one. */ readonly before: readonly string[] }
  | { readonly kind: "endTag"; readonly path: readonly string[]; readonly replaces: Range }
  | { readonly kind: "attribute"; readonly path: readonly string[]; readonly replaces: Range; readonly present: readonly string[] }
  | { readonly kind: "value"; readonly path: readonly string[]; readonly attribute: string; readonly replaces: Range }
  | { readonly kind: "expression"; readonly replaces: Range; /** The dotted name before the cursor, such as `context.Request.` */ readonly typed: string };

/** Undefined in comments, CDATA sections and wherever nothing can be offered. */
export function cursorAt(source: string, offset: number): Cursor | undefined {
  const { spans, bad } = expressionSpans(source, "rawxml");
  const inside = spans.find(({ start, end }) => start + 1 < offset && offset < end) ?? (bad?.why === "neverClosed" && bad.start + 1 < offset ? bad : undefined);
  if (inside !== undefined) return expression(source, inside.start, offset);
  const head = withoutExpressions(source, spans).slice(0, offset);
  const plain = head.replaceAll(/<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, (aside) => (/(?:-->|\]\]>)$/.test(aside) ? " ".repeat(aside.length) : "\0".repeat(aside.length)));
  if (plain.endsWith("\0")) return undefined;
  const from = plain.lastIndexOf("<");
  const tag = from < 0 ? "" : plain.slice(from);
  if (from < 0 || closes(tag)) return { kind: "element", ...around(plain), replaces: { start: offset, end: offset } };
  const { path, before } = around(plain.slice(0, from));
  const endTag = /^<\/([\w-]*)$/.exec(tag)?.[1];
  if (endTag !== undefined) return { kind: "endTag", path, replaces: { start: offset - endTag.length, end: offset + wordBehind(source, offset) } };
  const name = /^<([\w-]*)/.exec(tag)?.[1] ?? "";
  if (tag.length === name.length + 1) return { kind: "element", path, before, replaces: { start: from, end: offset + wordBehind(source, offset) } };
  return inTag(source, offset, tag.slice(name.length + 1), [...path, name]);
}

function inTag(source: string, offset: number, rest: string, path: readonly string[]): Cursor | undefined {
  const value = /\s([\w-]+)\s*=\s*(?:"([^"]*)|'([^']*))$/.exec(rest);
  const [, attribute = "", double, single] = value ?? [];
  const typed = double ?? single;
  if (typed !== undefined) {
    const behind = /^[^"'<>\r\n]*/.exec(source.slice(offset))?.[0].length ?? 0;
    return { kind: "value", path, attribute, replaces: { start: offset - typed.length, end: offset + behind } };
  }
  const word = /\s([\w-]*)$/.exec(rest)?.[1];
  if (word === undefined) return undefined;
  const whole = rest + (/^[^<>]*/.exec(source.slice(offset))?.[0] ?? "");
  const present = Array.from(whole.matchAll(/\s([\w-]+)\s*=/g), ([, name = ""]) => name);
  return { kind: "attribute", path, present, replaces: { start: offset - word.length, end: offset + wordBehind(source, offset) } };
}

/** Whether the tag that begins here has ended; values may hold `>`. */
function closes(tag: string): boolean {
  return tag.replaceAll(/"[^"]*"|'[^']*'/g, "").includes(">");
}

/** What is open at the end of a text that is well-formed as far as it goes, and what stands before in the innermost of it. */
function around(text: string): { readonly path: readonly string[]; readonly before: readonly string[] } {
  const open: { readonly name: string; readonly before: string[] }[] = [];
  const parser = new SaxesParser();
  parser.on("error", () => undefined);
  parser.on("opentag", ({ name }) => {
    open.at(-1)?.before.push(name);
    open.push({ name, before: [] });
  });
  parser.on("closetag", () => void open.pop());
  parser.write(text.replaceAll("\0", " "));
  return { path: open.map(({ name }) => name), before: open.at(-1)?.before ?? [] };
}

function expression(source: string, start: number, offset: number): Cursor {
  const typed = /[A-Za-z_][\w.]*$/.exec(source.slice(start + 2, offset))?.[0] ?? "";
  const word = typed.length - (typed.lastIndexOf(".") + 1);
  return { kind: "expression", typed: typed.slice(0, typed.length - word), replaces: { start: offset - word, end: offset + wordBehind(source, offset) } };
}

function wordBehind(source: string, offset: number): number {
  return /^[\w-]*/.exec(source.slice(offset))?.[0].length ?? 0;
}
