import { element, elementsIn } from "./element.ts";
import type { PolicyElement } from "./element.ts";
import type { LocatedElement } from "./parse.ts";
import { parsePolicy } from "./parse.ts";
import { rendered } from "./render.ts";
import type { Section } from "./scopes.ts";

/** Changes in one place of a document; everything else of it, comments and layout too, stays as its author wrote it. */

export function replaced(xml: string, old: LocatedElement, by: PolicyElement | readonly PolicyElement[]): string {
  return splice(xml, old.start, old.end, renderedAll([by].flat(), indentAt(xml, old.start)).trimStart());
}

/** Without the element, nor the line it stood on alone. */
export function without(xml: string, old: LocatedElement): string {
  const before = xml.slice(0, old.start);
  const lineStart = /\r?\n[ \t]*$/.exec(before)?.index;
  const alone = lineStart !== undefined && /^[ \t]*\r?\n/.test(xml.slice(old.end));
  return splice(xml, alone ? lineStart : old.start, old.end, "");
}

/** With the element as the first of a section, which is made where it is not there: with `base` behind, so that it inherits as before. */
export function withFirst(xml: string, root: LocatedElement, section: Section, first: PolicyElement): string {
  const own = elementsIn(root, section)[0];
  if (own === undefined) {
    return insertedFirst(xml, root, element(section, {}, first.name === "forward-request" ? [first] : [first, element("base")]));
  }
  return insertedFirst(xml, own, first);
}

/** With elements behind the `base` of a section, first where it has none, or behind all that is in it. */
export function inserted(xml: string, root: LocatedElement, section: Section, elements: readonly PolicyElement[], place: "behindBase" | "last"): string {
  const own = elementsIn(root, section)[0];
  if (own === undefined) {
    return insertedFirst(xml, root, element(section, {}, [element("base"), ...elements]));
  }
  const anchor = place === "last" ? elementsIn(own).at(-1) : elementsIn(own, "base")[0];
  return anchor === undefined
    ? elements.toReversed().reduce((text, each) => withFirst(text, parsePolicy(text) ?? root, section, each), xml)
    : splice(xml, anchor.end, anchor.end, `\n${renderedAll(elements, indentAt(xml, anchor.start))}`);
}

function renderedAll(elements: readonly PolicyElement[], indent: string): string {
  return elements.map((each) => rendered(each, indent)).join("\n");
}

function insertedFirst(xml: string, parent: LocatedElement, child: PolicyElement): string {
  if (parent.selfClosing) {
    return replaced(xml, parent, element(parent.name, parent.attributes, [child]));
  }
  const rest = xml.slice(parent.inner);
  const end = /^\s*\n/.test(rest) ? "" : `\n${indentAt(xml, parent.start)}${rest.startsWith("</") ? "" : "    "}`;
  return splice(xml, parent.inner, parent.inner, `\n${rendered(child, `${indentAt(xml, parent.start)}    `)}${end}`);
}

function splice(xml: string, start: number, end: number, by: string): string {
  return xml.slice(0, start) + by + xml.slice(end);
}

/** The space the line of an index begins with. */
function indentAt(xml: string, index: number): string {
  return /^[ \t]*/.exec(xml.slice(xml.lastIndexOf("\n", index - 1) + 1, index))?.[0] ?? "";
}
