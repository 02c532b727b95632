import * as l10n from "@vscode/l10n";
import { applyEdits, modify, parse, printParseErrorCode } from "jsonc-parser";
import type { ParseError } from "jsonc-parser";
import * as v from "valibot";
import { Problem } from "../signalr/problem.ts";
import { composerModes, serviceOperations } from "./draft.ts";
import type { Draft, Place, SavedMessage } from "./draft.ts";

/** A message as it stands in a file: arguments that are JSON stand as JSON, so that a review shows what is sent. */
const entry = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  mode: v.picklist(composerModes),
  target: v.optional(v.string()),
  arguments: v.optional(v.array(v.unknown())),
  text: v.optional(v.string()),
  items: v.optional(v.array(v.unknown())),
  operation: v.optional(v.picklist(serviceOperations)),
  to: v.optional(v.string()),
  group: v.optional(v.string()),
});
const file = v.object({ version: v.literal(1), messages: v.array(entry) });
type Entry = v.InferOutput<typeof entry>;

const emptyFile = `{
  "version": 1,
  "messages": []
}
`;
const formattingOptions = { insertSpaces: true, tabSize: 2, insertFinalNewline: true, eol: "\n" };

/**
 * Reads a file of saved messages; comments are allowed.
 * @param text undefined where there is no file
 * @throws Problem `messagesUnreadable`
 */
export function readMessages(text: string | undefined, place: Place): SavedMessage[] {
  return entries(text).map((each) => ({ name: each.name, place, draft: draftOf(each) }));
}

/** The file with a message in it, in the place of the one of the same name. What else is in it stays as it is. @throws Problem `messagesUnreadable` */
export function withMessage(text: string | undefined, name: string, draft: Draft): string {
  const before = entries(text).findIndex((each) => each.name === name);
  const path = ["messages", before < 0 ? -1 : before];
  const given = text === undefined || text.trim() === "" ? emptyFile : text;
  return applyEdits(given, modify(given, path, entryOf(name, draft), { formattingOptions, isArrayInsertion: before < 0 }));
}

/** The file without a message. @throws Problem `messagesUnreadable`, `noSuchMessage` */
export function withoutMessage(text: string | undefined, name: string): string {
  const index = entries(text).findIndex((each) => each.name === name);
  if (text === undefined || index < 0) throw new Problem({ code: "noSuchMessage", message: l10n.t("There is no saved message {0}.", `"${name}"`) });
  return applyEdits(text, modify(text, ["messages", index], undefined, { formattingOptions }));
}

function entries(text: string | undefined): readonly Entry[] {
  if (text === undefined || text.trim() === "") return [];
  const errors: ParseError[] = [];
  const value = parsed(text, errors);
  const [error] = errors;
  if (error !== undefined) throw unreadable(l10n.t("{0}, in line {1}", printParseErrorCode(error.error), text.slice(0, error.offset).split("\n").length));
  const result = v.safeParse(file, value);
  if (result.success) return result.output.messages;
  const issue = result.issues[0];
  throw unreadable(`${v.getDotPath(issue) ?? ""} ${issue.message}`.trim());
}

function parsed(text: string, errors: ParseError[]): unknown {
  try {
    return parse(text, errors, { allowTrailingComma: true });
  } catch (error) {
    // The parser calls itself for each level of nesting.
    if (error instanceof RangeError) throw unreadable(l10n.t("it is nested too deeply"));
    throw error;
  }
}

function unreadable(why: string): Problem {
  return new Problem({
    code: "messagesUnreadable",
    message: l10n.t("The saved messages cannot be read: {0}.", why.length > 200 ? `${why.slice(0, 200)}…` : why),
    nextStep: l10n.t("Correct the file; the editor marks what is wrong in it."),
  });
}

function draftOf({ mode, target = "", arguments: args, text, items, operation, to, group }: Entry): Draft {
  return {
    mode,
    target,
    text: text ?? (args === undefined ? "" : args.map((value) => JSON.stringify(value)).join(", ")),
    ...(items !== undefined && { items: items.map((value) => JSON.stringify(value)).join("\n") }),
    ...(operation !== undefined && { operation }),
    ...(to !== undefined && { name: to }),
    ...(group !== undefined && { group }),
  };
}

function entryOf(name: string, { mode, target, text, items, operation, name: to, group }: Draft): Entry {
  const raw = mode === "rawText" || mode === "rawHex";
  const args = raw ? undefined : jsonList(`[${text}]`);
  const list = items === undefined ? undefined : jsonList(`[${items.split("\n").filter((line) => line.trim() !== "").join(",")}]`);
  return {
    name,
    mode,
    ...(!raw && target !== "" && { target }),
    ...(args === undefined ? { text } : args.length > 0 && { arguments: args }),
    ...(list !== undefined && { items: list }),
    ...(operation !== undefined && { operation }),
    ...(to !== undefined && to !== "" && { to }),
    ...(group !== undefined && group !== "" && { group }),
  };
}

/** The list, where it is one that can be written again as it was read. */
function jsonList(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const list = Array.isArray(value) && value.length === 1 && Array.isArray(value[0]) ? undefined : value;
    // Digits beyond what a number holds would be lost.
    return Array.isArray(list) && !/\d{16}/.test(text) ? list : undefined;
  } catch {
    return undefined;
  }
}
