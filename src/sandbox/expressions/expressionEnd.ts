import { nextToken } from "./lexer/lexer.ts";
import { Source } from "./lexer/source.ts";

/**
 * Where the expression that begins at `start` (at its `@`) ends: the index after its closing bracket, or undefined when it is never
 * closed. Minds strings (also verbatim and interpolated), characters, comments and the entities of XML, so that it finds the end in
 * rawxml, which need not be well-formed.
 */
export function expressionEnd(text: string, start: number): number | undefined {
  const source = new Source(text, start + 1);
  if (text[start] !== "@" || !"({".includes(source.peek() || " ")) return undefined;
  let depth = 0;
  for (;;) {
    const { kind, text: bracket, end } = nextToken(source);
    if (kind === "end") return undefined;
    if (kind !== "punctuator") continue;
    if ("([{".includes(bracket)) depth += 1;
    if (")]}".includes(bracket)) depth -= 1;
    if (depth <= 0) return end;
  }
}
