import type { PolicyElement } from "./element.ts";
import { parsePolicy } from "./parse.ts";

/**
 * Whether two policy documents mean the same. API Management indents what it stores anew and ends lines with CRLF (apim-facts 1.7), so
 * space between elements, order of attributes, ways to escape, and comments do not count.
 */
export function samePolicy(a: string, b: string): boolean {
  if (lines(a) === lines(b)) {
    return true;
  }
  const [first, second] = [parsePolicy(a), parsePolicy(b)];
  return first !== undefined && second !== undefined && canonical(first) === canonical(second);
}

/** A spelling that is the same for all elements that mean the same. */
export function canonical(element: PolicyElement): string {
  return JSON.stringify(plain(element));
}

type Plain = readonly [name: string, attributes: readonly (readonly [string, string])[], children: readonly (Plain | string)[]];

function plain({ name, attributes, children }: PolicyElement): Plain {
  const sorted = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [name, sorted, joined(children).map((child) => (typeof child === "string" ? lines(child).trim() : plain(child))).filter((child) => child !== "")];
}

/** A comment or CDATA section parts text that belongs together. */
function joined(children: PolicyElement["children"]): PolicyElement["children"] {
  const list: (PolicyElement | string)[] = [];
  for (const child of children) {
    const last = list.at(-1);
    if (typeof child === "string" && typeof last === "string") list[list.length - 1] = last + child;
    else list.push(child);
  }
  return list;
}

function lines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}
