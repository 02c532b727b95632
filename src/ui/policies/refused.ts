import type { PolicyFaultAt } from "../../apim/policies/refusedAt.ts";

/** One change of a document: lines from 0, the text that took their place. */
export interface TextChange {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
}

/** Where faults stand after a document was changed; those in the changed lines are gone, because nobody knows whether they still hold. */
export function moved(faults: readonly PolicyFaultAt[], changes: readonly TextChange[]): readonly PolicyFaultAt[] {
  return changes.reduce<readonly PolicyFaultAt[]>((list, { firstLine, lastLine, text }) => {
    const grown = text.split("\n").length - 1 - (lastLine - firstLine);
    return list.filter(({ line }) => line - 1 < firstLine || line - 1 > lastLine).map((fault) => (fault.line - 1 > lastLine ? { ...fault, line: fault.line + grown } : fault));
  }, faults);
}
