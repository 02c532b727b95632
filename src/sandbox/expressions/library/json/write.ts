import { textOf } from "../../run/text.ts";
import { dateTimeText, offsetText } from "../timeFormat.ts";
import { Double } from "../values.ts";
import type { JToken, JValue } from "./tokens.ts";

interface Shape {
  readonly typeName: string;
  readonly key?: string;
}

const escapes: ReadonlyMap<string, string> = new Map([["\b", "\\b"], ["\t", "\\t"], ["\n", "\\n"], ["\f", "\\f"], ["\r", "\\r"], ['"', '\\"'], ["\\", "\\\\"]]);

export function quoted(text: string): string {
  // Newtonsoft.Json leaves the second block of control characters as it is, but for the line break in it.
  return `"${text.replaceAll(/[\p{Cc}"\\\u2028\u2029]/gu, (character) => (character >= "\u007f" && character <= "\u009f" && character !== "\u0085" ? character : (escapes.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)))}"`;
}

/** The JSON of a token as Newtonsoft.Json writes it, in one line or indented by two spaces. */
export function written(token: JToken & Shape, indented: boolean, depth = 0): string {
  const line = indented ? `\n${"  ".repeat(depth + 1)}` : "";
  const close = indented ? `\n${"  ".repeat(depth)}` : "";
  if (token.typeName === "JValue") return simple((token as JToken as JValue).value);
  if (token.typeName === "JProperty") return `${quoted(token.key ?? "")}:${indented ? " " : ""}${token.children().map((value) => written(value, indented, depth)).join("")}`;
  const inner = token.children().map((child) => line + written(child, indented, depth + 1)).join(",");
  const [open, end] = token.typeName === "JArray" ? ["[", "]"] : ["{", "}"];
  return inner === "" ? open + end : open + inner + close + end;
}

function simple(value: JValue["value"]): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number" || typeof value === "bigint") return value.toString();
  if (value instanceof Double) return real(value.text());
  if (value instanceof Uint8Array) return quoted(Buffer.from(value).toString("base64"));
  if (typeof value === "string") return quoted(value);
  switch (value.typeName) {
    case "decimal": return real(textOf(value));
    case "DateTime": return quoted(dateTimeText(value as Parameters<typeof dateTimeText>[0], iso));
    case "DateTimeOffset": return quoted(offsetText(value as Parameters<typeof offsetText>[0], iso));
    default: return quoted(textOf(value));
  }
}

const iso = "yyyy-MM-ddTHH:mm:ss.FFFFFFFK";

function real(text: string): string {
  if (!/\d/.test(text)) return quoted(text);
  return /[.E]/.test(text) ? text : `${text}.0`;
}
