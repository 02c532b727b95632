import { canonical } from "./compare.ts";
import { inserted, replaced, without } from "./edit.ts";
import { elementsIn } from "./element.ts";
import type { PolicyElement } from "./element.ts";
import type { LocatedElement } from "./parse.ts";
import { parsePolicy } from "./parse.ts";
import type { PolicyRule } from "./rule.ts";
import type { Section } from "./scopes.ts";

/** Elements of publishing's own in a document, which may hold more: told by their `id`, which traces name too. */
export interface Block {
  /** The elements' ids begin with it; followed by a dash where there are several. */
  readonly id: string;
  /** In the order they stand; none for a block that is to go. */
  readonly sections: Partial<Readonly<Record<Section, readonly PolicyElement[]>>>;
  /** Among what else is in the section: behind what it inherits, or behind all. */
  readonly place: "behindBase" | "last";
}

/** What is said of a block. */
export type BlockText = Pick<PolicyRule, "code" | "title" | "reason" | "comment">;

/** The rule that a document holds exactly this block, wherever its owner moved it within the section. */
export function blockRule(block: Block, text: BlockText): PolicyRule {
  const wanted = Object.values(block.sections).flat();
  const met = (root: LocatedElement | undefined): boolean => sectionsOf(block, root).every(([section, found]) => same(found, block.sections[section] ?? []));
  return {
    ...text,
    met: ([root]) => met(root),
    metInText: (xml) => wanted.length === 0 && !xml.includes(block.id),
    amended: (xml) => sections.reduce((text, section) => amendedSection(block, text, section), xml),
  };
}

/** The elements of a block in a document, in all its sections. */
export function blockIn(id: string, root: LocatedElement | undefined): readonly LocatedElement[] {
  return sectionsOf({ id }, root).flatMap(([, found]) => found);
}

const sections: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];

function sectionsOf(block: Pick<Block, "id">, root: LocatedElement | undefined): readonly (readonly [Section, readonly LocatedElement[]])[] {
  return sections.map((section) => {
    const own = root === undefined ? undefined : elementsIn(root, section)[0];
    return [section, own === undefined ? [] : elementsIn(own).filter(({ attributes: { id } }) => id === block.id || id?.startsWith(`${block.id}-`) === true)];
  });
}

function same(found: readonly PolicyElement[], wanted: readonly PolicyElement[]): boolean {
  return found.length === wanted.length && found.every((element, index) => canonical(element) === canonical(wanted[index] ?? element));
}

function amendedSection(block: Block, xml: string, section: Section): string {
  const root = parsePolicy(xml);
  const wanted = block.sections[section] ?? [];
  const found = sectionsOf(block, root).find(([name]) => name === section)?.[1] ?? [];
  if (root === undefined || same(found, wanted)) {
    return xml;
  }
  const [first, ...rest] = found.map((element) => withComment(xml, element));
  // From behind, so that what stands in front keeps its place.
  const text = rest.toReversed().reduce((shorter, element) => without(shorter, element), xml);
  if (first === undefined) {
    return inserted(text, root, section, wanted, block.place);
  }
  return wanted.length === 0 ? without(text, first) : replaced(text, first, wanted);
}

/** The element together with the comment that stands directly in front of it: a block's comments go with it. */
function withComment(xml: string, element: LocatedElement): LocatedElement {
  const start = /<!--(?:(?!-->)[^])*-->\s*$/.exec(xml.slice(0, element.start))?.index;
  return start === undefined ? element : { ...element, start };
}
