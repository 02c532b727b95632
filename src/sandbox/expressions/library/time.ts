import { Thrown } from "../run/thrown.ts";
import { define } from "../types/define.ts";
import type { Call, Handler } from "../types/member.ts";
import { defineConversion } from "../types/userConversions.ts";
import { defineOperator } from "../types/userOperators.ts";
import type { Value } from "../value.ts";
import { formatted } from "./format.ts";
import { parseTime, readTime, toGatewayTime } from "./timeParse.ts";
import { DateTimeOffsetValue, DateTimeValue, ticksPerDay, ticksPerMillisecond, TimeSpanValue, unixEpochTicks } from "./timeValues.ts";
import type { Kind } from "./timeValues.ts";
import { Double, EnumValue } from "./values.ts";
import type { Out } from "./values.ts";

const units: Readonly<Record<string, bigint>> = { Days: ticksPerDay, Hours: ticksPerDay / 24n, Minutes: 600_000_000n, Seconds: 10_000_000n, Milliseconds: ticksPerMillisecond };

/** `count` of a unit in ticks, to the tick. */
function ticksOf(count: Double, unit: bigint): bigint {
  const ticks = count.value * Number(unit);
  if (Number.isNaN(ticks)) throw new Thrown("ArgumentException", "TimeSpan does not accept floating point Not-a-Number values.");
  if (Math.abs(ticks) > 9.2e18) throw new Thrown("OverflowException", "TimeSpan overflowed because the duration is too long.");
  return BigInt(Math.trunc(ticks));
}

function added(make: (self: never, ticks: bigint) => Value): Record<string, Handler> {
  return Object.fromEntries(Object.entries(units).map(([unit, ticks]) => [`Add${unit}(double value)`, (self: never, count: Double) => make(self, ticksOf(count, ticks))]));
}

function inMonths(value: DateTimeValue, months: number): DateTimeValue {
  const { clock } = value;
  const target = new Date(Date.UTC(2000, 0, 1));
  target.setUTCFullYear(clock.getUTCFullYear(), clock.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(2000, 0, 1));
  last.setUTCFullYear(target.getUTCFullYear(), target.getUTCMonth() + 1, 0);
  target.setUTCDate(Math.min(clock.getUTCDate(), last.getUTCDate()));
  return new DateTimeValue(DateTimeValue.fromMilliseconds(target.getTime()).ticks + (value.ticks % ticksPerDay), value.kind);
}

/** As a type declares it: `Name(…): DateTime`. */
function named(members: Readonly<Record<string, Handler>>, result: string): Record<string, Handler> {
  return Object.fromEntries(Object.entries(members).map(([signature, handler]) => [`${signature}: ${result}`, handler]));
}

const parts: Readonly<Record<string, (clock: Date) => number>> = {
  Year: (clock) => clock.getUTCFullYear(), Month: (clock) => clock.getUTCMonth() + 1, Day: (clock) => clock.getUTCDate(), Hour: (clock) => clock.getUTCHours(), Minute: (clock) => clock.getUTCMinutes(),
  Second: (clock) => clock.getUTCSeconds(), Millisecond: (clock) => clock.getUTCMilliseconds(),
};

function clockParts(of: (self: never) => DateTimeValue): Record<string, Handler> {
  const members: Record<string, Handler> = {};
  for (const [name, read] of Object.entries(parts)) members[`${name}: int`] = (self: never) => read(of(self).clock);
  members["DayOfWeek: DayOfWeek"] = (self: never) => weekday(of(self).clock.getUTCDay());
  members["DayOfYear: int"] = (self: never) => Number(of(self).ticks / ticksPerDay) - Number(DateTimeValue.fromMilliseconds(Date.UTC(of(self).clock.getUTCFullYear(), 0, 1)).ticks / ticksPerDay) + 1;
  members["TimeOfDay: TimeSpan"] = (self: never) => new TimeSpanValue(of(self).ticks % ticksPerDay);
  return members;
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function weekday(day: number): EnumValue {
  return new EnumValue("DayOfWeek", weekdays[day] ?? "Sunday", day);
}

function made(year: number, month: number, day: number, hour: number, minute: number, second: number, kind: EnumValue | null): DateTimeValue {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const valid = year >= 1 && year <= 9999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if (!valid) throw new Thrown("ArgumentOutOfRangeException", "Year, Month, and Day parameters describe an un-representable DateTime.");
  return DateTimeValue.fromMilliseconds(date.getTime(), (kind?.name ?? "Unspecified") as Kind);
}

function now({ machine }: Call): DateTimeValue {
  return DateTimeValue.fromMilliseconds(machine.context.now());
}

const self = (value: DateTimeValue): DateTimeValue => value;

define("DateTime", {
  kind: "struct",
  zero: new DateTimeValue(0n, "Unspecified"),
  members: {
    "new(int year, int month, int day)": (year: number, month: number, day: number) => made(year, month, day, 0, 0, 0, null),
    "new(int year, int month, int day, int hour, int minute, int second)": (year: number, month: number, day: number, hour: number, minute: number, second: number) => made(year, month, day, hour, minute, second, null),
    "new(int year, int month, int day, int hour, int minute, int second, DateTimeKind kind)": made,
    "new(long ticks)": (ticks: bigint) => new DateTimeValue(ticks, "Unspecified"),
    "static UtcNow: DateTime": now,
    // The gateway's own zone is taken for UTC.
    "static Now: DateTime": (call: Call) => new DateTimeValue(now(call).ticks, "Local"),
    "static Today: DateTime": (call: Call) => new DateTimeValue(now(call).ticks - (now(call).ticks % ticksPerDay), "Local"),
    "static MinValue: DateTime": () => new DateTimeValue(0n, "Unspecified"),
    "static MaxValue: DateTime": () => new DateTimeValue(3_155_378_975_999_999_999n, "Unspecified"),
    "static Parse(string s): DateTime": (text: string | null) => toGatewayTime(parseTime(text)),
    "static TryParse(string s, out DateTime result): bool": (text: string | null, out: Out) => {
      const found = readTime(text ?? "");
      out.set(found === undefined ? new DateTimeValue(0n, "Unspecified") : toGatewayTime(found));
      return found !== undefined;
    },
    "static DaysInMonth(int year, int month): int": (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate(),
    "static IsLeapYear(int year): bool": (year: number) => new Date(Date.UTC(year, 2, 0)).getUTCDate() === 29,
    ...clockParts(self),
    ...named(added((value: DateTimeValue, ticks) => value.plus(ticks)), "DateTime"),
    "AddTicks(long value): DateTime": (value: DateTimeValue, ticks: bigint) => value.plus(ticks),
    "AddMonths(int months): DateTime": inMonths,
    "AddYears(int value): DateTime": (value: DateTimeValue, years: number) => inMonths(value, years * 12),
    "Add(TimeSpan value): DateTime": (value: DateTimeValue, span: TimeSpanValue) => value.plus(span.ticks),
    "Subtract(TimeSpan value): DateTime": (value: DateTimeValue, span: TimeSpanValue) => value.plus(-span.ticks),
    "Subtract(DateTime value): TimeSpan": (value: DateTimeValue, other: DateTimeValue) => new TimeSpanValue(value.ticks - other.ticks),
    "Date: DateTime": (value: DateTimeValue) => value.plus(-(value.ticks % ticksPerDay)),
    "Ticks: long": (value: DateTimeValue) => value.ticks,
    "Kind: DateTimeKind": (value: DateTimeValue) => new EnumValue("DateTimeKind", value.kind, value.kind === "Utc" ? 1 : value.kind === "Local" ? 2 : 0),
    "ToUniversalTime(): DateTime": (value: DateTimeValue) => new DateTimeValue(value.ticks, "Utc"),
    "ToString(string format): string": (value: DateTimeValue, format: string | null) => formatted(value, format ?? "G"),
    "CompareTo(DateTime value): int": (value: DateTimeValue, other: DateTimeValue) => sign(value.ticks - other.ticks),
  },
});

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function spanMembers(): Record<string, Handler> {
  const members: Record<string, Handler> = {};
  for (const [unit, ticks] of Object.entries(units)) {
    const of = { Days: undefined, Hours: 24n, Minutes: 60n, Seconds: 60n, Milliseconds: 1000n }[unit];
    members[`${unit}: int`] = (span: TimeSpanValue) => Number(of === undefined ? span.ticks / ticks : (span.ticks / ticks) % of);
    members[`Total${unit}: double`] = (span: TimeSpanValue) => new Double(Number(span.ticks) / Number(ticks));
    members[`static From${unit}(double value): TimeSpan`] = (count: Double) => new TimeSpanValue(ticksOf(count, ticks));
  }
  return members;
}

define("TimeSpan", {
  kind: "struct",
  zero: new TimeSpanValue(0n),
  members: {
    ...spanMembers(),
    "new(long ticks)": (ticks: bigint) => new TimeSpanValue(ticks),
    "new(int hours, int minutes, int seconds)": (hours: number, minutes: number, seconds: number) => new TimeSpanValue(BigInt(hours) * 36_000_000_000n + BigInt(minutes) * 600_000_000n + BigInt(seconds) * 10_000_000n),
    "new(int days, int hours, int minutes, int seconds)": (days: number, hours: number, minutes: number, seconds: number) => new TimeSpanValue(BigInt(days) * ticksPerDay + BigInt(hours) * 36_000_000_000n + BigInt(minutes) * 600_000_000n + BigInt(seconds) * 10_000_000n),
    "static Zero: TimeSpan": () => new TimeSpanValue(0n),
    "Ticks: long": (span: TimeSpanValue) => span.ticks,
    "Add(TimeSpan ts): TimeSpan": (span: TimeSpanValue, other: TimeSpanValue) => new TimeSpanValue(span.ticks + other.ticks),
    "Subtract(TimeSpan ts): TimeSpan": (span: TimeSpanValue, other: TimeSpanValue) => new TimeSpanValue(span.ticks - other.ticks),
    "Negate(): TimeSpan": (span: TimeSpanValue) => new TimeSpanValue(-span.ticks),
    "ToString(string format): string": (span: TimeSpanValue, format: string | null) => formatted(span, format ?? "c"),
  },
});

function shifted(value: DateTimeOffsetValue, ticks: bigint): DateTimeOffsetValue {
  return new DateTimeOffsetValue(value.local.plus(ticks), value.offset);
}

function fromUnix(ticks: bigint): DateTimeOffsetValue {
  return new DateTimeOffsetValue(new DateTimeValue(unixEpochTicks + ticks, "Unspecified"), 0n);
}

/** Whole units since 1970, down. */
function unix(value: DateTimeOffsetValue, unit: bigint): bigint {
  const ticks = value.utc.ticks;
  return ticks / unit - unixEpochTicks / unit;
}

define("DateTimeOffset", {
  kind: "struct",
  zero: new DateTimeOffsetValue(new DateTimeValue(0n, "Unspecified"), 0n),
  members: {
    "new(DateTime dateTime)": (value: DateTimeValue) => new DateTimeOffsetValue(value, 0n),
    "new(DateTime dateTime, TimeSpan offset)": (value: DateTimeValue, offset: TimeSpanValue) => new DateTimeOffsetValue(value, offset.ticks),
    "static UtcNow: DateTimeOffset": (call: Call) => new DateTimeOffsetValue(now(call), 0n),
    "static Now: DateTimeOffset": (call: Call) => new DateTimeOffsetValue(now(call), 0n),
    "static FromUnixTimeSeconds(long seconds): DateTimeOffset": (seconds: bigint) => fromUnix(seconds * 10_000_000n),
    "static FromUnixTimeMilliseconds(long milliseconds): DateTimeOffset": (milliseconds: bigint) => fromUnix(milliseconds * ticksPerMillisecond),
    "static Parse(string input): DateTimeOffset": (text: string | null) => {
      const { local, offset } = parseTime(text);
      return new DateTimeOffsetValue(local, BigInt(offset ?? 0) * 600_000_000n);
    },
    ...clockParts((value: DateTimeOffsetValue) => value.local),
    ...named(added(shifted), "DateTimeOffset"),
    "AddMonths(int months): DateTimeOffset": (value: DateTimeOffsetValue, months: number) => new DateTimeOffsetValue(inMonths(value.local, months), value.offset),
    "AddYears(int years): DateTimeOffset": (value: DateTimeOffsetValue, years: number) => new DateTimeOffsetValue(inMonths(value.local, years * 12), value.offset),
    "Add(TimeSpan timeSpan): DateTimeOffset": (value: DateTimeOffsetValue, span: TimeSpanValue) => shifted(value, span.ticks),
    "Subtract(TimeSpan value): DateTimeOffset": (value: DateTimeOffsetValue, span: TimeSpanValue) => shifted(value, -span.ticks),
    "Subtract(DateTimeOffset value): TimeSpan": (value: DateTimeOffsetValue, other: DateTimeOffsetValue) => new TimeSpanValue(value.utc.ticks - other.utc.ticks),
    "ToUnixTimeSeconds(): long": (value: DateTimeOffsetValue) => unix(value, 10_000_000n),
    "ToUnixTimeMilliseconds(): long": (value: DateTimeOffsetValue) => unix(value, ticksPerMillisecond),
    "DateTime: DateTime": (value: DateTimeOffsetValue) => value.local,
    "UtcDateTime: DateTime": (value: DateTimeOffsetValue) => value.utc,
    "Offset: TimeSpan": (value: DateTimeOffsetValue) => new TimeSpanValue(value.offset),
    "Ticks: long": (value: DateTimeOffsetValue) => value.local.ticks,
    "ToUniversalTime(): DateTimeOffset": (value: DateTimeOffsetValue) => new DateTimeOffsetValue(value.utc, 0n),
    "ToString(string format): string": (value: DateTimeOffsetValue, format: string | null) => formatted(value, format ?? "G"),
  },
});

defineConversion("DateTime", "DateTimeOffset", "implicit", (value: DateTimeValue) => new DateTimeOffsetValue(value, 0n));
defineOperator("DateTime", "-", "DateTime", "TimeSpan", (left: DateTimeValue, right: DateTimeValue) => new TimeSpanValue(left.ticks - right.ticks));
defineOperator("DateTime", "-", "TimeSpan", "DateTime", (left: DateTimeValue, right: TimeSpanValue) => left.plus(-right.ticks));
defineOperator("DateTime", "+", "TimeSpan", "DateTime", (left: DateTimeValue, right: TimeSpanValue) => left.plus(right.ticks));
defineOperator("TimeSpan", "negate", "TimeSpan", "TimeSpan", (span: TimeSpanValue) => new TimeSpanValue(-span.ticks));
defineOperator("TimeSpan", "-", "TimeSpan", "TimeSpan", (left: TimeSpanValue, right: TimeSpanValue) => new TimeSpanValue(left.ticks - right.ticks));
defineOperator("TimeSpan", "+", "TimeSpan", "TimeSpan", (left: TimeSpanValue, right: TimeSpanValue) => new TimeSpanValue(left.ticks + right.ticks));
defineOperator("DateTimeOffset", "-", "DateTimeOffset", "TimeSpan", (left: DateTimeOffsetValue, right: DateTimeOffsetValue) => new TimeSpanValue(left.utc.ticks - right.utc.ticks));
defineOperator("DateTimeOffset", "-", "TimeSpan", "DateTimeOffset", (left: DateTimeOffsetValue, right: TimeSpanValue) => shifted(left, -right.ticks));
defineOperator("DateTimeOffset", "+", "TimeSpan", "DateTimeOffset", (left: DateTimeOffsetValue, right: TimeSpanValue) => shifted(left, right.ticks));

function ticks(value: DateTimeValue | TimeSpanValue | DateTimeOffsetValue): bigint {
  return value instanceof DateTimeOffsetValue ? value.utc.ticks : value.ticks;
}

type Moment = DateTimeValue | TimeSpanValue | DateTimeOffsetValue;

for (const type of ["DateTime", "TimeSpan", "DateTimeOffset"]) {
  defineOperator(type, "<", type, "bool", (left: Moment, right: Moment) => ticks(left) < ticks(right));
  defineOperator(type, ">", type, "bool", (left: Moment, right: Moment) => ticks(left) > ticks(right));
  defineOperator(type, "<=", type, "bool", (left: Moment, right: Moment) => ticks(left) <= ticks(right));
  defineOperator(type, ">=", type, "bool", (left: Moment, right: Moment) => ticks(left) >= ticks(right));
  defineOperator(type, "==", type, "bool", (left: Moment, right: Moment) => ticks(left) === ticks(right));
  defineOperator(type, "!=", type, "bool", (left: Moment, right: Moment) => ticks(left) !== ticks(right));
}
