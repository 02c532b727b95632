import { Decimal } from "../library/decimal.ts";
import { Char, Double, EnumValue } from "../library/values.ts";
import { nullReference, Thrown } from "../run/thrown.ts";
import type { Value } from "../value.ts";
import { fullName, isA, type, typeOfValue } from "./hierarchy.ts";
import { isNullable, isValueType, nullType, underlying } from "./type.ts";
import type { Type } from "./type.ts";
import { userConversion } from "./userConversions.ts";

export type Convert = (value: Value) => Value;

const same: Convert = (value) => value;

/** Which numeric types a numeric type widens to (ECMA-334, 10.2.3), the nearest first. */
const widenings: ReadonlyMap<string, readonly string[]> = new Map([
  ["byte", ["int", "long", "double", "decimal"]],
  ["char", ["int", "long", "double", "decimal"]],
  ["int", ["long", "double", "decimal"]],
  ["long", ["double", "decimal"]],
]);

export function isNumeric({ name }: Type): boolean {
  return ["byte", "int", "long", "double", "decimal"].includes(name);
}

/** What turns a `from` into a `to` without a cast; undefined when C# has nothing. `constant` is the value where it is known. */
export function implicitConversion(from: Type, to: Type, constant?: Value): Convert | undefined {
  if (from === to) return same;
  if (from === nullType) return isValueType(to) && !isNullable(to) ? undefined : same;
  if (from.definition.kind === "void" || to.definition.kind === "void") return undefined;
  if (isNullable(to)) {
    const inner = implicitConversion(underlying(from), underlying(to), constant);
    return inner === undefined ? undefined : lift(inner);
  }
  if (isA(from, to)) return same;
  if (isNullable(from)) return isA(underlying(from), to) ? same : lifted(userConversion(underlying(from), to, isA, true));
  if (widenings.get(from.name)?.includes(to.name) === true) return (value) => toNumeric(value, to.name);
  if (to.name === "byte" && from.name === "int" && typeof constant === "number" && constant >= 0 && constant <= 255) return same;
  return userConversion(from, to, fits, true);
}

function fits(from: Type, to: Type): boolean {
  return isA(from, to);
}

function lift(convert: Convert): Convert {
  return (value) => (value === null ? null : convert(value));
}

function lifted(convert: Convert | undefined): Convert | undefined {
  return convert === undefined ? undefined : lift(convert);
}

/** What a cast does; undefined when the compiler refuses it. */
export function explicitConversion(from: Type, to: Type, constant?: Value): Convert | undefined {
  const implicit = implicitConversion(from, to, constant);
  if (implicit !== undefined) return implicit;
  const declared = userConversion(from, to, fits, false);
  if (declared !== undefined) return declared;
  if (isNullable(from) && isValueType(to)) {
    const inner = explicitConversion(underlying(from), underlying(to));
    if (inner === undefined) return undefined;
    return (value) => {
      if (value === null && !isNullable(to)) throw new Thrown("InvalidOperationException", "Nullable object must have a value.");
      return value === null ? null : inner(value);
    };
  }
  if (isNullable(to) && isValueType(from)) return explicitConversion(from, underlying(to));
  const numbers = (isNumeric(from) || from.name === "char" || from.definition.kind === "enum") && (isNumeric(to) || to.name === "char");
  if (numbers) return (value) => toNumeric(value, to.name);
  const reference = isA(to, from) || (from.definition.kind === "interface" && !isValueType(to)) || (to.definition.kind === "interface" && !isValueType(from) && from.name !== "string");
  return reference ? (value) => castTo(value, to) : undefined;
}

/** What `(to)value` gives for a value whose type is known only now. */
export function castTo(value: Value, to: Type): Value {
  if (value === null) {
    if (isValueType(to) && !isNullable(to)) throw nullReference();
    return null;
  }
  const actual = typeOfValue(value);
  const wanted = underlying(to);
  if (isA(actual, wanted)) return value;
  throw new Thrown("InvalidCastException", `Unable to cast object of type '${fullName(actual)}' to type '${fullName(wanted)}'.`);
}

/** Whether `value is to`. */
export function valueIs(value: Value, to: Type): boolean {
  return value !== null && isA(typeOfValue(value), underlying(to));
}

/** A number or character as the numeric type `to`, cut off as unchecked code does. */
export function toNumeric(value: Value, to: string): Value {
  switch (to) {
    case "double": return new Double(toDouble(value));
    case "decimal": return toDecimal(value);
    case "long": return BigInt.asIntN(64, toInteger(value));
    case "int": return Number(BigInt.asIntN(32, toInteger(value)));
    case "byte": return Number(BigInt.asUintN(8, toInteger(value)));
    default: return new Char(Number(BigInt.asUintN(16, toInteger(value))));
  }
}

export function toDouble(value: Value): number {
  if (value instanceof Double) return value.value;
  if (value instanceof Decimal) return Number(value.text());
  return Number(toInteger(value));
}

/** Without its fraction. What does not fit becomes what .NET makes of it: the nearest that does. */
export function toInteger(value: Value): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  if (value instanceof Char) return BigInt(value.code);
  if (value instanceof EnumValue) return BigInt(value.number);
  if (value instanceof Decimal) return value.truncated();
  if (value instanceof Double) return Number.isNaN(value.value) ? 0n : BigInt(Math.trunc(Math.min(Math.max(value.value, -9.3e18), 9.3e18)));
  throw new TypeError("Not a number.");
}

function toDecimal(value: Value): Decimal {
  if (value instanceof Decimal) return value;
  if (!(value instanceof Double)) return new Decimal(toInteger(value), 0);
  // .NET keeps 15 significant digits of a double.
  try {
    const shortest = Number(value.value.toPrecision(15));
    return Decimal.parse(Number.isInteger(shortest) ? BigInt(shortest).toString() : shortest.toString());
  } catch {
    throw new Thrown("OverflowException", "Value was either too large or too small for a Decimal.");
  }
}

/** The type both have, as `? :` and `??` look for it. */
export function commonType(left: Type, right: Type, leftConstant?: Value, rightConstant?: Value): Type | undefined {
  if (left === right) return left === nullType ? undefined : left;
  const toRight = implicitConversion(left, right, leftConstant) !== undefined;
  const toLeft = implicitConversion(right, left, rightConstant) !== undefined;
  if (toRight && toLeft && isNumeric(left) && isNumeric(right)) return left.name === "byte" ? right : left;
  if (toRight) return right;
  return toLeft ? left : undefined;
}

function isArithmetic(of: Type): boolean {
  return isNumeric(of) || of.name === "char";
}

/** The type that numeric operands are brought to (ECMA-334, 12.4.7); undefined when C# has none. */
export function promoted(left: Type, right: Type): Type | undefined {
  const names = [left.name, right.name];
  if (!isArithmetic(left) || !isArithmetic(right)) return undefined;
  if (names.includes("decimal")) return names.includes("double") ? undefined : type("decimal");
  if (names.includes("double")) return type("double");
  return type(names.includes("long") ? "long" : "int");
}
