import { notHere, nullArgument, Thrown } from "../run/thrown.ts";
import { equalValues, textOf } from "../run/text.ts";
import { define } from "../types/define.ts";
import type { Call } from "../types/member.ts";
import type { Value } from "../value.ts";
import { isBlank, lower, trimmed, upper } from "./chars.ts";
import { elements } from "./elements.ts";
import { composite } from "./format.ts";
import { split } from "./split.ts";
import { arrayOf, Char } from "./values.ts";
import type { EnumValue, ListValue } from "./values.ts";

/** `text` as it is compared in a way that may not mind case. Cultures compare as the ordinal does here: what policies compare is rarely prose. */
export function folded(text: string, { name }: EnumValue): string {
  return name.endsWith("IgnoreCase") ? upper(text) : text;
}

function some(text: string | null, parameter = "value"): string {
  if (text === null) throw nullArgument(parameter);
  return text;
}

function outOfRange(parameter: string, message: string): Thrown {
  return new Thrown("ArgumentOutOfRangeException", `${message} (Parameter '${parameter}')`);
}

function part(text: string, start: number, length: number): string {
  if (start < 0) throw outOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (start > text.length) throw outOfRange("startIndex", "startIndex cannot be larger than length of string.");
  if (length < 0) throw outOfRange("length", "Length cannot be less than zero.");
  if (start + length > text.length) throw outOfRange("length", "Index and length must refer to a location within the string.");
  return text.slice(start, start + length);
}

function indexFrom(text: string, sought: string, from: number): number {
  if (from < 0 || from > text.length) throw outOfRange("startIndex", "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");
  return text.indexOf(sought, from);
}

function replaced(text: string, old: string | null, by: string | null, { machine }: Call): string {
  if (old === null) throw nullArgument("oldValue");
  if (old === "") throw new Thrown("ArgumentException", "The value cannot be an empty string. (Parameter 'oldValue')");
  const pieces = text.split(old);
  machine.reserve(text.length + (pieces.length - 1) * (by ?? "").length);
  return pieces.join(by ?? "");
}

function padded(text: string, width: number, by: Char, left: boolean, { machine }: Call): string {
  if (width < 0) throw outOfRange("totalWidth", "Non-negative number required.");
  machine.reserve(width);
  return left ? text.padStart(width, by.text()) : text.padEnd(width, by.text());
}

export function joined(separator: string | null, values: Iterable<Value>, { machine }: Call): string {
  const texts: string[] = [];
  let length = 0;
  for (const value of values) {
    const text = textOf(value);
    length += text.length + (separator ?? "").length;
    machine.reserve(text.length);
    texts.push(text);
  }
  machine.reserve(length);
  return texts.join(separator ?? "");
}

function characters(list: ListValue | null): string {
  return list === null ? "" : list.items.map(textOf).join("");
}

const space = new Char(32);

define("string", {
  is: ["object", "IEnumerable<char>"],
  members: {
    "new(char c, int count)": (character: Char, count: number, { machine }: Call) => {
      if (count < 0) throw outOfRange("count", "'count' must be non-negative.");
      machine.reserve(count);
      return character.text().repeat(count);
    },
    "new(char[] value)": (list: ListValue | null) => characters(list),
    "Length: int": (text: string) => text.length,
    "this[int index]: char": (text: string, index: number) => {
      if (index < 0 || index >= text.length) throw new Thrown("IndexOutOfRangeException", "Index was outside the bounds of the array.");
      return new Char(text.charCodeAt(index));
    },
    "Substring(int startIndex): string": (text: string, start: number) => part(text, start, Math.max(text.length - start, 0)),
    "Substring(int startIndex, int length): string": part,
    "IndexOf(string value): int": (text: string, sought: string | null) => text.indexOf(some(sought)),
    "IndexOf(char value): int": (text: string, sought: Char) => text.indexOf(sought.text()),
    "IndexOf(string value, int startIndex): int": (text: string, sought: string | null, from: number) => indexFrom(text, some(sought), from),
    "IndexOf(char value, int startIndex): int": (text: string, sought: Char, from: number) => indexFrom(text, sought.text(), from),
    "IndexOf(string value, StringComparison comparisonType): int": (text: string, sought: string | null, how: EnumValue) => folded(text, how).indexOf(folded(some(sought), how)),
    "LastIndexOf(string value): int": (text: string, sought: string | null) => text.lastIndexOf(some(sought)),
    "LastIndexOf(char value): int": (text: string, sought: Char) => text.lastIndexOf(sought.text()),
    "Contains(string value): bool": (text: string, sought: string | null) => text.includes(some(sought)),
    "Contains(char value): bool": (text: string, sought: Char) => text.includes(sought.text()),
    "Contains(string value, StringComparison comparisonType): bool": (text: string, sought: string | null, how: EnumValue) => folded(text, how).includes(folded(some(sought), how)),
    "StartsWith(string value): bool": (text: string, sought: string | null) => text.startsWith(some(sought)),
    "StartsWith(char value): bool": (text: string, sought: Char) => text.startsWith(sought.text()),
    "StartsWith(string value, StringComparison comparisonType): bool": (text: string, sought: string | null, how: EnumValue) => folded(text, how).startsWith(folded(some(sought), how)),
    "EndsWith(string value): bool": (text: string, sought: string | null) => text.endsWith(some(sought)),
    "EndsWith(char value): bool": (text: string, sought: Char) => text.endsWith(sought.text()),
    "EndsWith(string value, StringComparison comparisonType): bool": (text: string, sought: string | null, how: EnumValue) => folded(text, how).endsWith(folded(some(sought), how)),
    "Equals(string value): bool": (text: string, other: string | null) => text === other,
    "Equals(string value, StringComparison comparisonType): bool": (text: string, other: string | null, how: EnumValue) => other !== null && folded(text, how) === folded(other, how),
    "Replace(string oldValue, string newValue): string": replaced,
    "Replace(char oldChar, char newChar): string": (text: string, old: Char, by: Char) => text.replaceAll(old.text(), () => by.text()),
    "Insert(int startIndex, string value): string": (text: string, at: number, value: string | null) => part(text, 0, at) + some(value) + text.slice(at),
    "Remove(int startIndex): string": (text: string, from: number) => part(text, 0, from),
    "Remove(int startIndex, int count): string": (text: string, from: number, count: number) => {
      part(text, from, count);
      return text.slice(0, from) + text.slice(from + count);
    },
    "ToLower(): string": lower,
    "ToLowerInvariant(): string": lower,
    "ToUpper(): string": upper,
    "ToUpperInvariant(): string": upper,
    "Trim(): string": (text: string) => trimmed(text, "", "both"),
    "Trim(params char[] trimChars): string": (text: string, list: ListValue | null) => trimmed(text, characters(list), "both"),
    "TrimStart(): string": (text: string) => trimmed(text, "", "start"),
    "TrimStart(params char[] trimChars): string": (text: string, list: ListValue | null) => trimmed(text, characters(list), "start"),
    "TrimEnd(): string": (text: string) => trimmed(text, "", "end"),
    "TrimEnd(params char[] trimChars): string": (text: string, list: ListValue | null) => trimmed(text, characters(list), "end"),
    "PadLeft(int totalWidth): string": (text: string, width: number, call: Call) => padded(text, width, space, true, call),
    "PadLeft(int totalWidth, char paddingChar): string": (text: string, width: number, by: Char, call: Call) => padded(text, width, by, true, call),
    "PadRight(int totalWidth): string": (text: string, width: number, call: Call) => padded(text, width, space, false, call),
    "PadRight(int totalWidth, char paddingChar): string": (text: string, width: number, by: Char, call: Call) => padded(text, width, by, false, call),
    "ToCharArray(): char[]": (text: string, { machine }: Call) => {
      machine.reserve(text.length * 8);
      return arrayOf("char", elements(text));
    },
    "Split(params char[] separator): string[]": (text: string, list: ListValue | null, call: Call) => split(text, list?.items.map(textOf) ?? [], undefined, undefined, call),
    "Split(char[] separator, StringSplitOptions options): string[]": (text: string, list: ListValue | null, options: EnumValue, call: Call) => split(text, list?.items.map(textOf) ?? [], options, undefined, call),
    "Split(char[] separator, int count): string[]": (text: string, list: ListValue | null, count: number, call: Call) => split(text, list?.items.map(textOf) ?? [], undefined, count, call),
    "Split(string[] separator, StringSplitOptions options): string[]": (text: string, list: ListValue | null, options: EnumValue, call: Call) => split(text, list?.items.map(textOf) ?? [], options, undefined, call),
    "Split(string separator, StringSplitOptions options = null): string[]": (text: string, separator: string | null, options: EnumValue | null, call: Call) => split(text, separator === null || separator === "" ? [""] : [separator], options ?? undefined, undefined, call),
    "Split(char separator, StringSplitOptions options = null): string[]": (text: string, separator: Char, options: EnumValue | null, call: Call) => split(text, [separator.text()], options ?? undefined, undefined, call),
    "Split(char separator, int count, StringSplitOptions options = null): string[]": (text: string, separator: Char, count: number, options: EnumValue | null, call: Call) => split(text, [separator.text()], options ?? undefined, count, call),
    "static Empty: string": () => "",
    "static IsNullOrEmpty(string value): bool": (text: string | null) => text === null || text === "",
    "static IsNullOrWhiteSpace(string value): bool": (text: string | null) => text === null || isBlank(text),
    "static Equals(string a, string b): bool": (left: string | null, right: string | null) => equalValues(left, right),
    "static Equals(string a, string b, StringComparison comparisonType): bool": (left: string | null, right: string | null, how: EnumValue) => (left === null || right === null ? left === right : folded(left, how) === folded(right, how)),
    "static CompareOrdinal(string strA, string strB): int": ordinal,
    "static Compare(string strA, string strB, StringComparison comparisonType): int": (left: string | null, right: string | null, how: EnumValue) => {
      if (!how.name.startsWith("Ordinal")) throw notHere("the order of texts in a culture");
      return ordinal(left === null ? null : folded(left, how), right === null ? null : folded(right, how));
    },
    "static Join(string separator, params string[] value): string": (separator: string | null, list: ListValue | null, call: Call) => joined(separator, elements(list), call),
    "static Join(string separator, params object[] values): string": (separator: string | null, list: ListValue | null, call: Call) => joined(separator, elements(list), call),
    "static Join<T>(string separator, IEnumerable<T> values): string": (separator: string | null, list: Value, call: Call) => joined(separator, elements(list), call),
    "static Concat(params string[] values): string": (list: ListValue | null, call: Call) => joined("", elements(list), call),
    "static Concat(params object[] args): string": (list: ListValue | null, call: Call) => joined("", elements(list), call),
    "static Concat<T>(IEnumerable<T> values): string": (list: Value, call: Call) => joined("", elements(list), call),
    "static Format(string format, params object[] args): string": (format: string | null, list: ListValue | null, { machine }: Call) => {
      const text = composite(format, list?.items ?? [null]);
      machine.reserve(text.length);
      return text;
    },
  },
});

/** Negative, zero or positive, by UTF-16 units; null before everything. */
function ordinal(left: string | null, right: string | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
