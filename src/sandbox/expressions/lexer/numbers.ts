import { Decimal } from "../library/decimal.ts";
import { Double } from "../library/values.ts";
import type { Source } from "./source.ts";
import type { Read } from "./strings.ts";

/** Reads an integer or real literal (ECMA-334, 6.4.5.3 and 6.4.5.4). */
export function number(source: Source): Read {
  const hexadecimal = source.take("0x") || source.take("0X");
  const binary = !hexadecimal && (source.take("0b") || source.take("0B"));
  let digits = "";
  const take = (allowed: RegExp): void => {
    while (source.peek() !== "" && allowed.test(source.peek())) digits += source.next();
  };
  take(hexadecimal ? /[0-9a-f_]/i : binary ? /[01_]/ : /[\d_]/);
  let real = false;
  if (!hexadecimal && !binary) {
    if (source.peek() === "." && /\d/.test(source.peek(1))) {
      real = true;
      digits += source.next();
      take(/[\d_]/);
    }
    if (/e/i.test(source.peek()) && (/\d/.test(source.peek(1)) || (/[+-]/.test(source.peek(1)) && /\d/.test(source.peek(2))))) {
      real = true;
      digits += source.next() + source.next();
      take(/[\d_]/);
    }
  }
  let suffix = "";
  while (/[a-z]/i.test(source.peek())) suffix += source.next();
  const text = digits.replaceAll("_", "");
  if (/^d$/i.test(suffix) || (suffix === "" && real)) return { value: new Double(Number(text)) };
  if (/^m$/i.test(suffix)) return decimal(text);
  if (real || text === "" || !/^l?$/i.test(suffix)) return { wrong: suffixes.test(suffix) ? "The sandbox cannot run this; API Management may: a number of this type" : "Invalid number" };
  const value = BigInt((hexadecimal ? "0x" : binary ? "0b" : "") + text);
  if (suffix === "" && value <= 0x7fffffffn) return { value: Number(value) };
  if (value > 0x7fffffffffffffffn) return { wrong: value <= 0xffffffffffffffffn ? "The sandbox cannot run this; API Management may: a ulong" : "Integral constant is too large" };
  return suffix === "" && value <= 0xffffffffn && (hexadecimal || binary) ? { wrong: "The sandbox cannot run this; API Management may: a uint" } : { value };
}

function decimal(text: string): Read {
  try {
    return { value: Decimal.parse(text) };
  } catch {
    return { wrong: "Floating-point constant is outside the range of type 'decimal'" };
  }
}

/** Suffixes of types that C# has and the sandbox has not: float, uint, ulong. */
const suffixes = /^(?:f|u|ul|lu)$/i;
