import { Instance } from "../../instance.ts";
import { notHere, Thrown } from "../../run/thrown.ts";
import { equalValues, textOf } from "../../run/text.ts";
import type { Value } from "../../value.ts";
import { Decimal } from "../decimal.ts";
import { elements } from "../elements.ts";
import { DateTimeOffsetValue, DateTimeValue, TimeSpanValue } from "../timeValues.ts";
import { UriValue } from "../uri.ts";
import { Char, Double, EnumValue, GuidValue, KeyValue } from "../values.ts";
import { written } from "./write.ts";

/** A Newtonsoft.Json.Linq.JToken. One that is put into a second place is copied, as there. */
export abstract class JToken extends Instance {
  parent: JToken | undefined;

  abstract copy(): JToken;
  abstract children(): readonly JToken[];

  elements(): Iterable<Value> {
    return this.children();
  }

  /** Takes `token` in: as it is, or copied when it is elsewhere already. */
  protected adopt(token: JToken): JToken {
    const own = token.parent === undefined ? token : token.copy();
    own.parent = this;
    return own;
  }
}

/** A text, number, bool, date, null…; `value` as .NET's, with integers that were read as `long`. */
export class JValue extends JToken {
  readonly typeName = "JValue";
  readonly value: Value;

  constructor(value: Value) {
    super();
    this.value = value;
  }

  /** The name in JTokenType. */
  get kind(): string {
    const { value } = this;
    if (value === null) return "Null";
    if (typeof value === "string" || value instanceof Char) return "String";
    if (typeof value === "boolean") return "Boolean";
    if (typeof value === "number" || typeof value === "bigint" || value instanceof EnumValue) return "Integer";
    if (value instanceof Double || value instanceof Decimal) return "Float";
    if (value instanceof DateTimeValue || value instanceof DateTimeOffsetValue) return "Date";
    if (value instanceof Uint8Array) return "Bytes";
    return value instanceof GuidValue ? "Guid" : value instanceof TimeSpanValue ? "TimeSpan" : "Uri";
  }

  copy(): JValue {
    return new JValue(this.value);
  }

  children(): readonly JToken[] {
    return [];
  }

  override text(): string {
    return textOf(this.value);
  }

  override equals(other: Value): boolean {
    return other instanceof JValue && other.kind === this.kind && (equalValues(other.value, this.value) || (this.kind === "Integer" && textOf(other.value) === textOf(this.value)));
  }
}

export class JProperty extends JToken {
  readonly typeName = "JProperty";
  readonly key: string;
  value: JToken;

  constructor(key: string, value: JToken) {
    super();
    this.key = key;
    this.value = this.adopt(value);
  }

  /** Puts another value in its place. */
  put(value: JToken): void {
    this.value = this.adopt(value);
  }

  copy(): JProperty {
    return new JProperty(this.key, this.value.copy());
  }

  children(): readonly JToken[] {
    return [this.value];
  }

  override text(): string {
    return written(this, true);
  }
}

export class JObject extends JToken {
  readonly typeName = "JObject";
  readonly #properties = new Map<string, JProperty>();

  get size(): number {
    return this.#properties.size;
  }

  property(name: string): JProperty | undefined {
    return this.#properties.get(name);
  }

  get(name: string): JToken | undefined {
    return this.#properties.get(name)?.value;
  }

  set(name: string, value: JToken): void {
    const known = this.#properties.get(name);
    if (known === undefined) this.add(new JProperty(name, value));
    else known.put(value);
  }

  /** @throws {Thrown} when there is one of that name */
  add(property: JProperty): void {
    if (this.#properties.has(property.key)) throw new Thrown("ArgumentException", `Can not add property ${property.key} to Newtonsoft.Json.Linq.JObject. Property with the same name already exists on object.`);
    const own = property.parent === undefined ? property : property.copy();
    own.parent = this;
    this.#properties.set(own.key, own);
  }

  delete(name: string): boolean {
    return this.#properties.delete(name);
  }

  copy(): JObject {
    const made = new JObject();
    for (const property of this.children()) made.add(property.copy());
    return made;
  }

  children(): readonly JProperty[] {
    return [...this.#properties.values()];
  }

  override text(): string {
    return written(this, true);
  }
}

export class JArray extends JToken {
  readonly typeName = "JArray";
  readonly items: JToken[] = [];

  add(token: JToken): void {
    this.items.push(this.adopt(token));
  }

  put(index: number, token: JToken): void {
    this.items[index] = this.adopt(token);
  }

  copy(): JArray {
    const made = new JArray();
    for (const item of this.items) made.add(item.copy());
    return made;
  }

  children(): readonly JToken[] {
    return this.items;
  }

  override text(): string {
    return written(this, true);
  }
}

/** What a value becomes inside JSON: itself, a value, or an array of what can be gone through. */
export function tokenOf(value: Value): JToken {
  if (value instanceof JToken) return value;
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return new JValue(value);
  if ([Char, Double, Decimal, DateTimeValue, DateTimeOffsetValue, TimeSpanValue, GuidValue, UriValue, EnumValue].some((simple) => value instanceof simple)) return new JValue(value);
  if (!("elements" in value)) throw notHere(`a ${value.typeName} as JSON`);
  const array = new JArray();
  for (const item of elements(value)) {
    if (item instanceof KeyValue) throw new Thrown("ArgumentException", `Could not determine JSON object type for type ${item.typeName}.`);
    array.add(tokenOf(item));
  }
  return array;
}
