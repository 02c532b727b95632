import type { Random } from "./random.ts";

/** A reader of bytes that come from outside, with what has to hold for any of them. */
export interface FuzzTarget {
  readonly name: string;
  /** Good input, from which bad input is made. Not empty. */
  readonly seeds: readonly Uint8Array[];
  /** Each input takes a network: fewer of them are tried in the tests. */
  readonly slow?: boolean;
  /** Reads the bytes and throws where something does not hold. `random` says how they are cut. */
  check(bytes: Uint8Array, random: Random): void | Promise<void>;
}

const utf8 = new TextEncoder();

export function seeds(...texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => utf8.encode(text));
}

/** The bytes in pieces as a network may hand them over: whole, in a few, or one at a time. */
export function cut(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const largest = random.of([bytes.length + 1, 1000, 30, 1]);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(largest);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
