import { notHere, nullArgument, Thrown } from "../../run/thrown.ts";
import { textOf } from "../../run/text.ts";
import { toDouble, toInteger, toNumeric } from "../../types/conversions.ts";
import { isA, type as typeBy, typeOfValue } from "../../types/hierarchy.ts";
import { isNullable, isValueType, underlying } from "../../types/type.ts";
import type { Type } from "../../types/type.ts";
import { defineConversion } from "../../types/userConversions.ts";
import type { Value } from "../../value.ts";
import { makeArray } from "../arrays.ts";
import { Decimal } from "../decimal.ts";
import { DictionaryValue } from "../dictionary.ts";
import { parseGuid } from "../guid.ts";
import { parseNumber } from "../numbers.ts";
import { parseTime, toGatewayTime } from "../timeParse.ts";
import { DateTimeOffsetValue, DateTimeValue } from "../timeValues.ts";
import { UriValue } from "../uri.ts";
import { Double, ListValue } from "../values.ts";
import { JArray, JObject, JProperty, JValue, tokenOf } from "./tokens.ts";
import type { JToken } from "./tokens.ts";

const dotnetNames: Readonly<Record<string, string>> = { string: "String", int: "Int32", long: "Int64", double: "Double", decimal: "Decimal", bool: "Boolean" };

/** Which kinds of token a cast to the type takes (Newtonsoft.Json, explicit operators of JToken). */
const kinds: Readonly<Record<string, string>> = {
  string: "Date Integer Float String Boolean Bytes Guid TimeSpan Uri", int: "Integer Float String Boolean", long: "Integer Float String Boolean", double: "Integer Float String Boolean", decimal: "Integer Float String Boolean",
  bool: "Boolean Integer Float String", DateTime: "Date String", DateTimeOffset: "Date String", Guid: "Guid String Bytes", Uri: "Uri String",
};

function kindOf(token: JToken): string {
  return token instanceof JValue ? token.kind : token.typeName.slice(1);
}

function cast(name: string): (token: JToken | null) => Value {
  return (given) => {
    const nullable = name === "string" || name === "Uri";
    if (given === null) {
      if (nullable) return null;
      throw nullArgument("value");
    }
    const token = given instanceof JProperty ? given.value : given;
    if (nullable && kindOf(token) === "Null") return null;
    if (!(token instanceof JValue) || kinds[name]?.split(" ").includes(token.kind) !== true) throw new Thrown("ArgumentException", `Can not convert ${kindOf(token)} to ${dotnetNames[name] ?? name}.`);
    return changed(token.value, name);
  };
}

/** What `Convert` makes of a value. */
function changed(value: Value, name: string): Value {
  switch (name) {
    case "string": return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : textOf(value);
    case "int":
    case "long":
    case "double":
    case "decimal": return toNumber(value, name);
    case "bool": return typeof value === "string" ? parseBool(value) : typeof value === "boolean" ? value : toDouble(value) !== 0;
    case "DateTime": return value instanceof DateTimeOffsetValue ? value.local : typeof value === "string" ? toGatewayTime(parseTime(value)) : value;
    case "DateTimeOffset": return value instanceof DateTimeValue ? new DateTimeOffsetValue(value, 0n) : value;
    case "Guid": return typeof value === "string" ? (parseGuid(value) ?? unreadable(value)) : value;
    default: return typeof value === "string" ? new UriValue(value) : value;
  }
}

function unreadable(text: string): never {
  throw new Thrown("FormatException", `The input string '${text}' was not in a correct format.`);
}

function toNumber(value: Value, name: "int" | "long" | "double" | "decimal"): Value {
  if (typeof value === "string") return parseNumber(name, value);
  if (typeof value === "boolean") return toNumeric(Number(value), name);
  if (name !== "int" && name !== "long") return toNumeric(value, name);
  const rounded = value instanceof Double ? halfEven(value.value) : value instanceof Decimal ? halfEven(Number(value.text())) : undefined;
  const whole = rounded === undefined ? toInteger(value) : BigInt(rounded);
  if (BigInt.asIntN(name === "int" ? 32 : 64, whole) !== whole) throw new Thrown("OverflowException", `Value was either too large or too small for an ${name === "int" ? "Int32" : "Int64"}.`);
  return toNumeric(whole, name);
}

function halfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(value);
}

function parseBool(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word !== "true" && word !== "false") throw new Thrown("FormatException", `String '${text}' was not recognized as a valid Boolean.`);
  return word === "true";
}

for (const name of Object.keys(kinds)) {
  defineConversion("JToken", name, "explicit", cast(name));
  defineConversion(name, "JToken", "implicit", (value: Value) => new JValue(value));
  if (isNameOfValueType(name)) {
    defineConversion("JToken", `${name}?`, "explicit", (token: JToken | null) => (token === null || kindOf(token) === "Null" ? null : cast(name)(token)));
    defineConversion(`${name}?`, "JToken", "implicit", (value: Value) => new JValue(value));
  }
}

function isNameOfValueType(name: string): boolean {
  return name !== "string" && name !== "Uri";
}

/** What `Value<T>` gives (Newtonsoft.Json.Linq.Extensions): the token itself, or its value brought to the type. */
export function tokenAs(token: JToken | null | undefined, to: Type): Value {
  if (token === null || token === undefined) return isNullable(to) ? null : to.definition.zero;
  if (isA(typeOfValue(token), to) && to.name !== "object") return token;
  if (!(token instanceof JValue)) throw new Thrown("InvalidCastException", `Cannot cast Newtonsoft.Json.Linq.${token.typeName} to Newtonsoft.Json.Linq.JToken.`);
  const { value } = token;
  if (to.name === "object") return token;
  if (value === null) {
    if (isValueType(to) && !isNullable(to)) throw new Thrown("InvalidCastException", "Null object cannot be converted to a value type.");
    return null;
  }
  const wanted = underlying(to);
  if (isA(typeOfValue(value), wanted)) return value;
  if (kinds[wanted.name] === undefined) throw notHere(`reading JSON as ${to.name}`);
  return changed(value, wanted.name);
}

/** What `ToObject<T>` and `DeserializeObject<T>` give for tokens, simple values, lists and dictionaries of them. */
export function tokenToObject(token: JToken, to: Type): Value {
  if (isA(typeOfValue(token), to) || to.definition.namespace.startsWith("Newtonsoft")) return tokenAs(token, to);
  if (token instanceof JValue) return tokenAs(token, to);
  const [first, second] = to.args;
  if (token instanceof JArray && first !== undefined && ["Array", "List", "IEnumerable", "IList"].includes(to.definition.name)) {
    const items = token.items.map((item) => tokenToObject(item, first));
    return to.definition.name === "Array" ? makeArray(first, items) : new ListValue(`List<${first.name}>`, items);
  }
  if (token instanceof JObject && first?.name === "string" && second !== undefined && to.definition.name === "Dictionary") {
    const made = new DictionaryValue("Dictionary", `string, ${second.name}`);
    for (const { key, value } of token.children()) made.set(key, second === typeBy("object") && !(value instanceof JValue) ? value : second === typeBy("object") && value instanceof JValue ? value.value : tokenToObject(value, second));
    return made;
  }
  throw notHere(`reading JSON as ${to.name}`);
}

/** What `SerializeObject` and `FromObject` make a token of. */
export function objectToToken(value: Value): JToken {
  if (!(value instanceof DictionaryValue)) return tokenOf(value);
  const made = new JObject();
  for (const key of value.keys()) made.set(textOf(key), objectToToken(value.must(key)));
  return made;
}
