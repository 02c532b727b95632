import * as l10n from "@vscode/l10n";
import type { Node, ParseError } from "jsonc-parser";
import { applyEdits, modify, parseTree, printParseErrorCode } from "jsonc-parser";
import { lineEnd, unreadable } from "./textFile.ts";

/** Where a setting stands in a JSON file. */
export interface JsonPlace {
  /** The object that holds the setting: empty for the document itself, `["Values"]` for local.settings.json. */
  readonly within: readonly string[];
  readonly key: string;
}

const byteOrderMark = "\uFEFF";

/**
 * The text with one string setting changed or added and everything else, comments too, as it was. Keys are compared as .NET configuration
 * does: without regard to case, and `A:B` is also `B` inside `A`; a second spelling of the same key would make the app fail.
 * @param path for messages
 * @throws Problem `fileUnreadable` where the text is not JSON (comments and trailing commas allowed) or holds something else at the place
 */
export function setJsonSetting(text: string, place: JsonPlace, value: string, path: string): string {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : "";
  const body = text.slice(mark.length);
  const root = parse(body, path);
  if (root === undefined) {
    return `${mark}${added("{}", place, value, body === "" ? "\n" : lineEnd(body))}${body === "" ? "\n" : lineEnd(body)}`;
  }
  const holder = descend(root, place.within, path);
  const found = holder === undefined ? undefined : find(holder, place.key.toLowerCase(), "");
  if (found === undefined) {
    return mark + added(body, place, value, lineEnd(body));
  }
  if (found.type === "object" || found.type === "array") {
    throw unreadable(path, l10n.t('"{0}" holds something other than a text', place.key));
  }
  return mark + body.slice(0, found.offset) + JSON.stringify(value) + body.slice(found.offset + found.length);
}

/** The value of a setting in JSON text, for those who must look before they write. */
export function jsonMember(text: string, name: string, path: string): unknown {
  const root = parse(text.replace(byteOrderMark, ""), path);
  return root === undefined ? undefined : find(root, name.toLowerCase(), "")?.value;
}

function parse(body: string, path: string): Node | undefined {
  if (body.trim() === "") {
    return undefined;
  }
  const errors: ParseError[] = [];
  const root = parseTree(body, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    const line = body.slice(0, first?.offset ?? 0).split("\n").length;
    throw unreadable(path, l10n.t("it is not valid JSON (line {0}: {1})", line, first === undefined ? "" : printParseErrorCode(first.error)));
  }
  if (root.type !== "object") {
    throw unreadable(path, l10n.t("it does not hold a JSON object"));
  }
  return root;
}

function descend(root: Node, within: readonly string[], path: string): Node | undefined {
  let holder: Node | undefined = root;
  for (const name of within) {
    holder = holder?.children?.findLast((property) => property.children?.[0]?.value === name)?.children?.[1];
    if (holder !== undefined && holder.type !== "object") {
      throw unreadable(path, l10n.t('"{0}" is not an object', name));
    }
  }
  return holder;
}

/** The value node of a key, nested or flat; the last one, as readers take it. */
function find(holder: Node, key: string, prefix: string): Node | undefined {
  for (const { children } of holder.children?.toReversed() ?? []) {
    const [name, value] = children ?? [];
    if (typeof name?.value !== "string" || value === undefined) {
      continue;
    }
    const full = `${prefix}${name.value}`.toLowerCase();
    const inner = value.type === "object" && key.startsWith(`${full}:`) ? find(value, key, `${prefix}${name.value}:`) : undefined;
    if (full === key) {
      return value;
    }
    if (inner !== undefined) {
      return inner;
    }
  }
  return undefined;
}

function added(body: string, place: JsonPlace, value: string, eol: string): string {
  const indent = /^([ \t]+)\S/m.exec(body)?.[1] ?? "  ";
  const formattingOptions = { eol, insertSpaces: !indent.startsWith("\t"), tabSize: indent.startsWith("\t") ? 1 : indent.length };
  return applyEdits(body, modify(body, [...place.within, place.key], value, { formattingOptions }));
}
