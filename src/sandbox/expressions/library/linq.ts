import { equalValues } from "../run/text.ts";
import { Thrown } from "../run/thrown.ts";
import { calculate, inOrder } from "../bind/arithmetic.ts";
import type { Machine } from "../run/machine.ts";
import { castTo, valueIs } from "../types/conversions.ts";
import { define } from "../types/define.ts";
import { type } from "../types/hierarchy.ts";
import { defineExtensions } from "../types/lookup.ts";
import type { Call } from "../types/member.ts";
import { isNullable } from "../types/type.ts";
import type { Value } from "../value.ts";
import { makeArray } from "./arrays.ts";
import { DictionaryValue } from "./dictionary.ts";
import { elements } from "./elements.ts";
import { Char, ListValue, Sequence } from "./values.ts";
import type { Lambda } from "./values.ts";

/** Each turn is paid for, so that a sequence without end does not hold up the gateway. */
function* each(source: Value, machine: Machine): Iterable<Value> {
  for (const value of elements(source)) {
    machine.step();
    yield value;
  }
}

function lazy({ types, machine }: Call, parameter: string, source: Value, run: (values: Iterable<Value>) => Iterable<Value>): Sequence {
  // A null source fails at once, before one goes through it.
  if (source === null) elements(source)[Symbol.iterator]().next();
  return new Sequence(types.get(parameter)?.name ?? "object", () => run(each(source, machine)));
}

function zero({ types }: Call): Value {
  const type = types.get("T");
  return type === undefined || isNullable(type) ? null : type.definition.zero;
}

function* filtered(values: Iterable<Value>, by: (value: Value) => boolean): Iterable<Value> {
  for (const value of values) if (by(value)) yield value;
}

function first(values: Iterable<Value>): Value | undefined {
  for (const value of values) return value;
  return undefined;
}

function empty(predicate: Lambda | null): Thrown {
  return new Thrown("InvalidOperationException", predicate === null ? "Sequence contains no elements" : "Sequence contains no matching element");
}

function matching(source: Value, predicate: Lambda | null, { machine }: Call): Iterable<Value> {
  const values = each(source, machine);
  return predicate === null ? values : filtered(values, (value) => predicate.call(value) === true);
}

function single(source: Value, predicate: Lambda | null, call: Call): Value | undefined {
  const found: Value[] = [];
  for (const value of matching(source, predicate, call)) {
    found.push(value);
    if (found.length > 1) throw new Thrown("InvalidOperationException", predicate === null ? "Sequence contains more than one element" : "Sequence contains more than one matching element");
  }
  return found[0];
}

function* distinct(values: Iterable<Value>): Iterable<Value> {
  const seen: Value[] = [];
  for (const value of values) {
    if (seen.some((one) => equalValues(one, value))) continue;
    seen.push(value);
    yield value;
  }
}

function ordered(source: Value, key: Lambda, direction: number, call: Call): Sequence {
  return lazy(call, "T", source, (values) => {
    const keyed = [...values].map((value) => ({ value, by: key.call(value) }));
    return keyed.toSorted((left, right) => direction * order(left.by, right.by)).map(({ value }) => value);
  });
}

/** Texts in an order of their own: case is told apart last, as cultures do. */
function order(left: Value, right: Value): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  if (typeof left === "string" && typeof right === "string") return left.localeCompare(right, "en");
  if (left instanceof Char && right instanceof Char) return left.code - right.code;
  if (typeof left === "boolean" || typeof right === "boolean") return Number(left) - Number(right);
  return inOrder("<", left, right) ? -1 : inOrder("==", left, right) ? 0 : 1;
}

function* positions(values: Iterable<Value>, run: (value: Value, index: number) => Iterable<Value>): Iterable<Value> {
  let index = 0;
  for (const value of values) {
    yield* run(value, index);
    index += 1;
  }
}

function sum(source: Value, start: Value, selector: Lambda | null, { machine }: Call): Value {
  let total = start;
  for (const value of each(source, machine)) total = calculate("+", total, selector === null ? value : selector.call(value));
  return total;
}

function most(source: Value, operator: "<" | ">", selector: Lambda | null, call: Call): Value {
  let best: Value | undefined;
  for (const one of each(source, call.machine)) {
    const value = selector === null ? one : selector.call(one);
    if (best === undefined || (operator === "<" ? order(value, best) < 0 : order(value, best) > 0)) best = value;
  }
  if (best === undefined) throw empty(null);
  return best;
}

defineExtensions("IEnumerable<T>", ["T"], {
  "Any(): bool": (source: Value, call: Call) => first(each(source, call.machine)) !== undefined,
  "Any(Func<T, bool> predicate): bool": (source: Value, predicate: Lambda, call: Call) => first(matching(source, predicate, call)) !== undefined,
  "All(Func<T, bool> predicate): bool": (source: Value, predicate: Lambda, call: Call) => first(filtered(each(source, call.machine), (value) => predicate.call(value) !== true)) === undefined,
  "Count(): int": (source: Value, call: Call) => [...each(source, call.machine)].length,
  "Count(Func<T, bool> predicate): int": (source: Value, predicate: Lambda, call: Call) => [...matching(source, predicate, call)].length,
  "Contains(T value): bool": (source: Value, sought: Value, call: Call) => first(filtered(each(source, call.machine), (value) => equalValues(value, sought))) !== undefined,
  "First(): T": (source: Value, call: Call) => first(each(source, call.machine)) ?? some(source, null, call),
  "First(Func<T, bool> predicate): T": (source: Value, predicate: Lambda, call: Call) => first(matching(source, predicate, call)) ?? some(source, predicate, call),
  "FirstOrDefault(): T": (source: Value, call: Call) => first(each(source, call.machine)) ?? zero(call),
  "FirstOrDefault(Func<T, bool> predicate): T": (source: Value, predicate: Lambda, call: Call) => first(matching(source, predicate, call)) ?? zero(call),
  "Last(): T": (source: Value, call: Call) => last(source, null, call),
  "Last(Func<T, bool> predicate): T": last,
  "LastOrDefault(): T": (source: Value, call: Call) => [...each(source, call.machine)].at(-1) ?? zero(call),
  "LastOrDefault(Func<T, bool> predicate): T": (source: Value, predicate: Lambda, call: Call) => [...matching(source, predicate, call)].at(-1) ?? zero(call),
  "Single(): T": (source: Value, call: Call) => single(source, null, call) ?? some(source, null, call),
  "Single(Func<T, bool> predicate): T": (source: Value, predicate: Lambda, call: Call) => single(source, predicate, call) ?? some(source, predicate, call),
  "SingleOrDefault(): T": (source: Value, call: Call) => single(source, null, call) ?? zero(call),
  "SingleOrDefault(Func<T, bool> predicate): T": (source: Value, predicate: Lambda, call: Call) => single(source, predicate, call) ?? zero(call),
  "ElementAt(int index): T": (source: Value, index: number, call: Call) => {
    const found = [...each(source, call.machine)][index];
    if (found === undefined) throw new Thrown("ArgumentOutOfRangeException", "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')");
    return found;
  },
  "ElementAtOrDefault(int index): T": (source: Value, index: number, call: Call) => [...each(source, call.machine)][index] ?? zero(call),
  "Where(Func<T, bool> predicate): IEnumerable<T>": (source: Value, predicate: Lambda, call: Call) => lazy(call, "T", source, (values) => filtered(values, (value) => predicate.call(value) === true)),
  "Select<R>(Func<T, R> selector): IEnumerable<R>": (source: Value, selector: Lambda, call: Call) => lazy(call, "R", source, (values) => positions(values, (value) => [selector.call(value)])),
  "Select<R>(Func<T, int, R> selector): IEnumerable<R>": (source: Value, selector: Lambda, call: Call) => lazy(call, "R", source, (values) => positions(values, (value, index) => [selector.call(value, index)])),
  "SelectMany<R>(Func<T, IEnumerable<R>> selector): IEnumerable<R>": (source: Value, selector: Lambda, call: Call) => lazy(call, "R", source, (values) => positions(values, (value) => elements(selector.call(value)))),
  "Cast<R>(): IEnumerable<R>": (source: Value, call: Call) => lazy(call, "R", source, (values) => positions(values, (value) => [castTo(value, call.types.get("R") ?? type("object"))])),
  "OfType<R>(): IEnumerable<R>": (source: Value, call: Call) => lazy(call, "R", source, (values) => filtered(values, (value) => valueIs(value, call.types.get("R") ?? type("object")))),
  "Skip(int count): IEnumerable<T>": (source: Value, count: number, call: Call) => lazy(call, "T", source, (values) => positions(values, (value, index) => (index < count ? [] : [value]))),
  "Take(int count): IEnumerable<T>": (source: Value, count: number, call: Call) => lazy(call, "T", source, (values) => taken(values, count)),
  "Reverse(): IEnumerable<T>": (source: Value, call: Call) => lazy(call, "T", source, (values) => [...values].toReversed()),
  "Distinct(): IEnumerable<T>": (source: Value, call: Call) => lazy(call, "T", source, distinct),
  "Concat(IEnumerable<T> second): IEnumerable<T>": (source: Value, second: Value, call: Call) => lazy(call, "T", source, (values) => both(values, elements(second))),
  "Union(IEnumerable<T> second): IEnumerable<T>": (source: Value, second: Value, call: Call) => lazy(call, "T", source, (values) => distinct(both(values, elements(second)))),
  "Intersect(IEnumerable<T> second): IEnumerable<T>": (source: Value, second: Value, call: Call) => lazy(call, "T", source, (values) => {
    const others = [...elements(second)];
    return distinct(filtered(values, (value) => others.some((other) => equalValues(value, other))));
  }),
  "Except(IEnumerable<T> second): IEnumerable<T>": (source: Value, second: Value, call: Call) => lazy(call, "T", source, (values) => {
    const others = [...elements(second)];
    return distinct(filtered(values, (value) => !others.some((other) => equalValues(value, other))));
  }),
  "OrderBy<K>(Func<T, K> keySelector): IEnumerable<T>": (source: Value, key: Lambda, call: Call) => ordered(source, key, 1, call),
  "OrderByDescending<K>(Func<T, K> keySelector): IEnumerable<T>": (source: Value, key: Lambda, call: Call) => ordered(source, key, -1, call),
  "ToArray(): T[]": (source: Value, call: Call) => {
    const element = call.types.get("T");
    const values = [...each(source, call.machine)];
    return element === undefined ? new ListValue("object[]", values) : makeArray(element, values);
  },
  "ToList(): List<T>": (source: Value, call: Call) => new ListValue(`List<${call.types.get("T")?.name ?? "object"}>`, [...each(source, call.machine)]),
  "ToDictionary<K, V>(Func<T, K> keySelector, Func<T, V> elementSelector): Dictionary<K, V>": (source: Value, key: Lambda, value: Lambda, { types, machine }: Call) => {
    const made = new DictionaryValue("Dictionary", `${types.get("K")?.name ?? "object"}, ${types.get("V")?.name ?? "object"}`);
    for (const one of each(source, machine)) made.add(key.call(one), value.call(one));
    return made;
  },
  "Aggregate(Func<T, T, T> func): T": (source: Value, run: Lambda, call: Call) => {
    let made: Value | undefined;
    for (const value of each(source, call.machine)) made = made === undefined ? value : run.call(made, value);
    return made ?? some(source, null, call);
  },
  "Min(): T": (source: Value, call: Call) => most(source, "<", null, call),
  "Max(): T": (source: Value, call: Call) => most(source, ">", null, call),
  "Min<R>(Func<T, R> selector): R": (source: Value, selector: Lambda, call: Call) => most(source, "<", selector, call),
  "Max<R>(Func<T, R> selector): R": (source: Value, selector: Lambda, call: Call) => most(source, ">", selector, call),
  "Sum(Func<T, int> selector): int": (source: Value, selector: Lambda, call: Call) => sum(source, 0, selector, call),
  "SequenceEqual(IEnumerable<T> second): bool": (source: Value, second: Value, call: Call) => {
    const [left, right] = [[...each(source, call.machine)], [...elements(second)]];
    return left.length === right.length && left.every((value, index) => equalValues(value, right[index] ?? null));
  },
});
defineExtensions("IEnumerable<int>", [], { "Sum(): int": (source: Value, call: Call) => sum(source, 0, null, call) });
defineExtensions("IEnumerable<long>", [], { "Sum(): long": (source: Value, call: Call) => sum(source, 0n, null, call) });

/** The value that is null, or the failure for there being none: `undefined` and null are told apart by going through again. */
function some(source: Value, predicate: Lambda | null, call: Call): Value {
  for (const value of matching(source, predicate, call)) return value;
  throw empty(predicate);
}

function last(source: Value, predicate: Lambda | null, call: Call): Value {
  const found = [...matching(source, predicate, call)];
  if (found.length === 0) throw empty(predicate);
  return found.at(-1) ?? null;
}

function* both(one: Iterable<Value>, other: Iterable<Value>): Iterable<Value> {
  yield* one;
  yield* other;
}

function* taken(values: Iterable<Value>, count: number): Iterable<Value> {
  let left = count;
  if (left <= 0) return;
  for (const value of values) {
    yield value;
    left -= 1;
    if (left <= 0) return;
  }
}

define("Enumerable", {
  namespace: "System.Linq",
  members: {
    "static Range(int start, int count): IEnumerable<int>": (start: number, count: number, { machine }: Call) => {
      if (count < 0) throw new Thrown("ArgumentOutOfRangeException", "Specified argument was out of the range of valid values. (Parameter 'count')");
      machine.reserve(count);
      return new Sequence("int", () => Array.from({ length: count }, (_, index) => start + index));
    },
    "static Repeat<T>(T element, int count): IEnumerable<T>": (element: Value, count: number, { machine, types }: Call) => {
      if (count < 0) throw new Thrown("ArgumentOutOfRangeException", "Specified argument was out of the range of valid values. (Parameter 'count')");
      machine.reserve(count);
      return new Sequence(types.get("T")?.name ?? "object", () => Array.from({ length: count }, () => element));
    },
    "static Empty<T>(): IEnumerable<T>": ({ types }: Call) => new Sequence(types.get("T")?.name ?? "object", () => []),
  },
});
