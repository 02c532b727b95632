import { elementOf, lineage } from "./hierarchy.ts";
import { isParameter } from "./type.ts";
import type { Type } from "./type.ts";

/** Fills `found` with what the parameters in `pattern` must be for an `actual` to fit it. What does not fit is left for the conversion to refuse. */
export function infer(pattern: Type, actual: Type, found: Map<string, Type>): void {
  if (actual.definition.kind === "null" || actual.definition.kind === "void") return;
  if (isParameter(pattern)) {
    if (!found.has(pattern.name)) found.set(pattern.name, actual);
    return;
  }
  if (pattern.args.length === 0) return;
  const match = lineage(actual).find(({ definition }) => definition === pattern.definition);
  const element = pattern.definition.name === "IEnumerable" ? elementOf(actual) : undefined;
  const args = match?.args ?? (element === undefined ? [] : [element]);
  for (const [index, arg] of pattern.args.entries()) {
    const actualArg = args[index];
    if (actualArg !== undefined) infer(arg, actualArg, found);
  }
}

/** Whether every parameter in `of` is among `found`. */
export function isKnown(of: Type, found: ReadonlyMap<string, Type>): boolean {
  return isParameter(of) ? found.has(of.name) : of.args.every((arg) => isKnown(arg, found));
}
