import { element, elementsIn } from "./element.ts";
import type { PolicyElement } from "./element.ts";

export type Section = "inbound" | "backend" | "outbound" | "on-error";

/**
 * What a section comes to: the narrowest scope's, with each `base` standing for the scope above; a section left out, or a scope without a
 * document, is inherited whole (apim-facts 3.1).
 * @param scopes root elements, narrowest first
 */
export function effective(scopes: readonly (PolicyElement | undefined)[], section: Section): readonly PolicyElement[] {
  const [root, ...wider] = scopes;
  if (scopes.length === 0) {
    return [];
  }
  const own = root === undefined ? undefined : elementsIn(root, section)[0];
  return own === undefined ? effective(wider, section) : elementsIn(own).flatMap((child) => (child.name === "base" ? effective(wider, section) : [child]));
}

/** A document whose sections do what the scope above does, with the given sections instead. */
export function documentWith(sections: Partial<Readonly<Record<Section, readonly PolicyElement[]>>>): PolicyElement {
  const names: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];
  return element("policies", {}, names.map((name) => element(name, {}, sections[name] ?? [element("base")])));
}
