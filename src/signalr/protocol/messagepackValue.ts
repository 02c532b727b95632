import { Decoder } from "@msgpack/msgpack";
import { Unreadable } from "./members.ts";

/**
 * The record's value: integers beyond 2^53 as bigint, smaller ones as numbers whatever their width; timestamps as
 * `Date`; other extension types as the library's `ExtData` (`type`, `data`), so that they can be sent on unchanged.
 * @throws Unreadable
 */
export function decodeValue(bytes: Uint8Array): unknown {
  const decoder = shared;
  try {
    return narrowed(decoder.decode(bytes));
  } catch (error) {
    // It may have stopped anywhere.
    shared = newDecoder();
    if (error instanceof RangeError && error.message.includes("call stack")) {
      throw new Unreadable("Nested too deeply");
    }
    throw new Unreadable(`Not valid MessagePack: ${error instanceof Error ? error.message : String(error)}`, positionOf(decoder, bytes.length));
  }
}

/** One for all records: making it costs more than reading a small one. */
let shared = newDecoder();

function newDecoder(): Decoder {
  return new Decoder({ useBigInt64: true, mapKeyConverter });
}

// The library keeps the place at which it stopped, but tells it to nobody.
function positionOf(decoder: Decoder, length: number): number {
  const position: unknown = Reflect.get(decoder, "pos");
  return typeof position === "number" ? Math.min(position, length) : 0;
}

/** Hub arguments are objects with names; .NET dictionaries may have other keys, which are shown by their text. */
function mapKeyConverter(key: unknown): string | number {
  return typeof key === "string" || typeof key === "number" ? key : String(key);
}

/** In place: the values were made by the decoder and belong to nobody else. */
function narrowed(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    for (const [index, item] of items.entries()) {
      items[index] = narrowed(item);
    }
    return items;
  }
  if (isPlainObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      value[name] = narrowed(member);
    }
  }
  return value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
