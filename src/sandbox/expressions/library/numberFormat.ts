import { notHere, Thrown } from "../run/thrown.ts";
import type { Value } from "../value.ts";
import { Decimal } from "./decimal.ts";
import { Double } from "./values.ts";

type NumberValue = number | bigint | Double | Decimal;

export function isNumber(value: Value): value is NumberValue {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Double || value instanceof Decimal;
}

/** A number in one of .NET's standard formats (D, F, N, G, P, X) or a custom one of `0`, `#`, `,` and `.`; in the invariant culture. */
export function numberText(value: NumberValue, format: string): string {
  const standard = /^([a-z])(\d{0,2})$/i.exec(format);
  if (value instanceof Double && !Number.isFinite(value.value)) return value.text();
  if (standard === null) return custom(value, format);
  const [, letter = "", digits = ""] = standard;
  const precision = digits === "" ? undefined : Number(digits);
  switch (letter.toUpperCase()) {
    case "D": return padded(whole(value, format).toString(), precision ?? 0);
    case "X": {
      const bits = typeof value === "bigint" ? 64 : 32;
      const hexadecimal = BigInt.asUintN(bits, whole(value, format)).toString(16).padStart(precision ?? 0, "0");
      return letter === "X" ? hexadecimal.toUpperCase() : hexadecimal;
    }
    case "F": return fixed(value, precision ?? 2);
    case "N": return grouped(fixed(value, precision ?? 2));
    case "P": return `${grouped(fixed(value instanceof Double ? new Double(value.value * 100) : decimalOf(value).times(new Decimal(100n, 0)), precision ?? 2))} %`;
    case "G":
      if (precision === undefined || precision === 0) return plain(value);
      break;
    default:
  }
  throw notHere(`the number format ${format}`);
}

function plain(value: NumberValue): string {
  return typeof value === "number" || typeof value === "bigint" ? value.toString() : value.text();
}

function whole(value: NumberValue, format: string): bigint {
  if (typeof value === "number" || typeof value === "bigint") return BigInt(value);
  throw new Thrown("FormatException", `Format specifier '${format}' was invalid.`);
}

function signedDecimal(text: string): Decimal {
  return text.startsWith("-") ? Decimal.parse(text.slice(1)).negated() : Decimal.parse(text);
}

function padded(text: string, width: number): string {
  return text.startsWith("-") ? `-${text.slice(1).padStart(width, "0")}` : text.padStart(width, "0");
}

function decimalOf(value: NumberValue): Decimal {
  if (value instanceof Decimal) return value;
  return value instanceof Double ? Decimal.parse(value.value.toFixed(15)) : new Decimal(BigInt(value), 0);
}

/** With so many digits after the point, halves away from zero. */
function fixed(value: NumberValue, places: number): string {
  if (value instanceof Double) {
    if (Math.abs(value.value) >= 1e21) throw notHere("formatting a number this large");
    return halfToEven(value.value, places);
  }
  const { unscaled, scale } = decimalOf(value);
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  const drop = 10n ** BigInt(Math.max(scale - places, 0));
  const digits = ((magnitude + drop / 2n) / drop) * 10n ** BigInt(Math.max(places - scale, 0));
  const text = digits.toString().padStart(places + 1, "0");
  const sign = unscaled < 0n && digits !== 0n ? "-" : "";
  return sign + text.slice(0, text.length - places) + (places > 0 ? `.${text.slice(-places)}` : "");
}

/** A double rounds by what it exactly is: only a true half has two neighbours, and goes to the even one. */
function halfToEven(value: number, places: number): string {
  const rounded = value.toFixed(places);
  const exact = Math.abs(value).toFixed(100).replace(/^\d+\./, "");
  const isHalf = /^50*$/.test(exact.slice(places));
  if (!isHalf || Number(rounded.at(-1)) % 2 === 0) return rounded;
  const cut = Math.abs(value).toFixed(100);
  const kept = cut.slice(0, cut.indexOf(".") + (places === 0 ? 0 : places + 1));
  return value < 0 && /[1-9]/.test(kept) ? `-${kept}` : kept;
}

function grouped(text: string): string {
  const [before = "", after] = text.split(".");
  const withCommas = before.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return after === undefined ? withCommas : `${withCommas}.${after}`;
}

function custom(value: NumberValue, format: string): string {
  const parts = /^([#0,]*)(?:\.(0*)(#*))?$/.exec(format);
  if (parts === null || format === "") throw notHere(`the number format ${format}`);
  const [, before = "", required = "", optional = ""] = parts;
  // A custom format sees 15 digits of a double.
  const seen = value instanceof Double ? signedDecimal(value.value.toPrecision(15)) : value;
  let [digits = "", fraction = ""] = fixed(seen, required.length + optional.length).split(".");
  while (fraction.length > required.length && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  const negative = digits.startsWith("-") && /[1-9]/.test(digits + fraction);
  digits = digits.replace("-", "");
  const least = before.replaceAll(/[,#]/g, "").length;
  digits = (digits === "0" ? "" : digits).padStart(least, "0");
  if (before.includes(",")) digits = grouped(digits);
  return (negative ? "-" : "") + digits + (fraction === "" ? "" : `.${fraction}`);
}
