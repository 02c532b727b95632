import { notHere, Thrown } from "../run/thrown.ts";
import type { DateTimeOffsetValue, DateTimeValue, TimeSpanValue } from "./timeValues.ts";

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** The custom formats that the standard ones stand for, in the invariant culture. */
const standard: ReadonlyMap<string, string> = new Map([
  ["d", "MM/dd/yyyy"], ["D", "dddd, dd MMMM yyyy"], ["f", "dddd, dd MMMM yyyy HH:mm"], ["F", "dddd, dd MMMM yyyy HH:mm:ss"], ["g", "MM/dd/yyyy HH:mm"], ["G", "MM/dd/yyyy HH:mm:ss"], ["m", "MMMM dd"], ["M", "MMMM dd"],
  ["o", "yyyy-MM-ddTHH:mm:ss.fffffffK"], ["O", "yyyy-MM-ddTHH:mm:ss.fffffffK"], ["r", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"], ["R", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"], ["s", "yyyy-MM-ddTHH:mm:ss"],
  ["t", "HH:mm"], ["T", "HH:mm:ss"], ["u", "yyyy-MM-dd HH:mm:ss'Z'"], ["y", "yyyy MMMM"], ["Y", "yyyy MMMM"],
]);

const piece = /(\.F+|y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|z+|K)|'([^']*)'|"([^"]*)"|\\(.)|%|(.)/gsu;

export function dateTimeText(value: DateTimeValue, format: string): string {
  return text(value, format, value.kind === "Utc" ? "Z" : value.kind === "Local" ? "+00:00" : "", "+00:00");
}

export function offsetText(value: DateTimeOffsetValue, format: string): string {
  const zone = zoneText(value.offset);
  const shown = /^[rRu]$/.test(format) ? value.utc : value.local;
  return text(shown, format === "G" || format === "" ? "MM/dd/yyyy HH:mm:ss zzz" : format, zone, zone);
}

function zoneText(offset: bigint): string {
  const minutes = Number(offset / 600_000_000n);
  const magnitude = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.trunc(magnitude / 60))}:${two(magnitude % 60)}`;
}

function two(value: number): string {
  return value.toString().padStart(2, "0");
}

function text(value: DateTimeValue, format: string, kind: string, zone: string): string {
  const found = standard.get(format);
  if (found === undefined && format.length === 1) throw new Thrown("FormatException", "Input string was not in a correct format.");
  const { clock } = value;
  const fraction = (value.ticks % 10_000_000n).toString().padStart(7, "0");
  return (found ?? format).replaceAll(piece, (_, letters: string | undefined, single: string | undefined, double: string | undefined, escaped: string | undefined, other: string | undefined) => {
    if (letters === undefined) return single ?? double ?? escaped ?? other ?? "";
    return field(letters, clock, fraction, kind, zone);
  });
}

function field(letters: string, clock: Date, fraction: string, kind: string, zone: string): string {
  const padded = (part: number): string => (letters.length === 1 ? part.toString() : two(part));
  switch (letters.charAt(0)) {
    case ".": {
      // The point goes with the last of the digits.
      const digits = fraction.slice(0, letters.length - 1).replace(/0+$/, "");
      return digits === "" ? "" : `.${digits}`;
    }
    case "y": return letters.length <= 2 ? padded(clock.getUTCFullYear() % 100) : clock.getUTCFullYear().toString().padStart(letters.length, "0");
    case "M": return letters.length >= 3 ? named(months, clock.getUTCMonth(), letters.length) : padded(clock.getUTCMonth() + 1);
    case "d": return letters.length >= 3 ? named(days, clock.getUTCDay(), letters.length) : padded(clock.getUTCDate());
    case "H": return padded(clock.getUTCHours());
    case "h": return padded(clock.getUTCHours() % 12 === 0 ? 12 : clock.getUTCHours() % 12);
    case "m": return padded(clock.getUTCMinutes());
    case "s": return padded(clock.getUTCSeconds());
    case "f": return fraction.slice(0, letters.length);
    case "F": return fraction.slice(0, letters.length).replace(/0+$/, "");
    case "t": return (clock.getUTCHours() < 12 ? "AM" : "PM").slice(0, letters.length);
    case "K": return kind;
    default: return letters.length >= 3 ? zone : letters.length === 2 ? zone.slice(0, 3) : zone.slice(0, 3).replace(/0(?=\d)/, "");
  }
}

function named(names: readonly string[], index: number, letters: number): string {
  const name = names[index] ?? "";
  return letters === 3 ? name.slice(0, 3) : name;
}

/** `[-][d.]hh:mm:ss[.fffffff]`, or a custom format of `d`, `h`, `m`, `s`, `f` and escaped characters. */
export function spanText({ ticks }: TimeSpanValue, format: string): string {
  const magnitude = ticks < 0n ? -ticks : ticks;
  const part = (unit: bigint, of: bigint): number => Number((magnitude / unit) % of);
  const [day, hour, minute, second] = [Number(magnitude / 864_000_000_000n), part(36_000_000_000n, 24n), part(600_000_000n, 60n), part(10_000_000n, 60n)];
  const fraction = (magnitude % 10_000_000n).toString().padStart(7, "0");
  const sign = ticks < 0n ? "-" : "";
  if (/^[ctT]$/.test(format)) return `${sign}${day > 0 ? `${day}.` : ""}${two(hour)}:${two(minute)}:${two(second)}${fraction === "0000000" ? "" : `.${fraction}`}`;
  if (format.length === 1) throw notHere(`the format ${format} of a TimeSpan`);
  return format.replaceAll(/(d+|h+|m+|s+|f+|F+)|'([^']*)'|\\(.)|%|(.)/gs, (_, letters: string | undefined, quoted: string | undefined, escaped: string | undefined, other: string | undefined) => {
    if (other !== undefined) throw new Thrown("FormatException", "Input string was not in a correct format.");
    if (letters === undefined) return quoted ?? escaped ?? "";
    if (/^f/i.test(letters)) return letters.startsWith("f") ? fraction.slice(0, letters.length) : fraction.slice(0, letters.length).replace(/0+$/, "");
    const value = { d: day, h: hour, m: minute, s: second }[letters[0] ?? ""] ?? 0;
    return value.toString().padStart(letters.length, "0");
  });
}
