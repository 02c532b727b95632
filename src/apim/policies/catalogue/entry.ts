import type { Section } from "../scopes.ts";

/** Where a policy document hangs: `global` is the whole instance. */
export type PolicyScope = "global" | "product" | "api" | "operation";

/** How often a part stands in its element. */
export type Occurs = "one" | "optional" | "some" | "any";

export interface AttributeEntry {
  readonly name: string;
  readonly required: boolean;
  /** The words it takes, where it takes only some; a number where it takes whole numbers. */
  readonly values: readonly string[] | "number" | undefined;
  /** What holds where it is left out. */
  readonly otherwise: string | undefined;
}

export interface ElementEntry {
  readonly name: string;
  /** What it is for, in a sentence or two; empty where the name says it. */
  readonly about: string;
  readonly attributes: readonly AttributeEntry[];
  /** At least one of these attributes has to be there. */
  readonly oneOf?: readonly string[];
  readonly parts: readonly PartEntry[];
  /** Policies stand in it, as in a branch; where it is a list, only these. */
  readonly policies?: true | readonly string[];
  /** It holds text. */
  readonly text?: true;
}

export interface PartEntry extends ElementEntry {
  readonly occurs: Occurs;
}

export interface PolicyEntry extends ElementEntry {
  readonly sections: readonly Section[];
  readonly scopes: readonly PolicyScope[];
  /** At most once in a section. */
  readonly once?: true;
  /** Refused on the handshake of a WebSocket API (apim-facts 3.2). */
  readonly notOnHandshake?: true;
  /** Known by name alone: what it holds is not checked. */
  readonly nameOnly?: true;
}

export const everySection: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];
export const everyScope: readonly PolicyScope[] = ["global", "product", "api", "operation"];

/**
 * Attributes in short: names parted by spaces, `!` for required, `:` and what it takes (`a|b`, `bool`, `#` for whole numbers), `=` and the
 * default.
 */
export function attributes(short: string): readonly AttributeEntry[] {
  return Array.from(short.matchAll(/([\w-]+)(!?)(?::([^\s=]+))?(?:=(\S+))?/g), ([, name = "", required, takes, otherwise]) => ({ name, required: required === "!", values: values(takes), otherwise }));
}

function values(takes: string | undefined): AttributeEntry["values"] {
  if (takes === undefined) return undefined;
  return takes === "#" ? "number" : takes === "bool" ? ["true", "false"] : takes.split("|");
}

type Rest = Partial<Pick<PolicyEntry, "oneOf" | "policies" | "text" | "scopes" | "once" | "notOnHandshake" | "nameOnly" | "parts">>;

export function policy(name: string, about: string, sections: readonly Section[], short = "", rest: Rest = {}): PolicyEntry {
  // Every policy takes an `id`, which errors are reported by (apim-facts 3.1).
  return { name, about, sections, scopes: everyScope, parts: [], ...rest, attributes: [...attributes(short), ...attributes("id")] };
}

export function part(name: string, occurs: Occurs, short = "", rest: Partial<Pick<ElementEntry, "about" | "parts" | "policies" | "text">> = {}): PartEntry {
  return { name, occurs, about: "", parts: [], ...rest, attributes: attributes(short) };
}

/** A part that holds only text. */
export function textPart(name: string, occurs: Occurs, short = ""): PartEntry {
  return part(name, occurs, short, { text: true });
}

/** A list of texts, such as `audiences` with its `audience`. */
export function list(name: string, item: string, occurs: Occurs = "optional"): PartEntry {
  return part(name, occurs, "", { parts: [textPart(item, "some")] });
}

/** A policy in its other life as a part of another one, as `set-header` in `send-request`. */
export function asPart({ name, about, attributes, parts, text }: PolicyEntry, occurs: Occurs): PartEntry {
  return { name, about, attributes, parts, occurs, ...(text === true && { text }) };
}
