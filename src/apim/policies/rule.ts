import { signature } from "../marker.ts";
import type { PolicyElement } from "./element.ts";
import type { LocatedElement } from "./parse.ts";
import { rendered } from "./render.ts";

/** What a policy document has to do, whatever else it does: so that a document someone else wrote is kept but for what is wanted. */
export interface PolicyRule {
  /** Finding code where it is not met. */
  readonly code: string;
  /** For people: what the document does. */
  readonly title: string;
  /** Why it has to, said where it does not. */
  readonly reason: string;
  /** Stands in a document written for the first time, for whoever reads it in the portal; stored, so never translated. */
  readonly comment: string;
  /** A document that does it and nothing else; undefined where no document is needed. */
  readonly document: PolicyElement | undefined;
  /** @param scopes the document's own root, then those of wider scopes that are known; undefined where there is none */
  met(scopes: readonly (LocatedElement | undefined)[]): boolean;
  /** The same for a document that is not well-formed XML, as far as text tells; false where it does not. */
  metInText(xml: string): boolean;
  /** The document changed so that the rule is met. */
  amended(xml: string, root: LocatedElement): string;
}

/** A whole document as it is written for the first time, signed. */
export function documentText(document: PolicyElement, comment: string): string {
  return `<!-- ${signature}. ${comment} -->\n${rendered(document)}\n`;
}

/** Whether publishing wrote the document first. Ids of integrations cannot stand here: XML allows no `--` in a comment. */
export function isSigned(xml: string): boolean {
  return xml.includes(`<!-- ${signature}.`);
}
