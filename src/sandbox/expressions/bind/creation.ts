import { makeArray } from "../library/arrays.ts";
import { outside, Refusal } from "../refusal.ts";
import { Thrown } from "../run/thrown.ts";
import type { Node } from "../syntax/nodes.ts";
import { commonType } from "../types/conversions.ts";
import { type as typeBy } from "../types/hierarchy.ts";
import { arrayOfType, isNullable, nullType } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import type { Binder } from "./binder.ts";
import type { Bound } from "./bound.ts";
import { construction } from "./calls.ts";
import { converted, valued } from "./convert.ts";
import { missing } from "./members.ts";
import type { Scope } from "./scope.ts";
import { typeFrom } from "./typeNames.ts";

/** `new T(…) { … }`. */
export function created(node: Extract<Node, { kind: "new" }>, scope: Scope, binder: Binder): Bound {
  const of = typeFrom(node.type);
  const made = construction(of, node.args, node.at, binder, scope);
  if (node.initializer === undefined) return made;
  const local = scope.temporary(of);
  const self: Bound = { at: node.at, type: of, run: (machine) => machine.locals[local.slot] ?? null };
  const steps = node.initializer.map(({ property: set, index, values, at }): Bound["run"] => {
    if (set !== undefined) throw membersSet(of, set, at);
    const args = values.map((value) => ({ name: undefined, out: undefined, value, at: value.at }));
    if (index === undefined) return binder.call(self, "Add", args, scope).run;
    const place = binder.index(self, [{ name: undefined, out: undefined, value: index, at: index.at }], at, scope);
    const [value] = values;
    if (place.assign === undefined || value === undefined) throw new Refusal("Property or indexer cannot be assigned to -- it is read only.", at);
    const { assign } = place;
    const right = binder.as(value, place.type, scope);
    return (machine) => {
      assign(machine, right.run(machine));
      return null;
    };
  });
  return {
    at: node.at,
    type: of,
    run: (machine) => {
      const value = made.run(machine);
      machine.locals[local.slot] = value;
      for (const step of steps) step(machine);
      return value;
    },
  };
}

function membersSet(of: Type, set: string, at: number): Refusal {
  const refusal = missing(of, set, at);
  return refusal.message.startsWith("The sandbox") ? refusal : outside(`setting ${of.name}.${set}`, at);
}

/** `new T[] { … }`, `new[] { … }` or `new T[n]`. */
export function array(node: Extract<Node, { kind: "array" }>, scope: Scope, binder: Binder): Bound {
  const items = (node.items ?? []).map((item) => valued(binder.expression(item, scope)));
  const found = node.element === undefined ? items.reduce<Type | undefined>((common, { type, constant }, index) => (index === 0 ? type : common === undefined ? undefined : commonType(common, type, undefined, constant)), undefined) : typeFrom(node.element);
  if (found === undefined || found === nullType) throw new Refusal("No best type found for implicitly-typed array.", node.at);
  const type = arrayOfType(found);
  const elements = items.map((item) => converted(item, found));
  const size = node.size === undefined ? undefined : binder.as(node.size, typeBy("int"), scope);
  if (size?.constant !== undefined && node.items !== undefined && size.constant !== items.length) throw new Refusal(`The length of the array and the number of its values differ: ${items.length} values.`, node.at);
  return {
    at: node.at,
    type,
    run: (machine) => {
      if (node.items !== undefined || size === undefined) return makeArray(found, elements.map((item) => item.run(machine)));
      const length = Number(size.run(machine));
      machine.at = node.at;
      if (length < 0) throw new Thrown("OverflowException", "Arithmetic operation resulted in an overflow.");
      machine.reserve(length * 8);
      return makeArray(found, Array.from({ length }, () => (isNullable(found) ? null : found.definition.zero)));
    },
  };
}

