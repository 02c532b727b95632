import * as l10n from "@vscode/l10n";
import { base, childOf, isPolicyEntry, isSection, refusal, root } from "../../../apim/policies/catalogue/catalogue.ts";
import type { DocumentPlace } from "../../../apim/policies/catalogue/catalogue.ts";
import type { AttributeEntry, ElementEntry, PartEntry } from "../../../apim/policies/catalogue/entry.ts";
import type { Section } from "../../../apim/policies/scopes.ts";
import type { MarkupAttribute, MarkupElement, Range } from "./markup.ts";
import { readMarkup } from "./markup.ts";

/** What is wrong or odd at a place of a policy document. Where only API Management can know, it is a warning. */
export interface PolicyIssue extends Range {
  readonly severity: "error" | "warning";
  readonly message: string;
  /** camelCase, stable. */
  readonly code: "notWellFormed" | "expressionNotClosed" | "elementNotAllowed" | "elementUnknown" | "elementMissing" | "elementTwice" | "attributeUnknown" | "attributeMissing" | "valueNotAllowed" | "textNotAllowed" | "optionsSwitchesCorsOff" | "anyOriginWithCredentials" | "noApiPolicy";
}

/** Where a document hangs, and what its API holds that bears on it. */
export interface CheckedPlace extends DocumentPlace {
  /** URL templates of the API's OPTIONS operations, which switch the preflight answers of `cors` off (apim-facts 3.4). */
  readonly preflights: readonly string[];
}

/** The issues of a document, in its order. */
export function checkPolicy(source: string, place: CheckedPlace): readonly PolicyIssue[] {
  const { elements, fault } = readMarkup(source);
  const [first] = elements;
  const check = new Check(source, place);
  if (first !== undefined) check.root(first);
  const wellFormed: PolicyIssue[] =
    fault === undefined
      ? []
      : [{ start: fault.start, end: fault.end, severity: "error", ...(fault.kind === "expression" ? { code: "expressionNotClosed" as const, message: l10n.t("The policy expression that begins here is never closed.") } : { code: "notWellFormed" as const, message: l10n.t("This is not well-formed XML: {0}", fault.reason) }) }];
  // Behind the fault nothing is certain.
  return [...check.issues.filter(({ start }) => fault === undefined || start < fault.start), ...wellFormed].toSorted((a, b) => a.start - b.start);
}

class Check {
  readonly issues: PolicyIssue[] = [];
  readonly #source: string;
  readonly #place: CheckedPlace;

  constructor(source: string, place: CheckedPlace) {
    this.#source = source;
    this.#place = place;
  }

  root(element: MarkupElement): void {
    if (element.name.text !== root.name) return this.#note(element.name, "elementNotAllowed", l10n.t("The document's element is policies."));
    if (this.#place.webSocket && this.#place.scope === "api") this.#note(element.name, "noApiPolicy", l10n.t("A WebSocket API takes no policy of its own; its operation onHandshake does."));
    this.#element(element, root, undefined);
  }

  #element(element: MarkupElement, entry: ElementEntry, section: Section | undefined): void {
    if (isPolicyEntry(entry) && entry.nameOnly === true) return;
    this.#attributes(element, entry);
    if (element.text !== undefined && entry.text !== true) this.#note(element.text, "textNotAllowed", l10n.t("{0} holds no text.", entry.name));
    for (const [index, child] of element.children.entries()) this.#child(child, entry, section, element.children.slice(0, index));
    for (const { name, occurs } of entry.parts) {
      if (element.closed && (occurs === "one" || occurs === "some") && !element.children.some((child) => child.name.text === name)) this.#note(element.name, "elementMissing", l10n.t("{0} needs a {1}.", entry.name, name));
    }
    if (entry.name === "cors") this.#cors(element);
  }

  #child(child: MarkupElement, parent: ElementEntry, section: Section | undefined, before: readonly MarkupElement[]): void {
    const name = child.name.text;
    const entry = childOf(parent, name);
    if (entry === undefined) return this.#stranger(child, parent);
    const twice = before.some((each) => each.name.text === name);
    if (isPolicyEntry(entry)) {
      const reason = section === undefined ? undefined : refusal(entry, section, this.#place);
      if (reason !== undefined) this.#note(child.name, "elementNotAllowed", reason);
      else if (entry.once === true && twice) this.#note(child.name, "elementTwice", l10n.t("{0} may stand only once in {1}.", name, parent.name));
    } else if (twice && isPart(entry) && (entry.occurs === "one" || entry.occurs === "optional")) {
      this.#note(child.name, "elementTwice", l10n.t("{0} may stand only once in {1}.", name, parent.name));
    }
    this.#element(child, entry, parent === root && isSection(name) ? name : section);
  }

  #stranger({ name }: MarkupElement, parent: ElementEntry): void {
    if (name.text === base.name) this.#note(name, "elementNotAllowed", l10n.t("base stands only directly in a section."));
    else if (parent.policies === true) this.#note(name, "elementUnknown", l10n.t("{0} is no policy that is known here; API Management may know it.", name.text), "warning");
    else this.#note(name, "elementNotAllowed", expected(name.text, parent));
  }

  #attributes(element: MarkupElement, entry: ElementEntry): void {
    const has = (name: string): boolean => element.attributes.some((attribute) => attribute.name.text === name);
    for (const { name, required } of entry.attributes) {
      if (required && !has(name)) this.#note(element.name, "attributeMissing", l10n.t("{0} needs the attribute {1}.", entry.name, name));
    }
    if (entry.oneOf !== undefined && !entry.oneOf.some(has)) this.#note(element.name, "attributeMissing", l10n.t("{0} needs one of the attributes {1}.", entry.name, entry.oneOf.join(", ")));
    for (const attribute of element.attributes) {
      const known = entry.attributes.find(({ name }) => name === attribute.name.text);
      if (known === undefined) this.#note(attribute.name, "attributeUnknown", l10n.t("{0} has no attribute {1} that is known here.", entry.name, attribute.name.text), "warning");
      else this.#value(attribute, known);
    }
  }

  #value({ value }: MarkupAttribute, { name, values }: AttributeEntry): void {
    // What an expression or a named value comes to is known only when it runs.
    if (values === undefined || /^\s*@[({]|\{\{/.test(value.text)) return;
    const given = value.text.trim();
    if (values === "number" ? /^-?\d+$/.test(given) : values.some((word) => word.toLowerCase() === given.toLowerCase())) return;
    const at = value.start === value.end ? { start: value.start - 1, end: value.end + 1 } : value;
    this.#note(at, "valueNotAllowed", values === "number" ? l10n.t("{0} takes a whole number.", name) : l10n.t("{0} takes {1}.", name, values.join(", ")));
  }

  #cors(element: MarkupElement): void {
    const origins = element.children.find(({ name }) => name.text === "allowed-origins")?.children ?? [];
    const credentials = element.attributes.find(({ name }) => name.text === "allow-credentials")?.value.text.trim().toLowerCase() === "true";
    for (const { text } of origins) {
      if (credentials && text !== undefined && this.#source.slice(text.start, text.end).trim() === "*") this.#note(text, "anyOriginWithCredentials", l10n.t("Browsers refuse any origin together with credentials, which SignalR clients send: list the origins."), "warning");
    }
    for (const template of this.#place.preflights) {
      this.#note(element.name, "optionsSwitchesCorsOff", l10n.t("The operation OPTIONS {0} switches the cors policy's preflight answers off: keep one or the other.", template), "warning");
    }
  }

  #note({ start, end }: Range, code: PolicyIssue["code"], message: string, severity: PolicyIssue["severity"] = "error"): void {
    this.issues.push({ start, end, code, message, severity });
  }
}

function isPart(entry: ElementEntry): entry is PartEntry {
  return "occurs" in entry;
}

function expected(name: string, parent: ElementEntry): string {
  const names = parent.policies === undefined ? parent.parts.map((each) => each.name) : parent.policies;
  return names === true || names.length === 0 ? l10n.t("{0} holds no elements.", parent.name) : l10n.t("{0} is not allowed in {1}, only {2}.", name, parent.name, names.join(", "));
}
