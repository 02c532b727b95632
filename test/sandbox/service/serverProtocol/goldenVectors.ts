import { readFileSync } from "node:fs";
import * as v from "valibot";
import { layouts } from "../../../../src/sandbox/service/serverProtocol/messages.ts";
import type { ServiceMessage } from "../../../../src/sandbox/service/serverProtocol/messages.ts";

const fields = v.record(v.string(), v.unknown());
const vector = v.object({ name: v.string(), type: v.number(), fields, hex: v.string(), parsedBackFields: v.optional(fields), alsoAccepted: v.optional(v.string()) });
const parsed = v.object({ name: v.string(), hex: v.string(), parsed: v.optional(v.boolean()), throws: v.optional(v.string()), consumed: v.number(), message: v.nullish(v.string()), fields: v.optional(fields) });

export type Vector = v.InferOutput<typeof vector>;
export type Fields = v.InferOutput<typeof fields>;

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`golden/${name}`, import.meta.url), "utf8"));
}

/** Frames made by the service SDK of 2024-03 (1.25); the file says from which source. */
export const sdkVectors = v.parse(v.object({ vectors: v.array(vector), parseOnly: v.array(parsed) }), read("service-protocol.json"));
/** Frames of later versions, encoded by hand; the SDK 1.34 took and made them. */
export const newerVectors = v.parse(v.object({ vectors: v.array(vector) }), read("service-protocol-newer.json")).vectors;
export const allVectors: readonly Vector[] = [...sdkVectors.vectors, ...newerVectors];

/** Names that the vectors use and the table of messages does not, by the message's number. */
const renamed: Readonly<Record<number, Readonly<Record<string, string>>>> = { 6: { type: "dataMessageType" }, 22: { type: "objectType", kind: "eventKind" }, 33: { group: "groupName" } };
const inExtensions = new Set(["tracingId", "ttl", "filter", "dataMessageType", "isPartial"]);
/** What the SDK leaves unwritten when it has this value. */
const unwritten: Readonly<Record<string, unknown>> = { dataMessageType: 0, isPartial: false };
const pairLists = new Set(["payloads", "headers", "claims"]);
const lists = new Set(["excludedList", "excludedUserList", "connectionList", "userList", "groupList"]);

/** The message of a vector's fields. */
export function messageOf(type: number, given: Fields): ServiceMessage {
  if (type === 3) return { kind: "ping", messages: v.parse(v.array(v.nullable(v.string())), given["messages"]) };
  const found = Object.entries(layouts).find(([, layout]) => layout.type === type);
  if (found === undefined) throw new Error(`No layout for ${type}`);
  const members: Record<string, unknown> = {};
  const extensions: Record<string, unknown> = {};
  for (const [vectorName, value] of Object.entries(given)) {
    const name = renamed[type]?.[vectorName] ?? vectorName;
    const extending = inExtensions.has(name) || name === "protocol";
    if (extending && value !== null && value !== unwritten[name]) extensions[name] = name === "tracingId" ? BigInt(v.parse(v.string(), value)) : value;
    // A completion tells its protocol twice.
    if (!extending || (name === "protocol" && type === 35)) members[name] = memberOf(name, value);
  }
  return { kind: found[0], ...members, ...(Object.keys(extensions).length === 0 ? {} : { extensions }) } as ServiceMessage;
}

function memberOf(name: string, value: unknown): unknown {
  if (pairLists.has(name)) return (Array.isArray(value) ? value : Object.entries(value ?? {})).map(([key, each]: [string, unknown]) => [key, bytesOf(each)]);
  return value === null && lists.has(name) ? [] : bytesOf(value);
}

function bytesOf(value: unknown): unknown {
  const binary = v.safeParse(v.object({ $base64: v.string() }), value);
  return binary.success ? Uint8Array.from(Buffer.from(binary.output.$base64, "base64")) : value;
}

/** The same message with plain byte arrays, which compare with each other. */
export function plain<T>(value: T): T {
  if (value instanceof Uint8Array) return Uint8Array.from(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => plain(each)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]: [string, unknown]) => [name, plain(member)])) as T;
}
