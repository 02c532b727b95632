import { nullArgument, Thrown } from "../../run/thrown.ts";
import { textOf } from "../../run/text.ts";
import { define } from "../../types/define.ts";
import { type as typeBy } from "../../types/hierarchy.ts";
import { defineExtensions } from "../../types/lookup.ts";
import type { Call } from "../../types/member.ts";
import type { Value } from "../../value.ts";
import { elements } from "../elements.ts";
import { folded } from "../text.ts";
import { EnumValue, ListValue, Sequence } from "../values.ts";
import type { Out } from "../values.ts";
import { objectToToken, tokenAs, tokenToObject } from "./convert.ts";
import { select } from "./path.ts";
import { readJson } from "./read.ts";
import { JArray, JObject, JProperty, JToken, JValue, tokenOf } from "./tokens.ts";
import { written } from "./write.ts";

const namespace = "Newtonsoft.Json.Linq";
const kindNumbers: Readonly<Record<string, number>> = { Object: 1, Array: 2, Property: 4, Integer: 6, Float: 7, String: 8, Boolean: 9, Null: 10, Date: 12, Bytes: 14, Guid: 15, Uri: 16, TimeSpan: 17 };

function typeOfToken(token: JToken): EnumValue {
  const name = token instanceof JValue ? token.kind : token.typeName.slice(1);
  return new EnumValue("JTokenType", name, kindNumbers[name] ?? 0);
}

/** `token[key]`. */
function child(token: JToken, key: Value): JToken | null {
  if (token instanceof JObject) {
    if (typeof key !== "string") throw new Thrown("ArgumentException", `Accessed JObject values with invalid key value: ${textOf(key)}. Object property name expected.`);
    return token.get(key) ?? null;
  }
  if (token instanceof JArray) {
    if (typeof key !== "number") throw new Thrown("ArgumentException", `Accessed JArray values with invalid key value: "${textOf(key)}". Int32 array index expected.`);
    return item(token, key);
  }
  throw new Thrown("InvalidOperationException", `Cannot access child value on Newtonsoft.Json.Linq.${token.typeName}.`);
}

function item(array: JArray, index: number): JToken {
  const found = array.items[index];
  if (found === undefined) throw new Thrown("ArgumentOutOfRangeException", "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')");
  return found;
}

function put(token: JToken, key: Value, value: JToken | null): Value {
  const own = value ?? new JValue(null);
  if (token instanceof JObject && typeof key === "string") token.set(key, own);
  else if (token instanceof JArray && typeof key === "number") {
    item(token, key);
    token.put(key, own);
  } else child(token, key);
  return own;
}

function parsed<T extends JToken>(name: string, is: (token: JToken) => token is T): (text: string | null, call: Call) => T {
  return (text, { machine }) => {
    machine.reserve((text ?? "").length);
    const token = readJson(text, name);
    if (is(token)) return token;
    throw new Thrown("JsonReaderException", `Error reading ${name} from JsonReader. Current JsonReader item is not ${name === "JArray" ? "an array" : "an object"}: ${token instanceof JObject ? "StartObject" : token instanceof JArray ? "StartArray" : typeOfToken(token).name}. Path '', line 1, position 1.`);
  };
}

const isToken = (token: JToken): token is JToken => token instanceof JToken;
const isObject = (token: JToken): token is JObject => token instanceof JObject;
const isArray = (token: JToken): token is JArray => token instanceof JArray;

function asType({ types }: Call): ReturnType<typeof typeBy> {
  return types.get("T") ?? typeBy("object");
}

define("JToken", {
  namespace,
  is: ["object", "IEnumerable<JToken>"],
  members: {
    "static Parse(string json): JToken": parsed("JToken", isToken),
    "static FromObject(object o): JToken": (value: Value) => objectToToken(value ?? fail("o")),
    "static DeepEquals(JToken t1, JToken t2): bool": (left: JToken | null, right: JToken | null) => deepEquals(left, right),
    "this[object key]: JToken": [child, put],
    "Type: JTokenType": typeOfToken,
    "HasValues: bool": (token: JToken) => token.children().length > 0,
    "First: JToken": (token: JToken) => token.children()[0] ?? null,
    "Last: JToken": (token: JToken) => token.children().at(-1) ?? null,
    "Parent: JContainer": (token: JToken) => token.parent ?? null,
    "Root: JToken": (token: JToken) => root(token),
    "Value<T>(object key): T": (token: JToken, key: Value, call: Call) => tokenAs(child(token, key), asType(call)),
    "SelectToken(string path, bool errorWhenNoMatch = false): JToken": (token: JToken, path: string | null, must: boolean) => {
      const found = select(token, path ?? fail("path"));
      if (found === undefined && must) throw new Thrown("JsonException", `Path returned no token: '${path ?? ""}'.`);
      return found ?? null;
    },
    "Children(): IEnumerable<JToken>": (token: JToken) => new Sequence("JToken", () => token.children()),
    "Children<T>(): IEnumerable<T>": (token: JToken, call: Call) => new Sequence(asType(call).name, () => token.children().filter(({ typeName }) => typeName === asType(call).name)),
    "Values<T>(): IEnumerable<T>": (token: JToken, call: Call) => new Sequence(asType(call).name, () => token.children().map((one) => tokenAs(one instanceof JProperty ? one.value : one, asType(call)))),
    "ToObject<T>(): T": (token: JToken, call: Call) => tokenToObject(token, asType(call)),
    "DeepClone(): JToken": (token: JToken) => token.copy(),
    "ToString(Formatting formatting): string": (token: JToken, formatting: EnumValue) => written(token, formatting.name === "Indented"),
  },
});
defineExtensions("IEnumerable<JToken>", [], { "Value<T>(): T": (token: Value, call: Call) => (token instanceof JToken ? tokenAs(token, asType(call)) : fail("value")) });

function fail(parameter: string): never {
  throw nullArgument(parameter);
}

function root(token: JToken): JToken {
  let top = token;
  while (top.parent !== undefined) top = top.parent;
  return top;
}

function deepEquals(left: JToken | null, right: JToken | null): boolean {
  if (left === null || right === null) return left === right;
  if (left instanceof JObject && right instanceof JObject) return left.size === right.size && left.children().every(({ key, value }) => deepEquals(value, right.get(key) ?? null));
  if (left.typeName !== right.typeName) return false;
  if (left instanceof JValue) return left.equals(right);
  const [one, other] = [left.children(), right.children()];
  return one.length === other.length && one.every((token, index) => deepEquals(token, other[index] ?? null));
}

define("JContainer", { namespace, is: ["JToken"], members: { "Count: int": (token: JToken) => token.children().length } });

define("JValue", {
  namespace,
  is: ["JToken"],
  members: {
    "new(object value)": (value: Value) => (value instanceof JValue ? value.copy() : tokenOf(value)),
    "Value: object": (token: JValue) => token.value,
    "static CreateNull(): JValue": () => new JValue(null),
  },
});

define("JProperty", {
  namespace,
  is: ["JContainer"],
  members: {
    "new(string name, object content)": (name: string | null, content: Value) => new JProperty(name ?? fail("name"), tokenOf(content)),
    "new(string name, params object[] content)": (name: string | null, content: ListValue) => new JProperty(name ?? fail("name"), tokenOf(content)),
    "Name: string": (token: JProperty) => token.key,
    "Value: JToken": (token: JProperty) => token.value,
  },
});

/** Puts what a constructor was given into an object: properties, or lists of them. */
function filled(object: JObject, content: Value): JObject {
  if (content === null) return object;
  if (content instanceof JProperty) object.add(content);
  else if (content instanceof JObject) for (const property of content.children()) object.add(property.copy());
  else if (content instanceof ListValue || content instanceof Sequence) for (const one of elements(content)) filled(object, one);
  else throw new Thrown("ArgumentException", "Can not add Newtonsoft.Json.Linq.JValue to Newtonsoft.Json.Linq.JObject.");
  return object;
}

define("JObject", {
  namespace,
  is: ["IEnumerable<KeyValuePair<string, JToken>>", "JContainer"],
  members: {
    "new()": () => new JObject(),
    "new(params object[] content)": (content: ListValue) => filled(new JObject(), content),
    "new(object content)": (content: Value) => filled(new JObject(), content),
    "static Parse(string json): JObject": parsed("JObject", isObject),
    "static FromObject(object o): JObject": (value: Value) => {
      const token = objectToToken(value ?? fail("o"));
      if (token instanceof JObject) return token;
      throw new Thrown("ArgumentException", `Object serialized to ${typeOfToken(token).name}. JObject instance expected.`);
    },
    "this[string propertyName]: JToken": [child, put],
    "ContainsKey(string propertyName): bool": (token: JObject, name: string | null) => token.get(name ?? fail("propertyName")) !== undefined,
    "TryGetValue(string propertyName, out JToken value): bool": (token: JObject, name: string | null, out: Out) => {
      const found = name === null ? undefined : token.get(name);
      out.set(found ?? null);
      return found !== undefined;
    },
    "GetValue(string propertyName): JToken": (token: JObject, name: string | null) => (name === null ? null : (token.get(name) ?? null)),
    "GetValue(string propertyName, StringComparison comparison): JToken": (token: JObject, name: string | null, how: EnumValue) => (name === null ? null : (token.get(name) ?? token.children().find(({ key }) => folded(key, how) === folded(name, how))?.value ?? null)),
    "Property(string name): JProperty": (token: JObject, name: string | null) => (name === null ? null : (token.property(name) ?? null)),
    "Properties(): IEnumerable<JProperty>": (token: JObject) => new Sequence("JProperty", () => token.children()),
    "PropertyValues(): IEnumerable<JToken>": (token: JObject) => new Sequence("JToken", () => token.children().map(({ value }) => value)),
    "Add(string propertyName, JToken value): void": (token: JObject, name: string | null, value: JToken | null, { machine }: Call) => {
      machine.step(10);
      token.add(new JProperty(name ?? fail("propertyName"), value ?? new JValue(null)));
      return null;
    },
    "Add(object content): void": (token: JObject, content: Value) => {
      filled(token, content);
      return null;
    },
    "Remove(string propertyName): bool": (token: JObject, name: string | null) => token.delete(name ?? fail("propertyName")),
  },
});

function arrayOfContent(content: Value): JArray {
  const made = tokenOf(content);
  if (made instanceof JArray) return content instanceof JArray ? made.copy() : made;
  const array = new JArray();
  array.add(made);
  return array;
}

define("JArray", {
  namespace,
  is: ["JContainer", "IList<JToken>"],
  members: {
    "new()": () => new JArray(),
    "new(params object[] content)": arrayOfContent,
    "new(object content)": arrayOfContent,
    "static Parse(string json): JArray": parsed("JArray", isArray),
    "static FromObject(object o): JArray": (value: Value) => arrayOfContent(objectToToken(value)),
    "this[int index]: JToken": [item, put],
    "Add(JToken item): void": (array: JArray, token: JToken | null, { machine }: Call) => {
      machine.reserve(array.items.length + 64);
      array.add(token ?? new JValue(null));
      return null;
    },
    "Add(object content): void": (array: JArray, content: Value, { machine }: Call) => {
      machine.reserve(array.items.length + 64);
      array.add(tokenOf(content));
      return null;
    },
    "RemoveAt(int index): void": (array: JArray, index: number) => {
      item(array, index);
      array.items.splice(index, 1);
      return null;
    },
    "Clear(): void": (array: JArray) => {
      array.items.length = 0;
      return null;
    },
  },
});

define("JsonConvert", {
  namespace: "Newtonsoft.Json",
  members: {
    "static SerializeObject(object value): string": (value: Value) => written(objectToToken(value), false),
    "static SerializeObject(object value, Formatting formatting): string": (value: Value, formatting: EnumValue) => written(objectToToken(value), formatting.name === "Indented"),
    "static DeserializeObject<T>(string value): T": (text: string | null, call: Call) => tokenToObject(readJson(text), asType(call)),
    "static DeserializeObject(string value): object": (text: string | null) => {
      const token = readJson(text);
      return token instanceof JValue ? token.value : token;
    },
  },
});
