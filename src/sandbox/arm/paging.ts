import type { Json } from "../model.ts";
import type { Call, Room } from "./call.ts";
import type { Reply } from "./reply.ts";
import { fieldError } from "./errors.ts";
import { ok } from "./call.ts";

function whole(call: Call, name: string, least: number): number | undefined {
  const text = call.query.get(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < least) throw fieldError(name, `The value '${text}' of '${name}' is not a whole number of at least ${least}.`);
  return value;
}

/**
 * One page of a list as API Management gives it: `{value, count}` where `count` is that of all rows, with `nextLink`
 * while rows are left. `$top` is the page's size.
 */
export function page(call: Call, room: Room, rows: readonly Json[]): Reply {
  const skip = whole(call, "$skip", 0) ?? 0;
  const size = whole(call, "$top", 1) ?? room.pageSize;
  const value = rows.slice(skip, skip + size);
  const body = { value, count: rows.length };
  if (skip + size >= rows.length) return ok(body);
  const query = new URLSearchParams([...call.query].filter(([name]) => name !== "$skip"));
  query.set("$skip", String(skip + size));
  return ok({ ...body, nextLink: `${call.base}${encodeURI(call.path)}?${query.toString()}` });
}
