import { Instance } from "../instance.ts";
import { Thrown } from "../run/thrown.ts";
import type { Value } from "../value.ts";
import { dateTimeText, offsetText, spanText } from "./timeFormat.ts";

/** Ticks are steps of 100 ns; those of a point in time count from the year 1. */
export const ticksPerMillisecond = 10_000n;
export const ticksPerDay = 864_000_000_000n;
const epoch = 621_355_968_000_000_000n;
const maxTicks = 3_155_378_975_999_999_999n;

export type Kind = "Unspecified" | "Utc" | "Local";

export class DateTimeValue extends Instance {
  readonly typeName = "DateTime";
  readonly ticks: bigint;
  readonly kind: Kind;

  constructor(ticks: bigint, kind: Kind) {
    super();
    if (ticks < 0n || ticks > maxTicks) throw new Thrown("ArgumentOutOfRangeException", "The added or subtracted value results in an un-representable DateTime. (Parameter 'value')");
    this.ticks = ticks;
    this.kind = kind;
  }

  static fromMilliseconds(milliseconds: number, kind: Kind = "Utc"): DateTimeValue {
    return new DateTimeValue(BigInt(Math.trunc(milliseconds)) * ticksPerMillisecond + epoch, kind);
  }

  /** Whole milliseconds since 1970. */
  get milliseconds(): number {
    return Number((this.ticks - epoch) / ticksPerMillisecond - ((this.ticks - epoch) % ticksPerMillisecond < 0n ? 1n : 0n));
  }

  /** Its parts, as a date in UTC whose clock shows the same. */
  get clock(): Date {
    return new Date(this.milliseconds);
  }

  plus(ticks: bigint): DateTimeValue {
    return new DateTimeValue(this.ticks + ticks, this.kind);
  }

  override text(): string {
    return dateTimeText(this, "G");
  }

  override equals(other: Value): boolean {
    return other instanceof DateTimeValue && other.ticks === this.ticks;
  }
}

export class TimeSpanValue extends Instance {
  readonly typeName = "TimeSpan";
  readonly ticks: bigint;

  constructor(ticks: bigint) {
    super();
    if (BigInt.asIntN(64, ticks) !== ticks) throw new Thrown("OverflowException", "TimeSpan overflowed because the duration is too long.");
    this.ticks = ticks;
  }

  override text(): string {
    return spanText(this, "c");
  }

  override equals(other: Value): boolean {
    return other instanceof TimeSpanValue && other.ticks === this.ticks;
  }
}

/** A point in time as a clock shows it that goes `offset` ticks ahead of UTC. */
export class DateTimeOffsetValue extends Instance {
  readonly typeName = "DateTimeOffset";
  readonly local: DateTimeValue;
  readonly offset: bigint;

  constructor(local: DateTimeValue, offset: bigint) {
    super();
    this.local = new DateTimeValue(local.ticks, "Unspecified");
    this.offset = offset;
  }

  get utc(): DateTimeValue {
    return new DateTimeValue(this.local.ticks - this.offset, "Utc");
  }

  override text(): string {
    return offsetText(this, "G");
  }

  override equals(other: Value): boolean {
    return other instanceof DateTimeOffsetValue && other.utc.ticks === this.utc.ticks;
  }
}

export const unixEpochTicks = epoch;
