import type { Machine } from "../run/machine.ts";
import type { Value } from "../value.ts";
import type { Type } from "./type.ts";

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  /** The value when the argument is left out; undefined when it must be given. */
  readonly fallback: Value | undefined;
  /** Takes any number of arguments. */
  readonly params: boolean;
  readonly out: boolean;
}

/** What a handler is told besides the arguments. */
export interface Call {
  readonly machine: Machine;
  /** The type arguments of a generic method, then those of the receiver's type, by parameter name. */
  readonly types: ReadonlyMap<string, Type>;
}

/**
 * What a member does. Takes the receiver (unless static), the arguments in the order of the parameters, and a `Call`. The types of
 * its parameters are those of its signature: the binder has converted the arguments.
 */
export type Handler = (...args: never[]) => Value;

export interface Member {
  readonly name: string;
  readonly kind: "property" | "method" | "indexer" | "constructor";
  readonly static: boolean;
  /** An extension method: found after the type's own, and may be called on null. */
  readonly extension: boolean;
  /** Its own type parameters. */
  readonly generics: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly type: Type;
  readonly run: Handler;
  /** Of an indexer that can be assigned: takes receiver, index and value. */
  readonly assign: Handler | undefined;
}

/** Calls a handler, which the binder has checked the arguments for. */
export function invoke(handler: Handler, args: readonly (Value | Call)[]): Value {
  return (handler as (...args: readonly unknown[]) => Value)(...args);
}
