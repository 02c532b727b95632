import { redactText } from "../signalr/redact.ts";

/** A secret is at most this long; a longer text is cut before it is redacted, and again after. */
const longestRead = 16 * 1024;

/** A value as JSON of at most about `limit` characters, redacted; reads no more of it than it shows. */
export function preview(value: unknown, limit: number): string {
  const parts: string[] = [];
  let left = limit;
  const put = (text: string): void => {
    parts.push(left >= text.length ? text : `${text.slice(0, Math.max(0, left))}…`);
    left -= text.length;
  };
  const list = (open: string, close: string, entries: Iterable<[string, unknown]>): void => {
    let separator = open;
    for (const [name, member] of entries) {
      if (left <= 0) break;
      put(separator + name);
      write(member);
      separator = ",";
    }
    put(separator === open ? open + close : close);
  };
  const write = (value: unknown): void => {
    if (left <= 0) return;
    if (typeof value === "string") put(JSON.stringify(redactText(value.slice(0, longestRead))));
    else if (Array.isArray(value)) list("[", "]", elements(value));
    else if (typeof value === "object" && value !== null) list("{", "}", members(value));
    else put(typeof value === "bigint" ? value.toString() : (JSON.stringify(value) ?? "undefined"));
  };
  write(value);
  return parts.join("");
}

function* elements(list: readonly unknown[]): Generator<[string, unknown]> {
  for (const element of list) yield ["", element];
}

function* members(object: object): Generator<[string, unknown]> {
  for (const name in object) yield [`${JSON.stringify(redactText(name))}:`, Reflect.get(object, name)];
}
