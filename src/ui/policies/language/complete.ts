import { childrenOf, entryAt, isSection, root } from "../../../apim/policies/catalogue/catalogue.ts";
import type { DocumentPlace } from "../../../apim/policies/catalogue/catalogue.ts";
import type { ElementEntry, PartEntry } from "../../../apim/policies/catalogue/entry.ts";
import { attributeText } from "../../../apim/policies/catalogue/attributeTexts.ts";
import { cursorAt } from "./cursor.ts";
import type { Cursor } from "./cursor.ts";
import { membersOf } from "./members.ts";
import type { Range } from "./markup.ts";

/** Something that may be written at a place. */
export interface Proposal {
  readonly label: string;
  readonly kind: "element" | "attribute" | "value" | "member";
  readonly about: string;
  /** In VS Code's snippet syntax. */
  readonly snippet: string;
  readonly replaces: Range;
  /** Goes first: it has to be there. */
  readonly required: boolean;
}

export function completePolicy(source: string, offset: number, place: DocumentPlace): readonly Proposal[] {
  const cursor = cursorAt(source, offset);
  return cursor === undefined ? [] : proposals(cursor, place);
}

function proposals(cursor: Cursor, place: DocumentPlace): readonly Proposal[] {
  switch (cursor.kind) {
    case "element":
      return elements(cursor, place);
    case "endTag": {
      const name = cursor.path.at(-1);
      return name === undefined ? [] : [{ label: name, kind: "element", about: "", snippet: `${name}>`, replaces: cursor.replaces, required: true }];
    }
    case "attribute": {
      const entry = entryAt(cursor.path);
      const absent = (entry?.attributes ?? []).filter(({ name }) => !cursor.present.includes(name));
      return absent.map(({ name, required, values, otherwise }): Proposal => {
        const choice = Array.isArray(values) ? `\${1|${[...values].toSorted((a, b) => Number(b === otherwise) - Number(a === otherwise)).join(",")}|}` : `$1`;
        return { label: name, kind: "attribute", about: attributeText(entry?.name ?? "", name), snippet: `${name}="${choice}"`, replaces: cursor.replaces, required };
      });
    }
    case "value": {
      const entry = entryAt(cursor.path);
      const values = entry?.attributes.find(({ name }) => name === cursor.attribute)?.values;
      return Array.isArray(values) ? values.map((value): Proposal => ({ label: value, kind: "value", about: "", snippet: value, replaces: cursor.replaces, required: false })) : [];
    }
    case "expression":
      break;
  }
  return membersOf(cursor.typed).map(({ name, about, call }): Proposal => ({ label: name, kind: "member", about, snippet: call ?? name, replaces: cursor.replaces, required: false }));
}

function elements({ path, before, replaces }: Extract<Cursor, { kind: "element" }>, place: DocumentPlace): readonly Proposal[] {
  const section = path[1];
  const parent = entryAt(path);
  const all: readonly ElementEntry[] = path.length === 0 ? [root] : parent === undefined ? [] : childrenOf(parent, section !== undefined && isSection(section) ? section : undefined, place);
  return all.filter((entry) => !(before.includes(entry.name) && onlyOnce(entry))).map((entry): Proposal => ({ label: entry.name, kind: "element", about: entry.about, snippet: skeleton(entry), replaces, required: isPart(entry) && needed(entry) && !before.includes(entry.name) }));
}

function onlyOnce(entry: ElementEntry): boolean {
  return "once" in entry || entry.name === "base" || (isPart(entry) && (entry.occurs === "one" || entry.occurs === "optional"));
}

/** An element with what it needs, as a snippet. */
function skeleton(entry: ElementEntry): string {
  let stop = 0;
  const written = (element: ElementEntry, indent: string): string => {
    const named = element.attributes.filter(({ name, required }) => required || (element.oneOf?.[0] === name && !element.attributes.some((each) => each.required && element.oneOf?.includes(each.name) === true)));
    const head = [element.name, ...named.map(({ name, values }) => `${name}="\${${++stop}${Array.isArray(values) ? `|${values.join(",")}|` : ""}}"`)].join(" ");
    const parts = element.parts.filter(needed);
    if (parts.length > 0) return [`${indent}<${head}>`, ...parts.map((each) => written(each, `${indent}\t`)), `${indent}</${element.name}>`].join("\n");
    if (element.text === true) return `${indent}<${head}>\${${++stop}}</${element.name}>`;
    if (element.policies !== undefined || element.parts.length > 0) return `${indent}<${head}>\n${indent}\t\${${++stop}}\n${indent}</${element.name}>`;
    return `${indent}<${head} />`;
  };
  return written(entry, "");
}

function needed(entry: PartEntry): boolean {
  return entry.occurs === "one" || entry.occurs === "some";
}

function isPart(entry: ElementEntry): entry is PartEntry {
  return "occurs" in entry;
}
