/** One fault of a document that API Management refused, where it says so; line and column from 1. */
export interface PolicyFaultAt {
  readonly line: number;
  readonly column: number;
  /** The element it names, empty where it names none. */
  readonly element: string;
  readonly reason: string;
}

/** The faults that a refusal's message tells of, in both forms that API Management gives them in (apim-facts 1.9). */
export function faultsIn(message: string): readonly PolicyFaultAt[] {
  const inElements = [...message.matchAll(/Error in element '([^']*)' on line (\d+), column (\d+): /g)];
  if (inElements.length > 0) {
    return inElements.map((found, index) => {
      const [whole, element = "", line, column] = found;
      const reason = message.slice(found.index + whole.length, inElements[index + 1]?.index).trim();
      // The target of the detail, which is the element again.
      return { line: Number(line), column: Number(column), element, reason: reason.endsWith(`(${element})`) ? reason.slice(0, -element.length - 2).trim() : reason };
    });
  }
  return Array.from(message.matchAll(/([^.:]*[^:]*?)\.? Line (\d+), position (\d+)\./g), ([, reason = "", line, column]) => ({ line: Number(line), column: Number(column), element: "", reason: reason.replace(/^.*: /, "").trim() }));
}
