import { fullName, typeOfValue } from "../types/hierarchy.ts";
import type { Value } from "../value.ts";

/** What `ToString()` gives in the invariant culture; nothing for null, as where texts are joined. */
export function textOf(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return value.toString();
  return (value instanceof Uint8Array ? undefined : value.text()) ?? fullName(typeOfValue(value));
}

/** What `Equals` gives for two values. */
export function equalValues(left: Value, right: Value): boolean {
  if (left === right) return true;
  return left !== null && typeof left === "object" && !(left instanceof Uint8Array) && left.equals(right);
}
