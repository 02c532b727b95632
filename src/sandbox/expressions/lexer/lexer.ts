import type { Value } from "../value.ts";
import { interpolation } from "./interpolation.ts";
import { number } from "./numbers.ts";
import type { Source } from "./source.ts";
import { character, string } from "./strings.ts";
import { keywords, punctuators } from "./token.ts";
import type { Token } from "./token.ts";

const identifierStart = /[\p{L}\p{Nl}_]/u;
const identifierPart = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]/u;

/** The next token; of kind `end` when there is none. What cannot be read is a token of kind `error`, and reading goes on after it. */
export function nextToken(source: Source): Token {
  const comment = skipTrivia(source);
  if (comment !== undefined) return comment;
  const at = source.offset;
  const first = source.peek();
  const made = (kind: Token["kind"], text: string, rest: Partial<Token> = {}): Token => ({ kind, text, at, end: source.offset, ...rest });
  const literal = (read: { readonly value: Value } | { readonly wrong: string }): Token =>
    "wrong" in read ? made("error", read.wrong) : made("literal", source.text.slice(at, source.offset), { value: read.value });

  if (first === "") return made("end", "");
  if (opensInterpolation(source)) {
    const read = interpolation(source, nextToken);
    return "wrong" in read ? made("error", read.wrong) : made("interpolated", source.text.slice(at, source.offset), { parts: read.parts });
  }
  if (first === '"' || (first === "@" && source.peek(1) === '"')) return literal(string(source));
  if (first === "'") return literal(character(source));
  if (/\d/.test(first) || (first === "." && /\d/.test(source.peek(1)))) return literal(number(source));
  if (identifierStart.test(first) || (first === "@" && identifierStart.test(source.peek(1)))) {
    const verbatim = source.take("@");
    let name = "";
    while (source.peek() !== "" && identifierPart.test(source.peek())) name += source.next();
    return made(!verbatim && keywords.has(name) ? "keyword" : "identifier", name);
  }
  for (const punctuator of punctuators) {
    if (source.take(punctuator)) return made("punctuator", punctuator);
  }
  return made("error", `Unexpected character '${source.next()}'`);
}

function opensInterpolation(source: Source): boolean {
  return source.peek() === "$" && (source.peek(1) === '"' || (source.peek(1) === "@" && source.peek(2) === '"'));
}

/** Reads white space and comments; an error token for a comment that is never closed. */
function skipTrivia(source: Source): Token | undefined {
  for (;;) {
    const at = source.offset;
    if (/\s/.test(source.peek())) {
      source.next();
    } else if (source.take("//")) {
      while (source.peek() !== "" && !/[\r\n]/.test(source.peek())) source.next();
    } else if (source.take("/*")) {
      let closed = false;
      while (!closed && source.peek() !== "") {
        closed = source.take("*/");
        if (!closed) source.next();
      }
      if (!closed) return { kind: "error", text: "End-of-file found, '*/' expected", at, end: source.offset };
    } else {
      return undefined;
    }
  }
}
