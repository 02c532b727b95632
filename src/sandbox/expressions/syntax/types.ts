import { Refusal } from "../refusal.ts";
import type { Cursor } from "./cursor.ts";
import type { TypeNode } from "./nodes.ts";

/** Types with a keyword of their own. */
export const predefined: ReadonlySet<string> = new Set(["bool", "byte", "char", "decimal", "double", "float", "int", "long", "object", "sbyte", "short", "string", "uint", "ulong", "ushort"]);

/** Reads a type if one stands here, and nothing otherwise. */
export function tryType(cursor: Cursor): TypeNode | undefined {
  const start = cursor.position;
  const { at, kind, text } = cursor.token;
  if (kind !== "identifier" && !(kind === "keyword" && predefined.has(text))) return undefined;
  let name = cursor.next().text;
  let args: readonly TypeNode[] = [];
  if (kind === "identifier") {
    for (;;) {
      if (cursor.is("<")) {
        const found = tryTypeArguments(cursor);
        if (found === undefined) {
          cursor.back(start);
          return undefined;
        }
        args = found;
        break;
      }
      if (!cursor.is(".") || cursor.ahead(1)?.kind !== "identifier") break;
      cursor.next();
      name += `.${cursor.next().text}`;
    }
  }
  return { name, args, at, suffixes: suffixes(cursor) };
}

function suffixes(cursor: Cursor): ("[]" | "?")[] {
  const found: ("[]" | "?")[] = [];
  for (;;) {
    if (cursor.is("[") && cursor.ahead(1)?.text === "]") {
      cursor.next();
      cursor.next();
      found.push("[]");
    } else if (cursor.is("?") && found.at(-1) !== "?") {
      cursor.next();
      found.push("?");
    } else {
      return found;
    }
  }
}

/** Reads `<…>` when it lists types. */
export function tryTypeArguments(cursor: Cursor): readonly TypeNode[] | undefined {
  const start = cursor.position;
  if (!cursor.take("<")) return undefined;
  const args: TypeNode[] = [];
  do {
    const arg = cursor.nested(() => tryType(cursor));
    if (arg === undefined) {
      cursor.back(start);
      return undefined;
    }
    args.push(arg);
  } while (cursor.take(","));
  if (cursor.take(">")) return args;
  cursor.back(start);
  return undefined;
}

/** @throws {Refusal} when no type stands here */
export function readType(cursor: Cursor): TypeNode {
  const type = tryType(cursor);
  if (type === undefined) throw new Refusal("Type expected.", cursor.token.at);
  return type;
}
