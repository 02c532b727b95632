import { outside, Refusal } from "../refusal.ts";
import { makeArray } from "../library/arrays.ts";
import { nullReference, Thrown } from "../run/thrown.ts";
import { type as typeBy } from "../types/hierarchy.ts";
import { extensionsOf, isBeyond, membersOf } from "../types/lookup.ts";
import { invoke } from "../types/member.ts";
import type { Call } from "../types/member.ts";
import { isNullable, nullType, substitute, underlying } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import type { Value } from "../value.ts";
import type { Binder } from "./binder.ts";
import type { Bound, Run } from "./bound.ts";
import type { Resolved } from "./overloads.ts";

/** A property of a value. @throws {Refusal} in the compiler's words when there is none */
export function property(receiver: Bound, name: string, at: number, binder: Binder): Bound {
  if (receiver.type === nullType) throw new Refusal("Operator '.' cannot be applied to operand of type '<null>'.", at);
  if (isNullable(receiver.type)) return ofNullable(receiver, name, at);
  const candidates = membersOf(receiver.type, name, false);
  const found = candidates.find(({ member }) => member.kind === "property");
  if (found === undefined) {
    if (candidates.length > 0 || extensionsOf(receiver.type, name).length > 0) throw new Refusal(`Cannot convert method group '${name}' to a value. Did you intend to invoke the method?`, at);
    throw missing(receiver.type, name, at);
  }
  if (name === "Body" && receiver.type.name === "IRequest") binder.reads.requestBody = true;
  if (name === "Body" && receiver.type.name === "IResponse") binder.reads.responseBody = true;
  return {
    at,
    type: substitute(found.member.type, found.types),
    run: (machine) => {
      const self = receiver.run(machine);
      machine.at = at;
      if (self === null) throw nullReference();
      return invoke(found.member.run, [self, { machine, types: found.types }]);
    },
  };
}

/** `Value` and `HasValue` of a `T?`. */
function ofNullable(receiver: Bound, name: string, at: number): Bound {
  const { run } = receiver;
  if (name === "HasValue") return { at, type: typeBy("bool"), run: (machine) => run(machine) !== null };
  if (name !== "Value") throw missing(receiver.type, name, at);
  return {
    at,
    type: underlying(receiver.type),
    run: (machine) => {
      const value = run(machine);
      machine.at = at;
      if (value === null) throw new Thrown("InvalidOperationException", "Nullable object must have a value.");
      return value;
    },
  };
}

/** A constant or property of a type itself. @throws {Refusal} when there is none */
export function staticProperty(of: Type, name: string, at: number): Bound {
  const candidates = membersOf(of, name, true);
  const found = candidates.find(({ member }) => member.kind === "property");
  if (found !== undefined) return { at, type: found.member.type, run: (machine) => invoke(found.member.run, [{ machine, types: found.types }]) };
  if (candidates.length > 0) throw new Refusal(`Cannot convert method group '${name}' to a value. Did you intend to invoke the method?`, at);
  if (membersOf(of, name, false).length > 0) throw new Refusal(`An object reference is required for the non-static field, method, or property '${of.name}.${name}'.`, at);
  if (isBeyond(of, name)) throw outside(`${of.name}.${name}`, at);
  throw new Refusal(`'${of.name}' does not contain a definition for '${name}'.`, at);
}

/** What to say when `of` has no member `name`. */
export function missing(of: Type, name: string, at: number): Refusal {
  if (isBeyond(of, name)) return outside(`${of.name}.${name}`, at);
  if (membersOf(of, name, true).length > 0) return new Refusal(`Member '${of.name}.${name}' cannot be accessed with an instance reference; qualify it with a type name instead.`, at);
  return new Refusal(`'${of.name}' does not contain a definition for '${name}' and no accessible extension method '${name}' accepting a first argument of type '${of.name}' could be found (are you missing a using directive or an assembly reference?)`, at);
}

/** Runs a resolved member with its receiver, if it has one. */
export function running(resolved: Resolved, receiver: Bound | undefined, at: number): Run {
  const { candidate: { member }, types } = resolved;
  const last = resolved.args.at(-1);
  const fixed = (resolved.rest === undefined ? resolved.args : resolved.args.slice(0, -1)).flatMap((arg) => arg);
  const gathered = resolved.rest === undefined || !Array.isArray(last) ? undefined : { bound: last as readonly Bound[], element: resolved.rest };
  return (machine) => {
    machine.step();
    const args: (Value | Call)[] = [];
    if (receiver !== undefined) args.push(receiver.run(machine));
    for (const arg of fixed) args.push(arg.run(machine));
    if (gathered !== undefined) args.push(makeArray(gathered.element, gathered.bound.map((arg) => arg.run(machine))));
    machine.at = at;
    if (receiver !== undefined && args[0] === null && !member.extension) throw nullReference();
    args.push({ machine, types });
    const result = invoke(member.run, args);
    if (typeof result === "string" || result instanceof Uint8Array) machine.reserve(result.length);
    return result;
  };
}
