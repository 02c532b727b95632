import type { Change, JsonValue } from "./model.ts";

/** Equal lines shown around those that differ, so that one sees where in the document they stand. */
const context = 2;

/** A policy change as lines: the whole document where it is made, what differs with what stands around it where it is changed. */
export function policyLines({ action, before = {}, after = {} }: Change): readonly string[] {
  const was = documentLines(before["value"]);
  const will = documentLines(after["value"]);
  if (action === "create") {
    return will.map((line) => `+ ${line}`);
  }
  if (action !== "update") {
    return [];
  }
  const head = equalHead(was, will);
  const tail = equalHead(was.slice(head).toReversed(), will.slice(head).toReversed());
  const equal = (from: number, to: number): readonly string[] => will.slice(Math.max(0, from), to).map((line) => `  ${line}`);
  return [
    ...equal(head - context, head),
    ...was.slice(head, was.length - tail).map((line) => `- ${line}`),
    ...will.slice(head, will.length - tail).map((line) => `+ ${line}`),
    ...equal(will.length - tail, will.length - tail + context),
  ];
}

function documentLines(value: JsonValue | undefined): readonly string[] {
  return typeof value === "string" ? value.trimEnd().split(/\r?\n/).map(readable) : [];
}

/** Expressions as C# has them, and as the portal's editor shows them: escapes are for XML alone. */
function readable(line: string): string {
  return /@[({]/.test(line) ? line.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&") : line;
}

function equalHead(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((line, index) => line.trim() !== b[index]?.trim());
  return differs === -1 ? a.length : differs;
}
