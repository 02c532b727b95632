import { Instance } from "../instance.ts";
import type { Value } from "../value.ts";

const maxScale = 28;
const maxUnscaled = 2n ** 96n - 1n;

/** A System.Decimal: a whole number of 96 bits, a power of ten it is divided by (0 to 28) that counts trailing zeros, and a sign. */
export class Decimal extends Instance {
  readonly typeName = "decimal";
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    super();
    this.unscaled = unscaled;
    this.scale = scale;
  }

  /** `text` is digits with at most one point and exponent, as a literal is written. */
  static parse(text: string): Decimal {
    const [mantissa = "0", exponent = "0"] = text.toLowerCase().split("e");
    const [whole = "0", fraction = ""] = mantissa.split(".");
    const scale = fraction.length - Number(exponent);
    const unscaled = BigInt(whole + fraction);
    return scale < 0 ? Decimal.fitted(unscaled * 10n ** BigInt(Math.min(-scale, 100)), 0) : Decimal.fitted(unscaled, scale);
  }

  /** Rounded half to even until it fits. @throws {RangeError} when it is too large */
  static fitted(unscaled: bigint, scale: number): Decimal {
    let digits = unscaled;
    let places = scale;
    while (places > 0 && (places > maxScale || magnitude(digits) > maxUnscaled)) {
      const drop = Math.max(places - maxScale, 1);
      digits = divideHalfEven(digits, 10n ** BigInt(drop));
      places -= drop;
    }
    if (magnitude(digits) > maxUnscaled) throw new RangeError("Value was either too large or too small for a Decimal.");
    return new Decimal(digits, places);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return Decimal.fitted(this.#at(scale) + other.#at(scale), scale);
  }

  times(other: Decimal): Decimal {
    return Decimal.fitted(this.unscaled * other.unscaled, this.scale + other.scale);
  }

  negated(): Decimal {
    return new Decimal(-this.unscaled, this.scale);
  }

  /** As exact as 28 places allow, without zeros at the end that the operands did not have. */
  dividedBy(other: Decimal): Decimal {
    const extra = maxScale + 1 + other.scale;
    let scale = this.scale + extra - other.scale;
    let digits = divideHalfEven(this.unscaled * 10n ** BigInt(extra), other.unscaled);
    const least = Math.max(this.scale - other.scale, 0);
    while (scale > least && digits % 10n === 0n) {
      digits /= 10n;
      scale -= 1;
    }
    return Decimal.fitted(digits, scale);
  }

  remainder(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.#at(scale) % other.#at(scale), scale);
  }

  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.#at(scale) - other.#at(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** Towards zero. */
  truncated(): bigint {
    return this.unscaled / 10n ** BigInt(this.scale);
  }

  override text(): string {
    const digits = magnitude(this.unscaled).toString().padStart(this.scale + 1, "0");
    const point = digits.length - this.scale;
    return (this.unscaled < 0n ? "-" : "") + digits.slice(0, point) + (this.scale > 0 ? `.${digits.slice(point)}` : "");
  }

  override equals(other: Value): boolean {
    return other instanceof Decimal && this.compare(other) === 0;
  }

  #at(scale: number): bigint {
    return this.unscaled * 10n ** BigInt(scale - this.scale);
  }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function divideHalfEven(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const twice = magnitude(value % by) * 2n;
  const divisor = magnitude(by);
  const up = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  if (!up) return quotient;
  return value < 0n === by < 0n ? quotient + 1n : quotient - 1n;
}
