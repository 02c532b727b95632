import type { Value } from "../value.ts";
import { type } from "./hierarchy.ts";
import type { Type } from "./type.ts";

/** A conversion that a type declares for itself, such as JToken's from and to text. */
interface UserConversion {
  readonly from: string;
  readonly to: string;
  readonly implicit: boolean;
  readonly run: (value: never) => Value;
}

const conversions: UserConversion[] = [];

export function defineConversion(from: string, to: string, how: "implicit" | "explicit", run: (value: never) => Value): void {
  conversions.push({ from, to, implicit: how === "implicit", run });
}

/** What turns a `from` into a `to` by declaration; `fits` says whether an operand type takes `from` as it is. */
export function userConversion(from: Type, to: Type, fits: (from: Type, to: Type) => boolean, implicitOnly: boolean): ((value: Value) => Value) | undefined {
  const found = conversions.find((conversion) => conversion.to === to.name && (conversion.implicit || !implicitOnly) && conversion.from === from.name)
    ?? conversions.find((conversion) => conversion.to === to.name && (conversion.implicit || !implicitOnly) && fits(from, type(conversion.from)));
  return found === undefined ? undefined : (found.run as (value: Value) => Value);
}
