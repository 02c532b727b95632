import { Thrown } from "../run/thrown.ts";
import { equalValues, textOf } from "../run/text.ts";
import { define } from "../types/define.ts";
import type { Call, Handler } from "../types/member.ts";
import type { Value } from "../value.ts";
import { elements } from "./elements.ts";
import { DictionaryValue } from "./dictionary.ts";
import { arrayOf, KeyValue, ListValue, Sequence } from "./values.ts";
import type { Out } from "./values.ts";
import { makeArray } from "./arrays.ts";

const generic = "System.Collections.Generic";

define("IEnumerable<T>", { kind: "interface", namespace: generic });
define("ICollection<T>", { kind: "interface", namespace: generic, is: ["object", "IEnumerable<T>"], members: { "Count: int": count } });
define("IReadOnlyCollection<T>", { kind: "interface", namespace: generic, is: ["object", "IEnumerable<T>"], members: { "Count: int": count } });
define("IReadOnlyList<T>", { kind: "interface", namespace: generic, is: ["object", "IReadOnlyCollection<T>"], members: { "this[int index]: T": item } });
define("IList<T>", { kind: "interface", namespace: generic, is: ["object", "ICollection<T>"], members: { "this[int index]: T": [item, setItem] } });

function count(self: Value): number {
  if (self instanceof Uint8Array) return self.length;
  if (self instanceof ListValue) return self.items.length;
  return self instanceof DictionaryValue ? self.size : [...elements(self)].length;
}

function at(items: { readonly length: number }, index: number, list: boolean): void {
  if (index >= 0 && index < items.length) return;
  throw list
    ? new Thrown("ArgumentOutOfRangeException", "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')")
    : new Thrown("IndexOutOfRangeException", "Index was outside the bounds of the array.");
}

function item(self: Uint8Array | ListValue, index: number): Value {
  const items = self instanceof Uint8Array ? self : self.items;
  at(items, index, !(self instanceof Uint8Array) && self.typeName.startsWith("List<"));
  return items[index] ?? null;
}

function setItem(self: Uint8Array | ListValue, index: number, value: Value): Value {
  item(self, index);
  if (self instanceof Uint8Array) self[index] = Number(value);
  else self.items[index] = value;
  return value;
}

define("Array<T>", {
  is: ["object", "IList<T>", "IReadOnlyList<T>"],
  members: {
    "Length: int": count,
    "this[int index]: T": [item, setItem],
    "static IndexOf<T>(T[] array, T value): int": (self: Value, sought: Value) => [...elements(self)].findIndex((one) => equalValues(one, sought)),
  },
});

define("List<T>", {
  namespace: generic,
  is: ["object", "IList<T>", "IReadOnlyList<T>"],
  members: {
    "new()": ({ types }: Call) => listOf(types.get("T")?.name, []),
    "new(int capacity)": (_: number, { types }: Call) => listOf(types.get("T")?.name, []),
    "new(IEnumerable<T> collection)": (from: Value, { types }: Call) => listOf(types.get("T")?.name, elements(from)),
    "Count: int": count,
    "this[int index]: T": [item, setItem],
    "Add(T item): void": (self: ListValue, value: Value, { machine }: Call) => {
      machine.reserve(self.items.length + 1);
      self.items.push(value);
      return null;
    },
    "AddRange(IEnumerable<T> collection): void": (self: ListValue, from: Value, { machine }: Call) => {
      // A list may be added to itself.
      const added = [...elements(from)];
      machine.reserve(self.items.length + added.length);
      for (const value of added) self.items.push(value);
      return null;
    },
    "Insert(int index, T item): void": (self: ListValue, index: number, value: Value) => {
      if (index !== self.items.length) at(self.items, index, true);
      self.items.splice(index, 0, value);
      return null;
    },
    "Contains(T item): bool": (self: ListValue, value: Value) => self.items.some((one) => equalValues(one, value)),
    "IndexOf(T item): int": (self: ListValue, value: Value) => self.items.findIndex((one) => equalValues(one, value)),
    "Remove(T item): bool": (self: ListValue, value: Value) => {
      const index = self.items.findIndex((one) => equalValues(one, value));
      if (index >= 0) self.items.splice(index, 1);
      return index >= 0;
    },
    "RemoveAt(int index): void": (self: ListValue, index: number) => {
      at(self.items, index, true);
      self.items.splice(index, 1);
      return null;
    },
    "Clear(): void": (self: ListValue) => {
      self.items.length = 0;
      return null;
    },
    "ToArray(): T[]": (self: ListValue, { types }: Call) => {
      const element = types.get("T");
      return element === undefined ? arrayOf("object", self.items) : makeArray(element, self.items);
    },
  },
});

function listOf(element: string | undefined, items: Iterable<Value>): ListValue {
  return new ListValue(`List<${element ?? "object"}>`, [...items]);
}

define("KeyValuePair<TKey, TValue>", {
  kind: "struct",
  namespace: generic,
  members: {
    "new(TKey key, TValue value)": (key: Value, value: Value, { types }: Call) => new KeyValue(`KeyValuePair<${typeNames(types)}>`, key, value),
    "Key: TKey": (self: KeyValue) => self.key,
    "Value: TValue": (self: KeyValue) => self.value,
    "ToString(): string": (self: KeyValue) => `[${textOf(self.key)}, ${textOf(self.value)}]`,
  },
});

function typeNames(types: Call["types"]): string {
  return `${types.get("TKey")?.name ?? "object"}, ${types.get("TValue")?.name ?? "object"}`;
}

const lookup: Record<string, Handler | readonly [Handler, Handler]> = {
  "this[TKey key]: TValue": (self: DictionaryValue, key: Value) => self.must(key),
  "ContainsKey(TKey key): bool": (self: DictionaryValue, key: Value) => self.has(key),
  "TryGetValue(TKey key, out TValue value): bool": (self: DictionaryValue, key: Value, out: Out, { types }: Call) => {
    const found = self.get(key);
    out.set(found ?? types.get("TValue")?.definition.zero ?? null);
    return found !== undefined;
  },
  "Keys: IEnumerable<TKey>": (self: DictionaryValue, { types }: Call) => new Sequence(types.get("TKey")?.name ?? "object", () => self.keys()),
  "Values: IEnumerable<TValue>": (self: DictionaryValue, { types }: Call) => new Sequence(types.get("TValue")?.name ?? "object", () => self.values()),
};

define("IReadOnlyDictionary<TKey, TValue>", { kind: "interface", namespace: generic, is: ["object", "IReadOnlyCollection<KeyValuePair<TKey, TValue>>"], members: lookup });

define("Dictionary<TKey, TValue>", {
  namespace: generic,
  is: ["object", "IReadOnlyDictionary<TKey, TValue>", "ICollection<KeyValuePair<TKey, TValue>>"],
  members: {
    ...lookup,
    "new()": ({ types }: Call) => new DictionaryValue("Dictionary", typeNames(types)),
    "Count: int": count,
    "this[TKey key]: TValue": [(self: DictionaryValue, key: Value) => self.must(key), (self: DictionaryValue, key: Value, value: Value) => {
      self.set(key, value);
      return value;
    }],
    "Add(TKey key, TValue value): void": (self: DictionaryValue, key: Value, value: Value) => {
      self.add(key, value);
      return null;
    },
    "Remove(TKey key): bool": (self: DictionaryValue, key: Value) => self.delete(key),
    "Clear(): void": (self: DictionaryValue) => {
      self.clear();
      return null;
    },
    "ContainsValue(TValue value): bool": (self: DictionaryValue, value: Value) => self.values().some((one) => equalValues(one, value)),
  },
});
