import { outOf } from "./outOf.ts";
import { nullArgument, Thrown } from "../run/thrown.ts";
import { textOf } from "../run/text.ts";
import { Instance } from "../instance.ts";
import { define } from "../types/define.ts";
import { castTo, toDouble, toInteger, toNumeric } from "../types/conversions.ts";
import { type } from "../types/hierarchy.ts";
import type { Call } from "../types/member.ts";
import type { Value } from "../value.ts";
import { fromBase64, toBase64 } from "./bytes.ts";
import { lower, upper } from "./chars.ts";
import { parseNumber } from "./numbers.ts";
import { parseTime, toGatewayTime } from "./timeParse.ts";
import { DateTimeValue } from "./timeValues.ts";
import { Char, Double } from "./values.ts";

/** `Convert.ToInt32(object)` and its like: null is zero, texts are parsed, fractions rounded to even. */
function toWhole(value: Value, to: "int" | "long"): Value {
  if (value === null) return to === "int" ? 0 : 0n;
  if (typeof value === "string") return parseNumber(to, value);
  if (typeof value === "boolean") return toNumeric(value ? 1 : 0, to);
  const whole = value instanceof Double ? BigInt(roundEven(value.value)) : toInteger(castable(value, to));
  if (BigInt.asIntN(to === "int" ? 32 : 64, whole) !== whole) throw new Thrown("OverflowException", `Value was either too large or too small for an ${to === "int" ? "Int32" : "Int64"}.`);
  return to === "int" ? Number(whole) : whole;
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(value);
}

function castable(value: Exclude<Value, null | string | boolean>, to: string): Value {
  const numeric = typeof value !== "object" || value instanceof Char || ("typeName" in value && ["decimal", "double"].includes(value.typeName));
  return numeric ? value : castTo(value, type(to));
}

define("Convert", {
  members: {
    "static ToBase64String(byte[] inArray): string": toBase64,
    "static FromBase64String(string s): byte[]": fromBase64,
    "static ToString(object value): string": (value: Value) => textOf(value),
    "static ToInt32(object value): int": (value: Value) => toWhole(value, "int"),
    "static ToInt64(object value): long": (value: Value) => toWhole(value, "long"),
    "static ToInt32(string value, int fromBase): int": (text: string | null, base: number) => inBase(text, base),
    "static ToString(int value, int toBase): string": (value: number, base: number) => {
      if (![2, 8, 10, 16].includes(base)) throw new Thrown("ArgumentException", "Invalid Base.");
      return (base === 10 ? value : value >>> 0).toString(base);
    },
    "static ToDouble(object value): double": (value: Value) => (value === null ? new Double(0) : typeof value === "string" ? parseNumber("double", value) : new Double(typeof value === "boolean" ? Number(value) : toDouble(castable(value, "double")))),
    "static ToBoolean(object value): bool": (value: Value) => {
      if (value === null) return false;
      if (typeof value === "boolean") return value;
      if (typeof value !== "string") return toDouble(castable(value, "bool")) !== 0;
      const word = value.trim().toLowerCase();
      if (word !== "true" && word !== "false") throw new Thrown("FormatException", `String '${value}' was not recognized as a valid Boolean.`);
      return word === "true";
    },
    "static ToDateTime(string value): DateTime": (text: string | null) => (text === null ? new DateTimeValue(0n, "Unspecified") : toGatewayTime(parseTime(text))),
    "static ToHexString(byte[] inArray): string": (bytes: Uint8Array | null) => Buffer.from(bytes ?? outOf("inArray")).toString("hex").toUpperCase(),
  },
});

function inBase(text: string | null, base: number): number {
  if (![2, 8, 10, 16].includes(base)) throw new Thrown("ArgumentException", "Invalid Base.");
  if (text === null) return 0;
  const digits = base === 16 ? text.replace(/^0x/i, "") : text;
  const allowed = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^-?\d+$/, 16: /^[0-9a-f]+$/i }[base];
  if (allowed?.test(digits) !== true) throw new Thrown("FormatException", "Could not find any recognizable digits.");
  const value = Number.parseInt(digits, base);
  if (value > 0xffffffff) throw new Thrown("OverflowException", "Value was either too large or too small for an Int32.");
  return value | 0;
}

const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

define("char", {
  kind: "struct",
  zero: new Char(0),
  members: {
    "static IsDigit(char c): bool": (value: Char) => digit.test(value.text()),
    "static IsLetter(char c): bool": (value: Char) => letter.test(value.text()),
    "static IsLetterOrDigit(char c): bool": (value: Char) => letter.test(value.text()) || digit.test(value.text()),
    "static IsWhiteSpace(char c): bool": (value: Char) => value.text().trim() === "" && value.code !== 0xfeff,
    "static IsUpper(char c): bool": (value: Char) => /^\p{Lu}$/u.test(value.text()),
    "static IsLower(char c): bool": (value: Char) => /^\p{Ll}$/u.test(value.text()),
    "static IsPunctuation(char c): bool": (value: Char) => /^\p{P}$/u.test(value.text()),
    "static ToUpper(char c): char": (value: Char) => new Char(upper(value.text()).charCodeAt(0)),
    "static ToUpperInvariant(char c): char": (value: Char) => new Char(upper(value.text()).charCodeAt(0)),
    "static ToLower(char c): char": (value: Char) => new Char(lower(value.text()).charCodeAt(0)),
    "static ToLowerInvariant(char c): char": (value: Char) => new Char(lower(value.text()).charCodeAt(0)),
  },
});

/** A way to turn text into bytes and back. */
class EncodingValue extends Instance {
  readonly typeName = "Encoding";
  readonly name: "utf8" | "ascii" | "utf16le";

  constructor(name: EncodingValue["name"]) {
    super();
    this.name = name;
  }

  bytes(text: string): Uint8Array {
    if (this.name === "ascii") return Uint8Array.from(text, (character) => ((character.codePointAt(0) ?? 0) > 127 ? 63 : character.charCodeAt(0)));
    return new Uint8Array(Buffer.from(text.toWellFormed(), this.name));
  }

  string(bytes: Uint8Array): string {
    return this.name === "ascii" ? [...bytes].map((byte) => String.fromCodePoint(byte > 127 ? 0xfffd : byte)).join("") : Buffer.from(bytes).toString(this.name);
  }
}

define("Encoding", {
  namespace: "System.Text",
  members: {
    "static UTF8: Encoding": () => new EncodingValue("utf8"),
    "static ASCII: Encoding": () => new EncodingValue("ascii"),
    "static Unicode: Encoding": () => new EncodingValue("utf16le"),
    "GetBytes(string s): byte[]": (self: EncodingValue, text: string | null, { machine }: Call) => {
      if (text === null) throw nullArgument("s");
      machine.reserve(text.length * 3);
      return self.bytes(text);
    },
    "GetString(byte[] bytes): string": (self: EncodingValue, bytes: Uint8Array | null) => {
      if (bytes === null) throw nullArgument("bytes");
      return self.string(bytes);
    },
    "GetByteCount(string s): int": (self: EncodingValue, text: string | null) => self.bytes(text ?? outOf("s")).length,
  },
});
