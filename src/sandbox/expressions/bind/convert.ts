import { Refusal } from "../refusal.ts";
import { implicitConversion, explicitConversion } from "../types/conversions.ts";
import { isA } from "../types/hierarchy.ts";
import { nullType, voidType } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import type { Bound } from "./bound.ts";

/** `bound` as a `to`. @throws {Refusal} in the compiler's words */
export function converted(bound: Bound, to: Type): Bound {
  if (bound.type === to) return bound;
  const convert = implicitConversion(bound.type, to, bound.constant);
  if (convert === undefined) throw cannotConvert(bound, to);
  if (isA(bound.type, to) || bound.type === nullType) return { at: bound.at, type: to, run: bound.run, ...(bound.constant === undefined ? {} : { constant: bound.constant }) };
  if (bound.constant !== undefined) {
    const value = convert(bound.constant);
    return { at: bound.at, type: to, run: () => value, ...(to.definition.kind === "struct" ? { constant: value } : {}) };
  }
  return { at: bound.at, type: to, run: (machine) => convert(bound.run(machine)) };
}

function cannotConvert(bound: Bound, to: Type): Refusal {
  if (bound.type === nullType) return new Refusal(`Cannot convert null to '${to.name}' because it is a non-nullable value type.`, bound.at);
  if (explicitConversion(bound.type, to) !== undefined) {
    return new Refusal(`Cannot implicitly convert type '${bound.type.name}' to '${to.name}'. An explicit conversion exists (are you missing a cast?)`, bound.at);
  }
  return new Refusal(`Cannot implicitly convert type '${bound.type.name}' to '${to.name}'.`, bound.at);
}

/** @throws {Refusal} for what gives nothing */
export function valued(bound: Bound): Bound {
  if (bound.type === voidType) throw new Refusal("Cannot use an expression of type 'void' as a value.", bound.at);
  return bound;
}
