import { notHere, Thrown } from "../../run/thrown.ts";
import { JArray, JObject } from "./tokens.ts";
import type { JToken } from "./tokens.ts";

const step = /\.?([^.[\]*?$@()'" ]+)|\[(\d+)\]|\[(['"])((?:\\.|(?!\3).)*)\3\]/gy;

/** `SelectToken` for paths of names and indexes: `$.a.b[0]['c d']`. */
export function select(token: JToken, path: string): JToken | undefined {
  let found: JToken | undefined = token;
  const rest = path.replace(/^\$/, "");
  step.lastIndex = 0;
  while (step.lastIndex < rest.length) {
    const at = step.lastIndex;
    const parts = step.exec(rest);
    if (parts === null) throw /[*?@]|\.\.|[:,]/.test(rest.slice(at)) ? notHere(`the JSON path ${path}`) : new Thrown("JsonException", `Unexpected character while parsing path: ${rest[at] ?? ""}`);
    const [, name, index, , quoted] = parts;
    found = index === undefined ? named(found, name ?? quoted?.replaceAll(/\\(.)/g, "$1") ?? "") : found instanceof JArray ? found.items[Number(index)] : undefined;
  }
  return found;
}

function named(token: JToken | undefined, name: string): JToken | undefined {
  return token instanceof JObject ? token.get(name) : undefined;
}
