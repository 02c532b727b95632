import * as l10n from "@vscode/l10n";
import type { Section } from "../scopes.ts";
import { accessPolicies } from "./access.ts";
import { contentPolicies } from "./content.ts";
import { part } from "./entry.ts";
import type { ElementEntry, PartEntry, PolicyEntry, PolicyScope } from "./entry.ts";
import { flowPolicies } from "./flow.ts";
import { messagePolicies } from "./message.ts";

/** Every policy that is known, by name. What is not here may be known to API Management all the same. */
export const policies: ReadonlyMap<string, PolicyEntry> = new Map([...accessPolicies, ...contentPolicies, ...flowPolicies, ...messagePolicies].map((entry) => [entry.name, entry]));

/** Where a document hangs, as far as its rules depend on that. */
export interface DocumentPlace {
  readonly scope: PolicyScope;
  /** It belongs to a WebSocket API: only its handshake takes policies, and not all of them (apim-facts 3.2). */
  readonly webSocket: boolean;
}

export const base: PartEntry = part("base", "any", "", { about: l10n.t("What the wider scope says for this section stands here. Without it, nothing of the wider scopes runs.") });

const section = (name: Section, about: string): PartEntry => part(name, "optional", "", { about, policies: true });

/** The element a document consists of. */
export const root: ElementEntry = {
  ...part("policies", "one"),
  about: l10n.t("The policies of one scope. A section that is left out is inherited whole."),
  parts: [
    section("inbound", l10n.t("Runs when a request has come in.")),
    section("backend", l10n.t("Runs in the place of sending the request to the backend; normally base or forward-request alone.")),
    section("outbound", l10n.t("Runs when the backend has answered. A WebSocket that was opened has no answer that could be changed.")),
    section("on-error", l10n.t("Runs where a policy or the call of the backend failed; context.LastError says why.")),
  ],
};

/** What the names of an element's ancestors and its own come to, outermost first; undefined where one of them is not known. */
export function entryAt(path: readonly string[]): ElementEntry | undefined {
  const [first, ...rest] = path;
  let entry: ElementEntry | undefined = first === root.name ? root : undefined;
  for (const name of rest) entry = entry === undefined ? undefined : childOf(entry, name);
  return entry;
}

/** The entry of an element inside another. */
export function childOf(parent: ElementEntry, name: string): ElementEntry | undefined {
  const own = parent.parts.find((each) => each.name === name);
  if (own !== undefined || parent.policies === undefined) return own;
  if (name === base.name) return isSection(parent.name) ? base : undefined;
  return parent.policies === true || parent.policies.includes(name) ? policies.get(name) : undefined;
}

/** What may stand in an element at this place of a document. */
export function childrenOf(parent: ElementEntry, inside: Section | undefined, place: DocumentPlace): readonly ElementEntry[] {
  const { policies: takes } = parent;
  if (takes === undefined) return parent.parts;
  const allowed = [...policies.values()].filter((entry) => (takes === true || takes.includes(entry.name)) && (inside === undefined || refusal(entry, inside, place) === undefined));
  return [...parent.parts, ...(isSection(parent.name) ? [base] : []), ...allowed];
}

export function isSection(name: string): name is Section {
  return root.parts.some((each) => each.name === name);
}

export function isPolicyEntry(entry: ElementEntry): entry is PolicyEntry {
  return "sections" in entry;
}

/** Why a policy may not stand in a section of such a document; undefined where it may. */
export function refusal({ name, sections, scopes, notOnHandshake }: PolicyEntry, inside: Section, { scope, webSocket }: DocumentPlace): string | undefined {
  if (webSocket && notOnHandshake === true) return l10n.t("{0} is refused on the handshake of a WebSocket API.", name);
  if (!sections.includes(inside)) return l10n.t("{0} is not allowed in {1}, only in {2}.", name, inside, sections.join(", "));
  return scopes.includes(scope) ? undefined : l10n.t("{0} is not allowed at the scope {1}, only at {2}.", name, scope, scopes.join(", "));
}
