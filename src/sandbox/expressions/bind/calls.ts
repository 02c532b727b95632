import { outside, Refusal } from "../refusal.ts";
import { Out } from "../library/values.ts";
import type { Argument, TypeNode } from "../syntax/nodes.ts";
import { isNullable, underlying, voidType } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import { extensionsOf, membersOf } from "../types/lookup.ts";
import { type as typeBy } from "../types/hierarchy.ts";
import { textOf } from "../run/text.ts";
import type { Binder } from "./binder.ts";
import type { Bound } from "./bound.ts";
import { converted } from "./convert.ts";
import { missing, property, running } from "./members.ts";
import { resolve } from "./overloads.ts";
import type { Given, Resolved } from "./overloads.ts";
import type { Scope } from "./scope.ts";
import { typeFrom } from "./typeNames.ts";

/** Binds the arguments that say their own type; lambdas and `out` wait for their parameter. */
export function given(args: readonly Argument[], binder: Binder, scope: Scope): Given[] {
  return args.map((argument) => {
    if (argument.out !== undefined || argument.value.kind === "lambda") return { argument, bound: undefined };
    const bound = binder.expression(argument.value, scope);
    if (bound.type === voidType) throw new Refusal("Argument 1: cannot convert from 'void' to 'object'.", bound.at);
    return { argument, bound };
  });
}

function choose(name: string, candidates: Parameters<typeof resolve>[1], args: readonly Given[], types: readonly TypeNode[], at: number, binder: Binder, scope: Scope): Resolved {
  return resolve(name, candidates, args, types.map(typeFrom), {
    lambda: (node, parameters, result) => binder.lambda(node, parameters, result, scope),
    out: (argument, type) => outArgument(argument, type, scope),
  }, at);
}

function outArgument({ out, at }: Argument, type: Type, scope: Scope): Bound {
  if (out === undefined) throw new Refusal("Expected expression.", at);
  const declares = out.type !== undefined;
  const declared = out.type === undefined || out.type.name === "var" ? type : typeFrom(out.type);
  // An overload that was tried before may have declared it.
  const local = scope.find(out.name) ?? (declares ? scope.declare(out.name, declared, at) : undefined);
  if (local === undefined) throw new Refusal(`The name '${out.name}' does not exist in the current context.`, at);
  if (local.type !== type) throw new Refusal(`Argument: cannot convert from 'out ${local.type.name}' to 'out ${type.name}'.`, at);
  return { at, type, run: (machine) => new Out((value) => void (machine.locals[local.slot] = value)) };
}

/** Calls a method of a value. @throws {Refusal} in the compiler's words */
export function method(receiver: Bound, name: string, types: readonly TypeNode[], args: readonly Argument[], at: number, binder: Binder, scope: Scope): Bound {
  if (isNullable(receiver.type)) return ofNullable(receiver, name, args, at, binder, scope);
  const own = membersOf(receiver.type, name, false).filter(({ member }) => member.kind === "method");
  const extensions = extensionsOf(receiver.type, name);
  if (own.length === 0 && extensions.length === 0) {
    if (membersOf(receiver.type, name, false).length > 0) {
      property(receiver, name, at, binder);
      throw new Refusal(`Non-invocable member '${receiver.type.name}.${name}' cannot be used like a method.`, at);
    }
    throw missing(receiver.type, name, at);
  }
  const bound = given(args, binder, scope);
  const resolved = chooseOwnFirst(own, extensions, (candidates) => choose(name, candidates, bound, types, at, binder, scope));
  return { at, type: resolved.result, run: running(resolved, receiver, at) };
}

/** A type's own methods come before extensions, also where only an extension takes the arguments. */
function chooseOwnFirst(own: Parameters<typeof resolve>[1], extensions: Parameters<typeof resolve>[1], pick: (candidates: Parameters<typeof resolve>[1]) => Resolved): Resolved {
  if (own.length === 0) return pick(extensions);
  try {
    return pick(own);
  } catch (error) {
    if (extensions.length === 0 || !(error instanceof Refusal)) throw error;
    return pick(extensions);
  }
}

/** `GetValueOrDefault` and `ToString` of a `T?`. */
function ofNullable(receiver: Bound, name: string, args: readonly Argument[], at: number, binder: Binder, scope: Scope): Bound {
  const { run } = receiver;
  const of = underlying(receiver.type);
  if (name === "ToString" && args.length === 0) return { at, type: typeBy("string"), run: (machine) => textOf(run(machine)) };
  if (name !== "GetValueOrDefault" || args.length > 1) throw missing(receiver.type, name, at);
  const fallback = args[0] === undefined ? undefined : converted(binder.expression(args[0].value, scope), of);
  const zero = of.definition.zero;
  return { at, type: of, run: (machine) => run(machine) ?? (fallback === undefined ? zero : fallback.run(machine)) };
}

/** Calls a method of a type itself. @throws {Refusal} in the compiler's words */
export function staticMethod(of: Type, name: string, types: readonly TypeNode[], args: readonly Argument[], at: number, binder: Binder, scope: Scope): Bound {
  const candidates = membersOf(of, name, true).filter(({ member }) => member.kind === "method");
  if (candidates.length === 0) {
    if (membersOf(of, name, false).length > 0) throw new Refusal(`An object reference is required for the non-static field, method, or property '${of.name}.${name}'.`, at);
    if (of.definition.beyond.has(name)) throw outside(`${of.name}.${name}`, at);
    throw new Refusal(`'${of.name}' does not contain a definition for '${name}'.`, at);
  }
  const resolved = choose(name, candidates, given(args, binder, scope), types, at, binder, scope);
  return { at, type: resolved.result, run: running(resolved, undefined, at) };
}

/** `new T(…)`. @throws {Refusal} in the compiler's words */
export function construction(of: Type, args: readonly Argument[], at: number, binder: Binder, scope: Scope): Bound {
  const candidates = membersOf(of, "new", true).filter(({ member }) => member.type.definition === of.definition);
  if (candidates.length === 0) {
    if (of.definition.kind === "interface") throw new Refusal(`Cannot create an instance of the abstract type or interface '${of.name}'.`, at);
    throw outside(`new ${of.name}`, at);
  }
  const resolved = choose(of.name, candidates, given(args, binder, scope), [], at, binder, scope);
  return { at, type: of, run: running(resolved, undefined, at) };
}

/** `receiver[…]`. @throws {Refusal} in the compiler's words */
export function element(receiver: Bound, args: readonly Argument[], at: number, binder: Binder, scope: Scope): Bound {
  const candidates = membersOf(receiver.type, "this[]", false);
  if (candidates.length === 0) throw new Refusal(`Cannot apply indexing with [] to an expression of type '${receiver.type.name}'.`, at);
  const resolved = choose("this[]", candidates, given(args, binder, scope), [], at, binder, scope);
  const { assign } = resolved.candidate.member;
  const read = { at, type: resolved.result, run: running(resolved, receiver, at) };
  if (assign === undefined) return read;
  const [key] = resolved.args.flat();
  if (key === undefined) return read;
  const setter = { ...resolved, candidate: { ...resolved.candidate, member: { ...resolved.candidate.member, run: assign } }, rest: undefined };
  return {
    ...read,
    assign: (machine, value) => {
      running({ ...setter, args: [key, { at, type: resolved.result, run: () => value }] }, receiver, at)(machine);
    },
  };
}
