import type { Json, JsonObject } from "../model.ts";
import { refusal } from "./errors.ts";
import type { ArmError } from "./errors.ts";

type Test = (row: JsonObject) => boolean;

const comparison: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};
const textTests: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

function invalid(filter: string): ArmError {
  const readable = "clauses 'field op value' and contains, startswith, endswith, substringof, joined with 'and'";
  return refusal(`The filter expression '${filter}' is not one the sandbox can read: ${readable}.`);
}

function field(name: string): (row: JsonObject) => string {
  const last = name.split("/").at(-1) ?? name;
  return (row) => {
    const value: Json | undefined = row[last];
    return typeof value === "object" || value === undefined ? "" : String(value).toLowerCase();
  };
}

function literal(text: string): string {
  return (text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text).toLowerCase();
}

function clause(text: string, filter: string): Test {
  const compared = /^([\w/]+)\s+(eq|ne|gt|ge|lt|le)\s+('(?:[^']|'')*'|true|false|\d+)$/i.exec(text);
  if (compared !== null) {
    const [, name = "", op = "", value = ""] = compared;
    const read = field(name);
    return (row) => comparison[op.toLowerCase()]?.(read(row), literal(value)) ?? false;
  }
  const called = /^(contains|startswith|endswith|substringof)\s*\(\s*([^,]+?)\s*,\s*(.+?)\s*\)$/i.exec(text);
  if (called === null) throw invalid(filter);
  const [, name = "", first = "", second = ""] = called;
  const swapped = name.toLowerCase() === "substringof";
  const [fieldName, part] = swapped ? [second, first] : [first, second];
  if (!/^[\w/]+$/.test(fieldName) || !/^'(?:[^']|'')*'$/.test(part)) throw invalid(filter);
  const read = field(fieldName);
  return (row) => textTests[swapped ? "contains" : name.toLowerCase()]?.(read(row), literal(part)) ?? false;
}

/** Splits at `and` outside quotes. */
function clauses(filter: string): string[] {
  return (filter.match(/(?:'(?:[^']|'')*'|(?!\sand\s)[^'])+/gi) ?? []).map((part) => part.trim().replace(/^and\s+/i, ""));
}

/**
 * A test for rows from an OData `$filter` (apimapis.json names fields and operators). Text is compared without regard to case.
 * @throws ArmError 400 for what cannot be read
 */
export function parseFilter(filter: string | undefined): Test {
  if (filter === undefined || filter.trim() === "") return () => true;
  const tests = clauses(filter.trim()).map((text) => clause(text, filter));
  if (tests.length === 0) throw invalid(filter);
  return (row) => tests.every((test) => test(row));
}
