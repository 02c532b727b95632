import { diff3Merge } from "node-diff3";
import * as v from "valibot";

/** What two people's changes of one document come to. */
export interface Merged {
  readonly text: string;
  /** Places where both changed the same; each stands in the text between conflict markers. */
  readonly conflicts: number;
}

// The library's own types say nothing of what it gives.
const lines = v.array(v.string());
const regions = v.array(v.union([v.object({ ok: lines }), v.object({ conflict: v.object({ a: lines, b: lines }) })]));

/** @param labels stand behind the conflict markers */
export function threeWay(base: string, mine: string, theirs: string, labels: { readonly mine: string; readonly theirs: string }): Merged {
  const found = v.parse(regions, diff3Merge(linesOf(mine), linesOf(base), linesOf(theirs), { excludeFalseConflicts: true }));
  const text = found.flatMap((region) => ("ok" in region ? region.ok : [`<<<<<<< ${labels.mine}`, ...region.conflict.a, "=======", ...region.conflict.b, `>>>>>>> ${labels.theirs}`]));
  return { text: text.join(/\r\n/.test(mine) ? "\r\n" : "\n"), conflicts: found.filter((region) => "conflict" in region).length };
}

/** Whether conflict markers are left; none of them can begin a line of a policy, which is XML. */
export function hasConflicts(text: string): boolean {
  return /^(?:<{7}|>{7})(?: |\r?$)/m.test(text);
}

/** Line ends do not count: API Management stores CRLF (apim-facts 1.7). */
export function sameText(a: string, b: string): boolean {
  return linesOf(a.trim()).join("\n") === linesOf(b.trim()).join("\n");
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
