import { elementsIn } from "../../src/apim/policies/element.ts";
import type { LocatedElement } from "../../src/apim/policies/parse.ts";
import { parsePolicy } from "../../src/apim/policies/parse.ts";
import { isExpression } from "../../src/sandbox/expressions/expression.ts";

/** An expression of a policy document, and where it stands. */
export interface PolicyExpression {
  readonly element: string;
  /** Empty for the element's text. */
  readonly attribute: string;
  readonly text: string;
}

/** Every expression of a document, as C# reads it. */
export function policyExpressions(xml: string): readonly PolicyExpression[] {
  const root = parsePolicy(xml);
  return root === undefined ? [] : within(root);
}

function within(element: LocatedElement): readonly PolicyExpression[] {
  const texts = [...Object.entries(element.attributes), ...element.children.filter((child) => typeof child === "string").map((child) => ["", child.trim()] as const)];
  const own = texts.filter(([, text]) => isExpression(text)).map(([attribute, text]) => ({ element: element.name, attribute, text }));
  return [...own, ...elementsIn(element).flatMap(within)];
}
