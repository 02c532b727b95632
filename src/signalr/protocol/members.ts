import type { Headers, Malformed } from "./messages.ts";

/** Says inside one record's reading why it cannot be read; never leaves the codec. */
export class Unreadable extends Error {
  readonly offset: number;

  constructor(reason: string, offset = 0) {
    super(reason);
    this.offset = offset;
  }
}

/** @throws what is not an `Unreadable`: a fault of this code, not of the record */
export function malformed(error: unknown): Malformed {
  if (error instanceof Unreadable) {
    return { kind: "malformed", reason: error.message, offset: error.offset };
  }
  throw error;
}

export function text(value: unknown, name: string): string {
  if (typeof value !== "string") {
    throw new Unreadable(value === undefined ? `"${name}" is missing` : `"${name}" is not a string`);
  }
  return value;
}

/** An id of an invocation or stream: the official client refuses the empty one. */
export function id(value: unknown, name = "invocationId"): string {
  const read = text(value, name);
  if (read === "") {
    throw new Unreadable(`"${name}" is empty`);
  }
  return read;
}

export function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new Unreadable(value === undefined ? `"${name}" is missing` : `"${name}" is not an array`);
  }
  return value;
}

export function ids(value: unknown, name: string): readonly string[] {
  return list(value, name).map((item) => id(item, name));
}

export function wholeNumber(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new Unreadable(value === undefined ? `"${name}" is missing` : `"${name}" is not a whole number`);
  }
  return value;
}

/** A member that is left out or null says nothing; writers differ in which they choose. */
export function absent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** The headers as a member to spread; none where the map is left out or empty, which mean the same. */
export function withHeaders(value: unknown): { readonly headers?: Headers } {
  if (absent(value)) {
    return {};
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new Unreadable(`"headers" is not a map`);
  }
  const entries = Object.entries(value).map(([name, header]): [string, string] => [name, text(header, `headers.${name}`)]);
  return entries.length === 0 ? {} : { headers: Object.fromEntries(entries) };
}
