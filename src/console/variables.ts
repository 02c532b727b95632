import { randomUUID } from "node:crypto";
import * as l10n from "@vscode/l10n";
import { ParseProblem } from "./parseProblem.ts";

export const variableNames = ["user", "now", "uuid"] as const;

/** A text after its variables were put in, and the way back to places in what was typed. */
export interface Expanded {
  readonly text: string;
  /** The offset in the typed text for one in `text`; inside a value it is where the variable began. */
  origin(offset: number): number;
}

/**
 * Puts in `{{user}}`, `{{now}}` (ISO time) and `{{uuid}}` (each one new). In JSON a variable in quotes becomes a part of that text,
 * one outside becomes a text of its own; in raw text it stands as it is.
 * @throws ParseProblem `usageVariable` for a name that is none of these
 */
export function expand(typed: string, user: string, form: "json" | "raw"): Expanded {
  const values: Readonly<Record<string, () => string>> = { user: () => user, now: () => new Date().toISOString(), uuid: () => randomUUID() };
  const steps: { readonly at: number; readonly length: number; readonly typedAt: number; readonly typedLength: number }[] = [];
  let text = "";
  let from = 0;
  let quoted = false;
  for (const match of typed.matchAll(/\{\{\s*([A-Za-z]+)\s*\}\}/g)) {
    const between = typed.slice(from, match.index);
    quoted = endsQuoted(between, quoted);
    const value = values[match[1] ?? ""];
    if (value === undefined) throw unknown(match[1] ?? "", match.index);
    const put = form === "raw" ? value() : quoted ? JSON.stringify(value()).slice(1, -1) : JSON.stringify(value());
    steps.push({ at: text.length + between.length, length: put.length, typedAt: match.index, typedLength: match[0].length });
    text += between + put;
    from = match.index + match[0].length;
  }
  return { text: text + typed.slice(from), origin: (offset) => origin(steps, offset) };
}

type Steps = readonly { readonly at: number; readonly length: number; readonly typedAt: number; readonly typedLength: number }[];

function origin(steps: Steps, offset: number): number {
  const step = steps.findLast(({ at }) => at <= offset);
  if (step === undefined) return offset;
  const behind = offset - step.at - step.length;
  return behind < 0 ? step.typedAt : step.typedAt + step.typedLength + behind;
}

/** Whether a JSON text that goes on after `text` is inside quotes. */
function endsQuoted(text: string, quoted: boolean): boolean {
  let inside = quoted;
  for (let at = 0; at < text.length; at++) {
    if (text.charAt(at) === '"') inside = !inside;
    else if (inside && text.charAt(at) === "\\") at++;
  }
  return inside;
}

function unknown(name: string, offset: number): ParseProblem {
  return new ParseProblem(
    {
      code: "usageVariable",
      message: l10n.t("There is no variable {0}; there are: {1}.", `{{${name}}}`, variableNames.map((known) => `{{${known}}}`).join(", ")),
    },
    offset,
  );
}
