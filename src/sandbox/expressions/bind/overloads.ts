import { Refusal } from "../refusal.ts";
import type { Argument, LambdaNode } from "../syntax/nodes.ts";
import { implicitConversion } from "../types/conversions.ts";
import { isA, type as typeBy } from "../types/hierarchy.ts";
import { infer, isKnown } from "../types/inference.ts";
import type { Candidate } from "../types/lookup.ts";
import type { Parameter } from "../types/member.ts";
import { nullType, substitute } from "../types/type.ts";
import type { Substitution, Type } from "../types/type.ts";
import type { Bound } from "./bound.ts";
import { converted } from "./convert.ts";

/** What the rest of the binder does for arguments that need to know their parameter's type. */
export interface ArgumentBinder {
  lambda(node: LambdaNode, parameters: readonly Type[], result: Type | undefined): Bound;
  out(argument: Argument, type: Type): Bound;
}

/** An argument: bound, or waiting for the type of its parameter. */
export interface Given {
  readonly argument: Argument;
  readonly bound: Bound | undefined;
}

/** A member that takes the arguments: what to call with what, and its type arguments. */
export interface Resolved {
  readonly candidate: Candidate;
  readonly types: Substitution;
  readonly result: Type;
  /** In the order of the parameters. */
  readonly args: readonly (Bound | readonly Bound[])[];
  /** The element type, where the last is a list of arguments for a `params` array. */
  readonly rest: Type | undefined;
  readonly used: readonly { readonly given: Given; readonly type: Type }[];
  readonly fallbacks: number;
}

/** Chooses among the overloads (ECMA-334, 12.6.4). @throws {Refusal} in the compiler's words when none or no single one fits */
export function resolve(name: string, candidates: readonly Candidate[], given: readonly Given[], explicit: readonly Type[], binder: ArgumentBinder, at: number): Resolved {
  const fitting: Resolved[] = [];
  let refusal: Refusal | undefined;
  for (const candidate of candidates) {
    for (const expanded of candidate.member.parameters.at(-1)?.params === true ? [false, true] : [false]) {
      try {
        const found = fit(candidate, given, explicit, binder, expanded, at);
        if (typeof found === "object") fitting.push(found);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refusal ??= error;
      }
    }
  }
  const best = fitting.find((one) => fitting.every((other) => one === other || isBetter(one, other)));
  if (best !== undefined) return best;
  if (fitting.length > 0) throw new Refusal(`The call is ambiguous between the overloads of '${name}' that take ${given.length} arguments.`, at);
  const counted = candidates.filter(({ member }) => takes(member.parameters, given.length));
  if (counted.length === 0) throw new Refusal(name === "this[]" ? `Wrong number of indices inside []: ${given.length}.` : `No overload for method '${name}' takes ${given.length} arguments.`, at);
  throw refusal ?? new Refusal(`The type arguments for method '${name}' cannot be inferred from the usage. Try specifying the type arguments explicitly.`, at);
}

function takes(parameters: readonly Parameter[], count: number): boolean {
  const least = parameters.filter(({ fallback, params }) => fallback === undefined && !params).length;
  return count >= least && (count <= parameters.length || parameters.at(-1)?.params === true);
}

/** Matches arguments with parameters; undefined when their number or names do not match. @throws {Refusal} when a type does not */
function fit(candidate: Candidate, given: readonly Given[], explicit: readonly Type[], binder: ArgumentBinder, expanded: boolean, at: number): Resolved | undefined {
  const { parameters, generics, type } = candidate.member;
  const slots: Given[][] = parameters.map(() => []);
  for (const [index, one] of given.entries()) {
    const { name } = one.argument;
    const place = name === undefined ? (expanded ? Math.min(index, parameters.length - 1) : index) : parameters.findIndex((parameter) => parameter.name === name);
    const slot = slots[place];
    if (slot === undefined && name !== undefined) throw new Refusal(`The best overload for '${candidate.member.name}' does not have a parameter named '${name}'.`, one.argument.at);
    if (slot === undefined || (slot.length > 0 && !(expanded && place === parameters.length - 1))) return undefined;
    slot.push(one);
  }
  if (explicit.length > 0 && explicit.length !== generics.length) return undefined;
  const own = new Map<string, Type>(explicit.map((arg, index) => [generics[index] ?? "", arg]));
  const known = (of: Type): Type => substitute(substitute(of, own), candidate.types);
  const parameterType = (parameter: Parameter): Type => (expanded && parameter.params ? (parameter.type.args[0] ?? parameter.type) : parameter.type);
  for (const [index, parameter] of parameters.entries()) {
    for (const one of slots[index] ?? []) if (one.bound !== undefined) infer(substitute(parameterType(parameter), candidate.types), one.bound.type, own);
  }
  const args: (Bound | readonly Bound[])[] = [];
  const used: { given: Given; type: Type }[] = [];
  let fallbacks = 0;
  let position = 0;
  for (const [index, parameter] of parameters.entries()) {
    const slot = slots[index] ?? [];
    const many = expanded && parameter.params;
    if (slot.length === 0 && !many) {
      if (parameter.fallback === undefined) return undefined;
      const value = parameter.fallback;
      fallbacks += 1;
      args.push({ at, type: nullType, run: () => value });
      continue;
    }
    const bound = slot.map((one) => {
      const wanted = known(parameterType(parameter));
      position += 1;
      const made = argument(one, parameter, wanted, own, binder, position);
      used.push({ given: one, type: known(wanted) });
      return made;
    });
    args.push(many ? bound : (bound[0] ?? []));
  }
  if (generics.some((name) => !own.has(name))) return undefined;
  const rest = expanded ? known(parameters.at(-1)?.type.args[0] ?? nullType) : undefined;
  return { candidate, types: new Map([...candidate.types, ...own]), result: known(type), args, rest, used, fallbacks };
}

function argument(one: Given, parameter: Parameter, wanted: Type, own: Map<string, Type>, binder: ArgumentBinder, position: number): Bound {
  const { argument: { value, out } } = one;
  if ((out !== undefined) !== parameter.out) throw new Refusal(out === undefined ? `Argument ${position} must be passed with the 'out' keyword.` : `Argument ${position} may not be passed with the 'out' keyword.`, one.argument.at);
  if (out !== undefined) return binder.out(one.argument, wanted);
  if (value.kind === "lambda") {
    if (wanted.definition.kind !== "delegate") throw new Refusal(`Argument ${position}: cannot convert from 'lambda expression' to '${wanted.name}'.`, value.at);
    const result = wanted.args.at(-1);
    const made = binder.lambda(value, wanted.args.slice(0, -1), result !== undefined && isKnown(result, new Map()) ? result : undefined);
    if (result !== undefined) infer(result, made.type, own);
    return made;
  }
  if (one.bound === undefined) throw new Refusal("Expected expression.", one.argument.at);
  if (implicitConversion(one.bound.type, wanted, one.bound.constant) === undefined) {
    throw new Refusal(`Argument ${position}: cannot convert from '${one.bound.type.name}' to '${wanted.name}'.`, one.bound.at);
  }
  return converted(one.bound, wanted);
}

function isBetter(one: Resolved, other: Resolved): boolean {
  let better = 0;
  for (const { given, type } of one.used) {
    const against = other.used.find((use) => use.given === given);
    if (against === undefined || against.type === type) continue;
    if (nearer(given, type, against.type)) better += 1;
    else return false;
  }
  if (better > 0) return true;
  if ((one.rest === undefined) !== (other.rest === undefined)) return one.rest === undefined;
  if (one.fallbacks !== other.fallbacks) return one.fallbacks < other.fallbacks;
  const generic = ({ candidate }: Resolved): number => candidate.member.generics.length;
  if (generic(one) !== generic(other)) return generic(one) < generic(other);
  const depth = ({ candidate }: Resolved): number => candidate.member.parameters.length;
  // Of an inherited member and the one that hides it, the nearer comes first in the list.
  return depth(one) >= depth(other);
}

/** Whether converting to `type` is better than to `other`. */
function nearer({ bound }: Given, type: Type, other: Type): boolean {
  if (bound?.type === type) return true;
  if (bound?.type === other) return false;
  const [forth, back] = [implicitConversion(type, other) !== undefined, implicitConversion(other, type) !== undefined];
  if (forth !== back) return forth;
  return isA(type, other) && type !== typeBy("object");
}
