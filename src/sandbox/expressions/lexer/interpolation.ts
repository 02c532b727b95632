import type { Source } from "./source.ts";
import { escape } from "./strings.ts";
import type { InterpolationPart, Token } from "./token.ts";

/** Reads `$"…"` or `$@"…"` with the expressions in its holes (ECMA-334, 12.8.3). */
export function interpolation(source: Source, nextToken: (source: Source) => Token): { readonly parts: readonly InterpolationPart[] } | { readonly wrong: string } {
  source.next();
  const verbatim = source.take("@");
  const encoded = source.atEntity;
  source.next();
  const parts: InterpolationPart[] = [];
  let text = "";
  let wrong: string | undefined;
  for (;;) {
    source.decoding = encoded;
    const ended = source.peek() === "" || (!verbatim && /[\r\n]/.test(source.peek()));
    const next = ended ? "" : source.next();
    const opens = next === "{" && !source.take("{");
    const closes = next === '"' && !(verbatim && source.take('"'));
    source.decoding = true;
    if (ended) return { wrong: "Newline in constant" };
    if (opens) {
      if (text !== "") parts.push(text);
      text = "";
      const read = hole(source, nextToken);
      if (typeof read === "string") wrong ??= read;
      else parts.push(read);
    } else if (closes) {
      if (text !== "") parts.push(text);
      return wrong === undefined ? { parts } : { wrong };
    } else if (next === "}" && !source.take("}")) {
      wrong ??= "A '}' character must be escaped (by doubling) in an interpolated string.";
    } else if (next === "\\" && !verbatim) {
      const escaped = escape(source);
      if (escaped === undefined) wrong ??= "Unrecognized escape sequence";
      text += escaped ?? "";
    } else {
      text += next;
    }
  }
}

function hole(source: Source, nextToken: (source: Source) => Token): InterpolationPart | string {
  const tokens: Token[] = [];
  let depth = 0;
  for (;;) {
    const token = nextToken(source);
    if (token.kind === "end") return "Newline in constant";
    if (token.kind === "punctuator" && depth === 0 && [",", ":", "}"].includes(token.text)) {
      tokens.push({ kind: "end", text: "", at: token.at, end: token.at });
      return tail(source, token.text, tokens);
    }
    if (token.kind === "punctuator" && "([{".includes(token.text)) depth += 1;
    if (token.kind === "punctuator" && ")]}".includes(token.text)) depth -= 1;
    tokens.push(token);
  }
}

function tail(source: Source, first: string, tokens: readonly Token[]): InterpolationPart | string {
  let ending = first;
  let alignment = "";
  if (ending === ",") {
    while (source.peek() !== "" && !/[:}\r\n]/.test(source.peek())) alignment += source.next();
    ending = source.next();
    if (!/^\s*-?\d+\s*$/.test(alignment)) return "A constant value is expected";
  }
  let format: string | undefined;
  if (ending === ":") {
    format = "";
    while (source.peek() !== "" && !/[}"\r\n]/.test(source.peek())) format += source.next();
    if (format === "") return "Empty format specifier.";
    ending = source.next();
  }
  return ending === "}" ? { tokens, alignment: Number(alignment), format } : "Missing '}' in an interpolated string";
}
