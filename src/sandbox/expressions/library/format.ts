import { notHere, nullArgument, Thrown } from "../run/thrown.ts";
import { textOf } from "../run/text.ts";
import type { Value } from "../value.ts";
import { isNumber, numberText } from "./numberFormat.ts";
import { guidText } from "./guid.ts";
import { dateTimeText, offsetText, spanText } from "./timeFormat.ts";
import { DateTimeOffsetValue, DateTimeValue, TimeSpanValue } from "./timeValues.ts";
import { EnumValue, GuidValue } from "./values.ts";

/** What `ToString(format)` gives; the plain text where the type has no formats. */
export function formatted(value: Value, format: string | undefined): string {
  if (format === undefined || format === "") return textOf(value);
  if (isNumber(value)) return numberText(value, format);
  if (value instanceof DateTimeValue) return dateTimeText(value, format);
  if (value instanceof DateTimeOffsetValue) return offsetText(value, format);
  if (value instanceof TimeSpanValue) return spanText(value, format);
  if (value instanceof GuidValue) return guidText(value, format);
  if (value instanceof EnumValue) return enumText(value, format);
  return textOf(value);
}

function enumText(value: EnumValue, format: string): string {
  switch (format.toUpperCase()) {
    case "G": return value.name;
    case "D": return value.number.toString();
    default: throw notHere(`the format ${format} of an enumeration`);
  }
}

/** Brought to a width: to the right in a positive one, to the left in a negative one. */
export function align(text: string, alignment: number): string {
  return alignment < 0 ? text.padEnd(-alignment) : text.padStart(alignment);
}

/** `string.Format`: `{0}`, `{1,10}`, `{2:X2}`, with braces doubled where they are meant. */
export function composite(format: string | null, args: readonly Value[]): string {
  if (format === null) throw nullArgument("format");
  const wrong = new Thrown("FormatException", "Input string was not in a correct format.");
  return format.replaceAll(/\{\{|\}\}|\{(\d{1,6})(?:,\s*(-?\d{1,4}))?\s*(?::([^{}]*))?\}|[{}]/g, (found: string, index?: string, alignment?: string, pattern?: string) => {
    if (found === "{{" || found === "}}") return found.slice(1);
    if (index === undefined) throw wrong;
    const value = args[Number(index)];
    if (value === undefined) throw new Thrown("FormatException", "Index (zero based) must be greater than or equal to zero and less than the size of the argument list.");
    return align(formatted(value, pattern), Number(alignment ?? 0));
  });
}
