import * as l10n from "@vscode/l10n";
import { Problem } from "../../signalr/problem.ts";
import { lineEnd, unreadable } from "./textFile.ts";

/** An assignment: what stands before the value, the value with its quotes, what follows it on the line. */
interface Assignment {
  readonly name: string;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 * The text of a `.env` file with one variable changed or added; every other line, comments and line ends as they were. Where the name is
 * there several times the last one is changed, because that is the one that counts.
 * @throws Problem `fileUnreadable` for a quote that is never closed, `keyInvalid`, `valueInvalid`
 */
export function setDotenv(text: string, name: string, value: string, path: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name)) {
    throw new Problem({ code: "keyInvalid", message: l10n.t('"{0}" cannot be the name of a variable.', name), nextStep: l10n.t("Use letters, digits and '_', beginning with a letter.") });
  }
  const found = assignments(text, path).findLast((assignment) => assignment.name === name);
  if (found !== undefined) {
    const old = text.slice(found.valueStart, found.valueEnd);
    return text.slice(0, found.valueStart) + quoted(value, old.startsWith("'") ? "'" : '"') + text.slice(found.valueEnd);
  }
  const eol = lineEnd(text);
  const line = `${name}=${quoted(value, '"')}`;
  if (text === "" || text === "\uFEFF" || text.endsWith("\n")) {
    return `${text}${line}${eol}`;
  }
  return `${text}${eol}${line}`;
}

/** Quoted, because `;` ends a command where a shell reads the file and `#` begins a comment elsewhere. */
function quoted(value: string, preferred: '"' | "'"): string {
  const fits = { '"': !/["$`\\\r\n]/.test(value), "'": !/['\r\n]/.test(value) };
  const quote = fits[preferred] ? preferred : preferred === '"' ? "'" : '"';
  if (!fits[quote]) {
    throw new Problem({ code: "valueInvalid", message: l10n.t("The value holds characters that every reader of .env files would take differently."), nextStep: l10n.t("Write it elsewhere, for example to user secrets.") });
  }
  return quote + value + quote;
}

/** All assignments in order. Quoted values may go over several lines, so that what looks like a line may be part of a value. */
function assignments(text: string, path: string): readonly Assignment[] {
  const start = /^\uFEFF?[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*/;
  const found: Assignment[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("\n", at);
    const lineStop = next === -1 ? text.length : next;
    const head = start.exec(text.slice(at, lineStop));
    if (head?.[1] === undefined) {
      at = lineStop + 1;
      continue;
    }
    const valueStart = at + head[0].length;
    const valueEnd = endOfValue(text, valueStart, lineStop, path);
    found.push({ name: head[1], valueStart, valueEnd });
    const rest = text.indexOf("\n", valueEnd);
    at = rest === -1 ? text.length : rest + 1;
  }
  return found;
}

function endOfValue(text: string, start: number, lineStop: number, path: string): number {
  const quote = text[start];
  if (quote !== '"' && quote !== "'" && quote !== "`") {
    const plain = text.slice(start, lineStop).trimEnd();
    return start + plain.replace(/(^|[ \t])#.*$/, "").trimEnd().length;
  }
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\" && quote === '"') {
      at += 1;
    } else if (text[at] === quote) {
      return at + 1;
    }
  }
  throw unreadable(path, l10n.t("the quote in line {0} is never closed", text.slice(0, start).split("\n").length));
}
