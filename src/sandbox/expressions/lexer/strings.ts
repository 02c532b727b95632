import { Char } from "../library/values.ts";
import type { Value } from "../value.ts";
import type { Source } from "./source.ts";

/** What a literal reads as, or what is wrong with it. */
export type Read = { readonly value: Value } | { readonly wrong: string };

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["'", "'"], ['"', '"'], ["\\", "\\"], ["0", "\0"], ["a", "\u0007"], ["b", "\b"], ["f", "\f"], ["n", "\n"], ["r", "\r"], ["t", "\t"], ["v", "\v"],
]);

/** Reads what stands after a backslash (ECMA-334, 6.4.5.5); undefined when C# knows no such escape. */
export function escape(source: Source): string | undefined {
  const letter = source.next();
  const simple = simpleEscapes.get(letter);
  if (simple !== undefined) return simple;
  const [least, most] = letter === "x" ? [1, 4] : letter === "u" ? [4, 4] : letter === "U" ? [8, 8] : [0, 0];
  if (most === 0) return undefined;
  let digits = "";
  while (digits.length < most && /[0-9a-f]/i.test(source.peek())) digits += source.next();
  const code = Number.parseInt(digits, 16);
  return digits.length < least || code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

/** Reads `"…"` or `@"…"`. */
export function string(source: Source): Read {
  const verbatim = source.take("@");
  const encoded = source.atEntity;
  source.next();
  source.decoding = encoded;
  try {
    return verbatim ? verbatimRest(source) : regularRest(source);
  } finally {
    source.decoding = true;
  }
}

function regularRest(source: Source): Read {
  let value = "";
  let wrong: string | undefined;
  for (;;) {
    if (source.peek() === "" || /[\r\n]/.test(source.peek())) return { wrong: "Newline in constant" };
    const next = source.next();
    if (next === '"') return wrong === undefined ? { value } : { wrong };
    const text = next === "\\" ? escape(source) : next;
    if (text === undefined) wrong ??= "Unrecognized escape sequence";
    else value += text;
  }
}

function verbatimRest(source: Source): Read {
  let value = "";
  for (;;) {
    if (source.peek() === "") return { wrong: "Unterminated string literal" };
    const next = source.next();
    if (next === '"' && !source.take('"')) return { value };
    value += next;
  }
}

/** Reads `'…'`. */
export function character(source: Source): Read {
  source.next();
  let value = "";
  let wrong: string | undefined;
  for (;;) {
    if (source.peek() === "" || /[\r\n]/.test(source.peek())) return { wrong: "Newline in constant" };
    const next = source.next();
    if (next === "'") break;
    const text = next === "\\" ? escape(source) : next;
    if (text === undefined) wrong ??= "Unrecognized escape sequence";
    else value += text;
  }
  if (wrong !== undefined) return { wrong };
  if (value.length === 0) return { wrong: "Empty character literal" };
  return value.length === 1 ? { value: new Char(value.charCodeAt(0)) } : { wrong: "Too many characters in character literal" };
}
