import * as l10n from "@vscode/l10n";
import { entryAt, isPolicyEntry } from "../../../apim/policies/catalogue/catalogue.ts";
import { attributeText } from "../../../apim/policies/catalogue/attributeTexts.ts";
import { everyScope, everySection } from "../../../apim/policies/catalogue/entry.ts";
import type { AttributeEntry, ElementEntry } from "../../../apim/policies/catalogue/entry.ts";
import type { Range } from "./markup.ts";
import { pathOf, readMarkup } from "./markup.ts";

/** What is known of the element or attribute whose name stands at a place, each line for itself. */
export interface PolicyHover extends Range {
  readonly title: string;
  readonly lines: readonly string[];
}

export function hoverPolicy(source: string, offset: number): PolicyHover | undefined {
  const holds = ({ start, end }: Range): boolean => start <= offset && offset <= end;
  for (const element of readMarkup(source).elements) {
    const entry = entryAt(pathOf(element));
    if (entry === undefined) continue;
    const name = [element.name, ...(element.endName === undefined ? [] : [element.endName])].find(holds);
    if (name !== undefined) return { start: name.start, end: name.end, title: entry.name, lines: elementLines(entry) };
    const attribute = element.attributes.find((each) => holds(each.name));
    const known = entry.attributes.find((each) => each.name === attribute?.name.text);
    if (attribute !== undefined && known !== undefined) return { start: attribute.name.start, end: attribute.name.end, title: `${entry.name} ${known.name}`, lines: attributeLines(entry, known) };
  }
  return undefined;
}

function elementLines(entry: ElementEntry): readonly string[] {
  const required = entry.attributes.filter((attribute) => attribute.required).map(({ name }) => name);
  return [
    entry.about,
    required.length === 0 ? "" : l10n.t("Required: {0}", required.join(", ")),
    ...(isPolicyEntry(entry)
      ? [
          entry.sections.length === everySection.length ? "" : l10n.t("Sections: {0}", entry.sections.join(", ")),
          entry.scopes.length === everyScope.length ? "" : l10n.t("Scopes: {0}", entry.scopes.join(", ")),
          entry.notOnHandshake === true ? l10n.t("Refused on the handshake of a WebSocket API.") : "",
        ]
      : []),
  ].filter((line) => line !== "");
}

function attributeLines(entry: ElementEntry, { name, required, values, otherwise }: AttributeEntry): readonly string[] {
  return [
    attributeText(entry.name, name),
    required ? l10n.t("Required.") : "",
    values === undefined ? "" : values === "number" ? l10n.t("A whole number.") : l10n.t("One of: {0}", values.join(", ")),
    otherwise === undefined ? "" : l10n.t("Default: {0}", otherwise),
  ].filter((line) => line !== "");
}
