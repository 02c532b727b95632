import { nullArgument, Thrown } from "../run/thrown.ts";
import { inOrder } from "../bind/arithmetic.ts";
import { define } from "../types/define.ts";
import type { Handler } from "../types/member.ts";
import type { Value } from "../value.ts";
import { Decimal } from "./decimal.ts";
import { formatted } from "./format.ts";
import { Double } from "./values.ts";
import type { Out } from "./values.ts";

/** What does not fit the type. */
const range = Symbol("range");
/** `text` as a number of the type; undefined when it is none. */
type Parse = (text: string) => Value | undefined | typeof range;

function integer(text: string, bits: number): bigint | typeof range | undefined {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) return undefined;
  const value = BigInt(text.trim().replace("+", ""));
  return BigInt.asIntN(bits, value) === value ? value : range;
}

const real = /^\s*[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

const parsers: Readonly<Record<"int" | "long" | "double" | "decimal", { readonly parse: Parse; readonly zero: Value; readonly dotnet: string }>> = {
  int: { dotnet: "an Int32", zero: 0, parse: (text) => { const found = integer(text, 32); return typeof found === "bigint" ? Number(found) : found; } },
  long: { dotnet: "an Int64", zero: 0n, parse: (text) => integer(text, 64) },
  double: {
    dotnet: "a Double",
    zero: new Double(0),
    parse: (text) => {
      const named = new Map([["NaN", Number.NaN], ["Infinity", Number.POSITIVE_INFINITY], ["-Infinity", Number.NEGATIVE_INFINITY]]).get(text.trim());
      return named !== undefined ? new Double(named) : real.test(text) ? new Double(Number(text.replaceAll(",", ""))) : undefined;
    },
  },
  decimal: {
    dotnet: "a Decimal",
    zero: new Decimal(0n, 0),
    parse: (text) => {
      if (!real.test(text) || /e/i.test(text)) return undefined;
      try {
        return Decimal.parse(text.trim().replaceAll(/[,+]/g, "")).text() === "" ? undefined : signed(text.trim().replaceAll(/[,+]/g, ""));
      } catch {
        return range;
      }
    },
  },
};

function signed(text: string): Decimal {
  return text.startsWith("-") ? Decimal.parse(text.slice(1)).negated() : Decimal.parse(text);
}

/** @throws {Thrown} as `Parse` does */
export function parseNumber(type: keyof typeof parsers, text: string | null): Value {
  if (text === null) throw nullArgument("s");
  const { parse, dotnet } = parsers[type];
  const found = parse(text);
  if (found === undefined) throw new Thrown("FormatException", `The input string '${text}' was not in a correct format.`);
  if (found === range) throw new Thrown("OverflowException", type === "decimal" ? "Value was either too large or too small for a Decimal." : `Value was either too large or too small for ${dotnet}.`);
  return found;
}

function shared(type: keyof typeof parsers): Record<string, Handler> {
  const { parse, zero } = parsers[type];
  return {
    [`static Parse(string s): ${type}`]: (text: string | null) => parseNumber(type, text),
    [`static TryParse(string s, out ${type} result): bool`]: (text: string | null, result: Out) => {
      const found = parse(text ?? "");
      const ok = found !== undefined && found !== range;
      result.set(ok ? found : zero);
      return ok;
    },
    "ToString(string format): string": (self: Value, format: string | null) => formatted(self, format ?? undefined),
    [`CompareTo(${type} value): int`]: (self: Value, other: Value) => (inOrder("<", self, other) ? -1 : inOrder("==", self, other) ? 0 : 1),
  };
}


define("int", { kind: "struct", zero: 0, members: { ...shared("int"), "static MaxValue: int": () => 2147483647, "static MinValue: int": () => -2147483648 } });
define("long", { kind: "struct", zero: 0n, members: { ...shared("long"), "static MaxValue: long": () => 2n ** 63n - 1n, "static MinValue: long": () => -(2n ** 63n) } });
define("double", {
  kind: "struct",
  zero: new Double(0),
  members: {
    ...shared("double"),
    "static IsNaN(double d): bool": ({ value }: Double) => Number.isNaN(value),
    "static IsInfinity(double d): bool": ({ value }: Double) => !Number.isFinite(value) && !Number.isNaN(value),
    "static NaN: double": () => new Double(Number.NaN),
    "static MaxValue: double": () => new Double(Number.MAX_VALUE),
    "static MinValue: double": () => new Double(-Number.MAX_VALUE),
    "static PositiveInfinity: double": () => new Double(Number.POSITIVE_INFINITY),
    "static NegativeInfinity: double": () => new Double(Number.NEGATIVE_INFINITY),
  },
});
define("decimal", {
  kind: "struct",
  zero: new Decimal(0n, 0),
  members: { ...shared("decimal"), "static Zero: decimal": () => new Decimal(0n, 0), "static One: decimal": () => new Decimal(1n, 0), "static MinusOne: decimal": () => new Decimal(-1n, 0) },
});
define("byte", { kind: "struct", zero: 0, members: { "ToString(string format): string": (self: number, format: string | null) => formatted(self, format ?? undefined), "static MaxValue: byte": () => 255, "static MinValue: byte": () => 0 } });

function pick(take: (left: Value, right: Value) => boolean): Handler {
  return (left: Value, right: Value) => (take(left, right) ? left : right);
}

function eachType(name: "Min" | "Max" | "Abs"): Record<string, Handler> {
  const members: Record<string, Handler> = {};
  for (const type of ["int", "long", "double", "decimal"]) {
    if (name === "Abs") members[`static Abs(${type} value): ${type}`] = absolute;
    else members[`static ${name}(${type} val1, ${type} val2): ${type}`] = pick((left, right) => isNaNValue(left) || inOrder(name === "Min" ? "<=" : ">=", left, right));
  }
  return members;
}

function isNaNValue(value: Value): boolean {
  return value instanceof Double && Number.isNaN(value.value);
}

function absolute(value: Value): Value {
  if (value instanceof Double) return new Double(Math.abs(value.value));
  if (value instanceof Decimal) return value.unscaled < 0n ? value.negated() : value;
  if (value === -2147483648 || value === -(2n ** 63n)) throw new Thrown("OverflowException", "Negating the minimum value of a twos complement number is invalid.");
  return typeof value === "bigint" ? (value < 0n ? -value : value) : Math.abs(Number(value));
}

function onDouble(run: (value: number) => number): Handler {
  return ({ value }: Double) => new Double(run(value));
}

/** To the nearest whole number, halves to the even one. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

define("Math", {
  members: {
    ...eachType("Min"),
    ...eachType("Max"),
    ...eachType("Abs"),
    "static Floor(double d): double": onDouble(Math.floor),
    "static Ceiling(double a): double": onDouble(Math.ceil),
    "static Truncate(double d): double": onDouble(Math.trunc),
    "static Round(double a): double": onDouble(roundHalfEven),
    "static Sqrt(double d): double": onDouble(Math.sqrt),
    "static Pow(double x, double y): double": ({ value }: Double, { value: power }: Double) => new Double(value ** power),
    "static Sign(int value): int": (value: number) => Math.sign(value),
    "static PI: double": () => new Double(Math.PI),
  },
});
