import type { Type } from "../types/type.ts";
import type { Value } from "../value.ts";
import { ListValue } from "./values.ts";

/** An array of `element`, as the value that stands for it. */
export function makeArray(element: Type, items: readonly Value[]): Value {
  return element.name === "byte" ? Uint8Array.from(items, Number) : new ListValue(`${element.name}[]`, [...items]);
}
