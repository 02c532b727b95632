import { MalformedFrame } from "./msgpackReader.ts";
import type { MsgpackReader } from "./msgpackReader.ts";
import type { MsgpackWriter } from "./msgpackWriter.ts";

/** How one place of a frame's array is read and written. */
export interface Field<T> {
  read(reader: MsgpackReader, what: string): T;
  write(writer: MsgpackWriter, value: T): void;
  /** What an older, shorter array means; without it the place must be there. */
  readonly absent?: { readonly value: T };
  /** Whether the place is left out when the value is `undefined`: later versions added it. */
  readonly later?: true;
}

export const str: Field<string> = { read: (reader, what) => reader.str(what), write: (writer, value) => writer.str(value) };
export const nullableStr: Field<string | null> = {
  read: (reader, what) => reader.nullableStr(what),
  write: (writer, value) => (value === null ? writer.nil() : writer.str(value)),
};
export const int: Field<number> = { read: (reader, what) => reader.int(what), write: (writer, value) => writer.int(value) };
export const nullableInt: Field<number | null> = {
  read: (reader, what) => (reader.nil() ? null : reader.int(what)),
  write: (writer, value) => (value === null ? writer.nil() : writer.int(value)),
};
export const bool: Field<boolean> = { read: (reader, what) => reader.bool(what), write: (writer, value) => writer.bool(value) };
export const bin: Field<Uint8Array> = { read: (reader, what) => reader.bin(what), write: (writer, value) => writer.bin(value) };
export const nullableBin: Field<Uint8Array | null> = {
  read: (reader, what) => (reader.nil() ? null : reader.bin(what)),
  write: (writer, value) => (value === null ? writer.nil() : writer.bin(value)),
};

/** A number of a closed set, always written in five bytes. */
export function oneOf<const T extends number>(...values: readonly T[]): Field<T> {
  return {
    read(reader, what) {
      const value = reader.int(what);
      const known = values.find((each) => each === value);
      if (known === undefined) throw new MalformedFrame(`Unsupported ${what}: ${value}`);
      return known;
    },
    write: (writer, value) => writer.fixedInt32(value),
  };
}

export function list<T>(item: Field<T>): Field<readonly T[]> {
  return {
    read: (reader, what) => Array.from({ length: reader.array(what) }, () => item.read(reader, what)),
    write(writer, values) {
      writer.array(values.length);
      for (const value of values) item.write(writer, value);
    },
  };
}

/** A map kept as pairs: claim names repeat, and the order is the sender's. */
export function pairs<T>(value: Field<T>): Field<readonly (readonly [name: string, value: T])[]> {
  return {
    read: (reader, what) => Array.from({ length: reader.map(what) }, () => [reader.str(what), value.read(reader, what)] as const),
    write(writer, entries) {
      writer.map(entries.length);
      for (const [name, each] of entries) {
        writer.str(name);
        value.write(writer, each);
      }
    },
  };
}

/** A place that older arrays do not have. */
export function since<T>(field: Field<T>, value: T): Field<T> {
  return { ...field, absent: { value } };
}

/** A place that newer arrays have: `undefined` where it is not there. */
export function later<T>(field: Field<T>): Field<T | undefined> {
  return { read: (reader, what) => field.read(reader, what), write: (writer, value) => value !== undefined && field.write(writer, value), absent: { value: undefined }, later: true };
}
