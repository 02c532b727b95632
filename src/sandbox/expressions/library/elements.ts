import { Instance } from "../instance.ts";
import { nullArgument, Thrown } from "../run/thrown.ts";
import type { Value } from "../value.ts";
import { Char } from "./values.ts";

/** A value that one can go through. */
export interface Enumerable {
  elements(): Iterable<Value>;
}

function isEnumerable(value: object): value is Enumerable {
  return "elements" in value && typeof value.elements === "function";
}

/** What `foreach` and LINQ go through. @throws {Thrown} for null */
export function* elements(value: Value): Iterable<Value> {
  if (value === null) throw nullArgument("source");
  if (typeof value === "string") for (let index = 0; index < value.length; index += 1) yield new Char(value.charCodeAt(index));
  else if (value instanceof Uint8Array) yield* value;
  else if (value instanceof Instance && isEnumerable(value)) yield* value.elements();
  else throw new Thrown("InvalidOperationException", "Not something to go through.");
}
