import type { Json, JsonObject } from "../model.ts";
import { ArmError } from "./errors.ts";

/** Rows in, rows out: one step of a query. */
type Step = (rows: readonly JsonObject[]) => readonly JsonObject[];

/** Takes comments out and writes every string literal as its UTF-16 bytes in hex, so that no separator stands in one. */
function masked(query: string): string {
  return query.replace(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|\/\/[^\n]*/g, (all, single: string | undefined, double: string | undefined) => {
    const literal = single ?? double;
    return all.startsWith("//") || literal === undefined ? "" : `'${Buffer.from(unescaped(literal), "utf16le").toString("hex")}'`;
  });
}

function unescaped(literal: string): string {
  return literal.replace(/\\(.)/gs, (_all, char: string) => ({ n: "\n", r: "\r", t: "\t" })[char] ?? char);
}

const masks = /'([\da-f]*)'/g;

function unmasked(hex: string): string {
  return Buffer.from(hex, "hex").toString("utf16le");
}

function unsupported(text: string): ArmError {
  const readable = text.replace(masks, (_all, hex: string) => `'${unmasked(hex)}'`);
  const runs = "Resources | where column (in~|=~|!~|==|!=) … | project … | order by … | take n";
  return new ArmError(
    400,
    "BadRequest",
    `The sandbox cannot run this part of the query; Resource Graph may: '${readable.slice(0, 200)}'. It runs: ${runs}.`,
  );
}

const path = /^[A-Za-z_]\w*(?:\.\w+)*$/;

function valueAt(row: JsonObject, dotted: string): Json {
  let value: Json = row;
  for (const name of dotted.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    value = Object.hasOwn(value, name) ? (value[name] ?? null) : null;
  }
  return value;
}

/** Values as they are compared: by text, null as the empty text. */
function comparable(value: Json): string {
  return value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function strings(list: string, text: string): string[] {
  const found = [...list.matchAll(masks)].map(([, hex = ""]) => unmasked(hex));
  if (found.length === 0 || list.replace(masks, "").replace(/[\s,]/g, "") !== "") throw unsupported(text);
  return found;
}

function condition(text: string): (row: JsonObject) => boolean {
  const [, column = "", operator = "", operand = ""] = /^(\S+)\s*(in~|!in~|!in\b|in\b|=~|!~|==|!=)\s*(.+)$/is.exec(text.trim()) ?? [];
  if (!path.test(column)) throw unsupported(text);
  const list = /in/i.test(operator);
  if (list && !/^\(.*\)$/s.test(operand)) throw unsupported(text);
  const wanted = strings(list ? operand.slice(1, -1) : operand, text);
  const anyCase = operator.includes("~");
  const fold = (value: string): string => (anyCase ? value.toLowerCase() : value);
  const folded = new Set(wanted.map(fold));
  const negated = operator.startsWith("!");
  return (row) => folded.has(fold(comparable(valueAt(row, column)))) !== negated;
}

function where(text: string): Step {
  const tests = text.split(/\s+and\s+/i).map(condition);
  return (rows) => rows.filter((row) => tests.every((test) => test(row)));
}

/** `a`, `b = c.d`, `c.d` (then named `c_d`), `tostring(c.d)` under a name. */
function project(text: string): Step {
  const columns = text.split(",").map((part): readonly [name: string, read: (row: JsonObject) => Json] => {
    const [, alias, source = ""] = /^\s*(?:([A-Za-z_]\w*)\s*=\s*)?(.+?)\s*$/s.exec(part) ?? [];
    const inner = /^tostring\(\s*(.+?)\s*\)$/i.exec(source)?.[1];
    const dotted = inner ?? source;
    if (!path.test(dotted)) throw unsupported(part);
    const read = (row: JsonObject): Json => valueAt(row, dotted);
    return [alias ?? dotted.replaceAll(".", "_"), inner === undefined ? read : (row) => comparable(read(row))];
  });
  return (rows) => rows.map((row) => Object.fromEntries(columns.map(([name, read]) => [name, read(row)])));
}

function order(text: string): Step {
  const keys = text.split(",").map((part): readonly [column: string, sign: number] => {
    const [, column = "", direction = "desc"] = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? [];
    if (!path.test(column)) throw unsupported(part);
    return [column, direction.toLowerCase() === "asc" ? 1 : -1];
  });
  return (rows) =>
    rows.toSorted((left, right) => {
      for (const [column, sign] of keys) {
        const [a, b] = [comparable(valueAt(left, column)), comparable(valueAt(right, column))];
        if (a !== b) return a < b ? -sign : sign;
      }
      return 0;
    });
}

function step(text: string): Step {
  const [, name = "", rest = ""] = /^\s*(where|project|order\s+by|sort\s+by|take|limit)\s+(.+?)\s*$/is.exec(text) ?? [];
  switch (name.toLowerCase().replace(/\s+/, " ")) {
    case "where":
      return where(rest);
    case "project":
      return project(rest);
    case "order by":
    case "sort by":
      return order(rest);
    case "take":
    case "limit": {
      if (!/^\d{1,6}$/.test(rest)) throw unsupported(text);
      return (rows) => rows.slice(0, Number(rest));
    }
    default:
      throw unsupported(text);
  }
}

/**
 * Runs the part of Kusto's language that the extension's queries use, over the table `Resources`.
 * Text is compared by code units; `order by` is descending where it does not say, as in Kusto.
 * @throws ArmError 400 `BadRequest` quoting what it cannot run
 */
export function runQuery(query: string, resources: readonly JsonObject[]): readonly JsonObject[] {
  const text = masked(query);
  const [table = "", ...steps] = text.split("|");
  if (table.trim().toLowerCase() !== "resources") throw unsupported(text);
  return steps.map(step).reduce<readonly JsonObject[]>((rows, each) => each(rows), resources);
}
