import { SaxesParser } from "saxes";
import type { PolicyElement } from "./element.ts";

/** An element together with where it stands, so that a document can be changed in one place and stay as it is elsewhere. */
export interface LocatedElement extends PolicyElement {
  readonly children: readonly (LocatedElement | string)[];
  /** Index of its `<`. */
  readonly start: number;
  /** Index behind its last `>`. */
  readonly end: number;
  /** Index behind the `>` of its start tag. */
  readonly inner: number;
  /** Written as `<name />`. */
  readonly selfClosing: boolean;
}

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (LocatedElement | string)[];
  readonly start: number;
  readonly inner: number;
  readonly selfClosing: boolean;
}

/**
 * The root element of a policy document; undefined for text that is not well-formed XML. Real documents need not be: an
 * expression in an attribute may hold quotes (apim-facts 3.5).
 */
export function parsePolicy(xml: string): LocatedElement | undefined {
  const parser = new SaxesParser();
  const open: Open[] = [];
  let root: LocatedElement | undefined;
  let wellFormed = true;
  let start = 0;
  parser.on("error", () => {
    wellFormed = false;
  });
  parser.on("opentagstart", () => {
    start = xml.lastIndexOf("<", parser.position - 1);
  });
  parser.on("opentag", ({ name, attributes, isSelfClosing }) => {
    open.push({ name, attributes, children: [], start, inner: parser.position, selfClosing: isSelfClosing });
  });
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed !== undefined) {
      const located = { ...closed, end: parser.position };
      const parent = open.at(-1);
      if (parent === undefined) root ??= located;
      else parent.children.push(located);
    }
  });
  const text = (part: string): void => {
    open.at(-1)?.children.push(part);
  };
  parser.on("text", text);
  parser.on("cdata", text);
  parser.write(xml).close();
  return wellFormed ? root : undefined;
}
