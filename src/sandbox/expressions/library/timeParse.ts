import { nullArgument, Thrown } from "../run/thrown.ts";
import { DateTimeValue } from "./timeValues.ts";

export interface ParsedTime {
  readonly local: DateTimeValue;
  /** Minutes ahead of UTC; undefined when the text does not say. */
  readonly offset: number | undefined;
  readonly utc: boolean;
}

const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7})\d*)?)?)?\s*(Z|GMT|[+-]\d{1,2}(?::?\d{2})?)?\s*$/i;
const american = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?\s*(Z|GMT|[+-]\d{1,2}(?::?\d{2})?)?\s*$/i;
const rfc1123 = /^\s*(?:[a-z]{3},\s*)?(\d{1,2}) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{4})(?: (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?)?\s*(GMT|Z|[+-]\d{2}(?::?\d{2})?)?\s*$/i;
const months = "janfebmaraprmayjunjulaugsepoctnovdec";

/** Reads a point in time as ISO 8601, RFC 1123 or the invariant culture write it; undefined for anything else. */
export function readTime(text: string): ParsedTime | undefined {
  const [, first = "", second = "", third = "", ...rest] = iso.exec(text) ?? american.exec(text) ?? rfc1123.exec(text) ?? [];
  if (first === "") return undefined;
  const [year, month, day] = first.length === 4 ? [first, second, third] : /^[a-z]/i.test(second) ? [third, (months.indexOf(second.slice(0, 3).toLowerCase()) / 3 + 1).toString(), first] : [third, first, second];
  const [hour = "0", minute = "0", seconds = "0", fraction = "", zone = ""] = rest;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(seconds));
  const valid = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60 && Number(seconds) < 60 && Number(year) > 0;
  if (!valid) return undefined;
  const local = DateTimeValue.fromMilliseconds(date.getTime(), "Unspecified").plus(BigInt(fraction.padEnd(7, "0")));
  const utc = /^(?:z|gmt)$/i.test(zone);
  const parts = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  return { local, utc, offset: utc ? 0 : parts === null ? undefined : (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0)) };
}

/** @throws {Thrown} as `Parse` does */
export function parseTime(text: string | null): ParsedTime {
  if (text === null) throw nullArgument("s");
  const found = readTime(text);
  if (found === undefined) throw new Thrown("FormatException", `String '${text}' was not recognized as a valid DateTime.`);
  return found;
}

/** A zone in the text brings it to the gateway's own, which is UTC. */
export function toGatewayTime({ local, offset }: ParsedTime): DateTimeValue {
  return offset === undefined ? local : new DateTimeValue(local.ticks - BigInt(offset) * 600_000_000n, "Local");
}
