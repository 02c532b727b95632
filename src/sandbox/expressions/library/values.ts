import { Instance } from "../instance.ts";
import type { Value } from "../value.ts";

/** A UTF-16 unit. */
export class Char extends Instance {
  readonly typeName = "char";
  readonly code: number;

  constructor(code: number) {
    super();
    this.code = code;
  }

  override text(): string {
    return String.fromCharCode(this.code);
  }

  override equals(other: Value): boolean {
    return other instanceof Char && other.code === this.code;
  }
}

export class Double extends Instance {
  readonly typeName = "double";
  readonly value: number;

  constructor(value: number) {
    super();
    this.value = value;
  }

  override text(): string {
    return doubleText(this.value);
  }

  override equals(other: Value): boolean {
    return other instanceof Double && (other.value === this.value || (Number.isNaN(this.value) && Number.isNaN(other.value)));
  }
}

/** The shortest text that reads back as the same number, with .NET's spelling of exponents: `1E+16`, `1E-05`. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -5 && power < 17) return value.toString().includes("e") ? value.toFixed(mantissa.replace(/^-?\d\.?/, "").length - power) : value.toString();
  return `${mantissa}E${power < 0 ? "-" : "+"}${Math.abs(power).toString().padStart(2, "0")}`;
}

/** A constant of an enumeration, by its name and its number. */
export class EnumValue extends Instance {
  readonly typeName: string;
  readonly name: string;
  readonly number: number;

  constructor(typeName: string, name: string, number: number) {
    super();
    this.typeName = typeName;
    this.name = name;
    this.number = number;
  }

  override text(): string {
    return this.name;
  }

  override equals(other: Value): boolean {
    return other instanceof EnumValue && other.typeName === this.typeName && other.number === this.number;
  }
}

/** Something to go through that is made while one goes through it, as LINQ's results are. */
export class Sequence extends Instance {
  readonly typeName: string;
  readonly #iterate: () => Iterable<Value>;

  constructor(elementType: string, iterate: () => Iterable<Value>) {
    super();
    this.typeName = `IEnumerable<${elementType}>`;
    this.#iterate = iterate;
  }

  elements(): Iterable<Value> {
    return this.#iterate();
  }
}

/** An array (`string[]`) or a `List<T>`; `byte[]` is a `Uint8Array` instead. */
export class ListValue extends Instance {
  readonly typeName: string;
  readonly items: Value[];

  constructor(typeName: string, items: Value[]) {
    super();
    this.typeName = typeName;
    this.items = items;
  }

  elements(): Iterable<Value> {
    return this.items;
  }
}

export class KeyValue extends Instance {
  readonly typeName: string;
  readonly key: Value;
  readonly value: Value;

  constructor(typeName: string, key: Value, value: Value) {
    super();
    this.typeName = typeName;
    this.key = key;
    this.value = value;
  }
}

/** A function made by a lambda expression. */
export class Lambda extends Instance {
  readonly typeName = "Func";
  readonly call: (...args: readonly Value[]) => Value;

  constructor(call: (...args: readonly Value[]) => Value) {
    super();
    this.call = call;
  }
}

/** Where an `out` argument is put. */
export class Out extends Instance {
  readonly typeName = "out";
  readonly set: (value: Value) => void;

  constructor(set: (value: Value) => void) {
    super();
    this.set = set;
  }
}

export class GuidValue extends Instance {
  readonly typeName = "Guid";
  /** 32 digits in lower case with hyphens. */
  readonly digits: string;

  constructor(digits: string) {
    super();
    this.digits = digits;
  }

  override text(): string {
    return this.digits;
  }

  override equals(other: Value): boolean {
    return other instanceof GuidValue && other.digits === this.digits;
  }
}

/** An array of `elementType`, which is not `byte`. */
export function arrayOf(elementType: string, items: Iterable<Value>): ListValue {
  return new ListValue(`${elementType}[]`, [...items]);
}
