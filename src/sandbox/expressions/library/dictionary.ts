import { Instance } from "../instance.ts";
import { nullArgument, Thrown } from "../run/thrown.ts";
import { textOf } from "../run/text.ts";
import type { Value } from "../value.ts";
import { KeyValue } from "./values.ts";

/** What can be looked up by a key: a `Dictionary`, or a part of `context`. Keys keep the order they came in. */
export class DictionaryValue extends Instance {
  readonly typeName: string;
  readonly #entries = new Map<string | number | bigint | boolean, readonly [key: Value, value: Value]>();
  readonly #ignoresCase: boolean;
  readonly #pairName: string;

  /** @param types the key's and the value's, as in `string, object` */
  constructor(name: string, types: string, options: { readonly ignoresCase?: boolean } = {}) {
    super();
    this.typeName = `${name}<${types}>`;
    this.#pairName = `KeyValuePair<${types}>`;
    this.#ignoresCase = options.ignoresCase ?? false;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: Value): boolean {
    return this.#entries.has(this.#plain(key));
  }

  /** Undefined when there is none. */
  get(key: Value): Value | undefined {
    return this.#entries.get(this.#plain(key))?.[1];
  }

  /** @throws {Thrown} when there is none */
  must(key: Value): Value {
    const found = this.get(key);
    if (found === undefined) throw new Thrown("KeyNotFoundException", `The given key '${textOf(key)}' was not present in the dictionary.`);
    return found;
  }

  set(key: Value, value: Value): void {
    this.#entries.set(this.#plain(key), [key, value]);
  }

  add(key: Value, value: Value): void {
    if (this.has(key)) throw new Thrown("ArgumentException", `An item with the same key has already been added. Key: ${textOf(key)}`);
    this.set(key, value);
  }

  delete(key: Value): boolean {
    return this.#entries.delete(this.#plain(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }

  values(): Value[] {
    return [...this.#entries.values()].map(([, value]) => value);
  }

  *elements(): Iterable<Value> {
    for (const [key, value] of this.#entries.values()) yield new KeyValue(this.#pairName, key, value);
  }

  #plain(key: Value): string | number | bigint | boolean {
    if (key === null) throw nullArgument("key");
    if (typeof key === "string") return this.#ignoresCase ? key.toLowerCase() : key;
    if (typeof key !== "object") return key;
    throw new Thrown("SandboxLimit", "The sandbox cannot run this; API Management may: a dictionary whose keys are neither texts nor whole numbers.");
  }
}
