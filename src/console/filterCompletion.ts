import * as l10n from "@vscode/l10n";
import { redactText } from "../signalr/redact.ts";
import { filterKeys } from "./filterTerms.ts";
import type { FilterKey } from "./filterTerms.ts";
import type { RequestResult } from "./pageRequests.ts";
import { directions, recordKinds } from "./record.ts";
import type { LogRecord } from "./record.ts";

/** What a log holds that a filter can ask for. */
export interface FilterWords {
  readonly targets: Iterable<string>;
  readonly sessions: Iterable<number>;
}

/** What could stand at the caret: the keys of the filter language, then the values of the key that was written. */
export function completeFilter(text: string, caret: number, words: FilterWords): RequestResult<"completeFilter"> {
  const before = text.slice(0, caret);
  // Inside quotes and expressions everything is text.
  const term = /(?:^|\s)-?([A-Za-z]*)(:?)([^\s"/]*)$/.exec(before);
  if (term === null || (before.match(/"/g) ?? []).length % 2 === 1) return { from: caret, choices: [] };
  const [, key = "", colon = "", typed = ""] = term;
  if (colon === "") {
    const keys = filterKeys.filter((name) => name.startsWith(key.toLowerCase()));
    return { from: caret - key.length, choices: keys.map((name) => ({ insert: `${name}:`, says: meaning(name) })) };
  }
  const known = filterKeys.find((name) => name === key.toLowerCase());
  const part = typed.slice(typed.lastIndexOf(",") + 1);
  const values = known === undefined ? [] : valuesOf(known, words).filter((value) => value.toLowerCase().includes(part.toLowerCase()));
  return { from: caret - part.length, choices: values.slice(0, 50).map((value) => ({ insert: /\s/.test(value) ? `"${value}"` : value, says: "" })) };
}

function valuesOf(key: FilterKey, { targets, sessions }: FilterWords): readonly string[] {
  switch (key) {
    case "kind":
      return recordKinds;
    case "direction":
      return directions;
    case "error":
    case "marked":
      return ["yes", "no"];
    case "target":
      return [...targets];
    case "connection":
      return Array.from(sessions, String);
    case "id":
    default:
      return [];
  }
}

function meaning(key: FilterKey): string {
  switch (key) {
    case "kind":
      return l10n.t("what the record is");
    case "direction":
      return l10n.t("sent, received or local");
    case "target":
      return l10n.t("a part of the method's name");
    case "id":
      return l10n.t("the invocation's id");
    case "error":
      return l10n.t("whether something went wrong");
    case "connection":
      return l10n.t("the session, by its number");
    case "marked":
    default:
      return l10n.t("whether it is marked");
  }
}

/** The different methods the records call, redacted. */
export function targetsOf(records: Iterable<LogRecord>): readonly string[] {
  const targets = new Set<string>();
  for (const { members } of records) if (members.target !== undefined) targets.add(members.target);
  return Array.from(targets, redactText);
}
