import { signature } from "../marker.ts";
import type { JsonObject } from "../model.ts";
import type { LocatedElement } from "./parse.ts";
import { parsePolicy } from "./parse.ts";
import { rendered } from "./render.ts";
import { documentWith } from "./scopes.ts";

/** What a policy document has to do, whatever else it does: so that a document someone else wrote is kept but for what is wanted. */
export interface PolicyRule {
  /** Finding code where it is not met. */
  readonly code: string;
  /** For people: what the document does. */
  readonly title: string;
  /** Why it has to, said where it does not. */
  readonly reason: string;
  /** Stands in a document written for the first time, for whoever reads it in the portal; stored, so never translated. Empty for none. */
  readonly comment: string;
  /** @param scopes the document's own root, then those of wider scopes that are known; undefined where there is none */
  met(scopes: readonly (LocatedElement | undefined)[]): boolean;
  /** The same for a document that is not well-formed XML, as far as text tells; false where it does not. */
  metInText(xml: string): boolean;
  /** The document changed so that the rule is met. */
  amended(xml: string, root: LocatedElement): string;
}

const nothing = rendered(documentWith({}));

/** The body of a policy. In this format the document is well-formed XML: `rawxml` leaves quotes inside expressions bare (apim-facts 1.7, 3.5). */
export function policyBody(xml: string): JsonObject {
  return { format: "xml", value: xml };
}

/** A document that meets the rules and does nothing else, signed; undefined where none is needed to meet them. */
export function documentText(rules: readonly PolicyRule[]): string | undefined {
  const xml = amendedBy(rules, nothing);
  const comments = [`${signature}.`, ...rules.map(({ comment }) => comment).filter((comment) => comment !== "")];
  return xml === nothing ? undefined : `<!-- ${comments.join(" ")} -->\n${xml}\n`;
}

/** The rules for which a document is needed; the others ask for something not to be there. */
export function acting(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const root = parsePolicy(nothing);
  return rules.filter((rule) => !rule.met([root]));
}

/** The document changed as far as the rules ask; one that is not well-formed stays as it is. @param above roots of wider scopes */
export function amendedBy(rules: readonly PolicyRule[], xml: string, above: readonly (LocatedElement | undefined)[] = []): string {
  return rules.reduce((text, rule) => {
    const root = parsePolicy(text);
    return root === undefined || rule.met([root, ...above]) ? text : rule.amended(text, root);
  }, xml);
}

/** Whether publishing wrote the document first. Ids of integrations cannot stand here: XML allows no `--` in a comment. */
export function isSigned(xml: string): boolean {
  return xml.includes(`<!-- ${signature}.`);
}
