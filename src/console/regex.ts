import * as l10n from "@vscode/l10n";
import { ParseProblem } from "./parseProblem.ts";

/** Longer texts are searched in their beginning only, so that one pattern cannot hold up the editor. */
const longestSubject = 64 * 1024;

/** A regular expression as far as it is safe to run on every record. */
export interface SafeRegex {
  test(text: string): boolean;
}

/**
 * @param at where the expression begins in what the person typed
 * @throws ParseProblem `usageFilter` for an expression that is malformed or whose time may grow without bound.
 */
export function compileRegex(source: string, flags: string, at: number): SafeRegex {
  let pattern: RegExp;
  try {
    // `g` and `y` would make the answer depend on the record before.
    pattern = new RegExp(source, flags.replace(/[gy]/g, ""));
  } catch (error) {
    throw problem(l10n.t("The regular expression cannot be read: {0}", error instanceof Error ? error.message : String(error)), at);
  }
  if (repeatsRepetition(source)) {
    throw problem(l10n.t("A repeated group may not itself hold a repetition or an alternative: it could run without end."), at);
  }
  return { test: (text) => pattern.test(text.length > longestSubject ? text.slice(0, longestSubject) : text) };
}

/** Whether a group that is repeated without bound holds a repetition or an alternative: what makes backtracking exponential. */
function repeatsRepetition(source: string): boolean {
  const open: { risky: boolean }[] = [];
  const plain = source.replace(/\\[\s\S]/g, "x").replace(/\[[^\]]*\]/g, "x");
  for (let at = 0; at < plain.length; at++) {
    const character = plain.charAt(at);
    const repeated = /^(?:[*+]|\{\d+,)/.test(plain.slice(at, at + 12));
    const inner = open.at(-1);
    if (character === "(") open.push({ risky: false });
    else if (character === ")") {
      const group = open.pop();
      const risky = group?.risky ?? false;
      if (risky && /^(?:[*+]|\{\d+,)/.test(plain.slice(at + 1, at + 13))) return true;
      const outer = open.at(-1);
      if (outer !== undefined && risky) outer.risky = true;
    } else if (inner !== undefined && (character === "|" || repeated)) inner.risky = true;
  }
  return false;
}

function problem(message: string, offset: number): ParseProblem {
  return new ParseProblem({ code: "usageFilter", message }, offset);
}
