import { Thrown } from "../run/thrown.ts";
import type { Call } from "../types/member.ts";
import { firstBlank, trimmed } from "./chars.ts";
import { arrayOf } from "./values.ts";
import type { EnumValue, ListValue } from "./values.ts";

/** `String.Split`: at each of `separators`, or at white space where there are none; at most `count` parts. */
export function split(text: string, separators: readonly string[], options: EnumValue | undefined, count: number | undefined, { machine }: Call): ListValue {
  if (count !== undefined && count < 0) throw new Thrown("ArgumentOutOfRangeException", "Count cannot be less than zero. (Parameter 'count')");
  machine.reserve(text.length * 8);
  const flags = options?.number ?? 0;
  const [removesEmpty, trims] = [(flags & 1) !== 0, (flags & 2) !== 0];
  const parts: string[] = [];
  let rest = text;
  const kept = (part: string): string | undefined => {
    const made = trims ? trimmed(part, "", "both") : part;
    return removesEmpty && made === "" ? undefined : made;
  };
  const most = count ?? Number.POSITIVE_INFINITY;
  for (;;) {
    if (parts.length >= most - 1) break;
    const found = first(rest, separators);
    if (found === undefined) break;
    const part = kept(rest.slice(0, found.at));
    if (part !== undefined) parts.push(part);
    rest = rest.slice(found.at + found.length);
  }
  const last = count === 0 ? undefined : kept(rest);
  if (last !== undefined) parts.push(last);
  return arrayOf("string", parts);
}

function first(text: string, separators: readonly string[]): { readonly at: number; readonly length: number } | undefined {
  if (separators.length === 0) {
    const at = firstBlank(text);
    return at < 0 ? undefined : { at, length: 1 };
  }
  let best: { at: number; length: number } | undefined;
  for (const separator of separators) {
    const at = separator === "" ? -1 : text.indexOf(separator);
    if (at >= 0 && (best === undefined || at < best.at)) best = { at, length: separator.length };
  }
  return best;
}
