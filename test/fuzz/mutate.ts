import type { Random } from "./random.ts";

/** What readers of this kind of bytes trip over. */
const trouble: readonly Uint8Array[] = [
  "\u001e", "\u001e\u001e", "{}\u001e", '{"type":6}\u001e', "\r\n", "\r", "\n\n", "data:", "data: ", ":", "\ufeff", "\u0000", "\u2028", "null", "[]", "-0", "1e999", "9007199254740993",
  '"__proto__":', "\\u0000", "\\ud800", '"type":1e0', '{"a":'.repeat(200), "[".repeat(2000), '"', "\\", "true", ",", "%", "://", "<script>alert(1)</script>",
].map((text) => new TextEncoder().encode(text)).concat([
  [0xff], [0x80], [0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0x80, 0x00], [0xc1], [0xc0], [0xd9, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xdd, 0xff, 0xff, 0xff, 0xff],
  [0xc7, 0x0c, 0xff], [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0x1f, 0x8b, 0x08], [0x91, 0x06],
].map((bytes) => Uint8Array.from(bytes)));

const longest = 64 * 1024;

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

const mutations: readonly Mutation[] = [
  // One bit.
  (bytes, random) => replaced(bytes, random.below(bytes.length), (byte) => byte ^ (1 << random.below(8))),
  // One byte.
  (bytes, random) => replaced(bytes, random.below(bytes.length), () => random.below(256)),
  // A piece gone.
  (bytes, random) => without(bytes, random.below(bytes.length + 1), random.below(16)),
  // Broken off.
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  // Something that is known to be trouble, put in or written over.
  (bytes, random) => inserted(bytes, random.below(bytes.length + 1), random.of(trouble), 0),
  (bytes, random) => {
    const what = random.of(trouble);
    return inserted(bytes, random.below(bytes.length + 1), what, what.length);
  },
  // A piece again, once or many times.
  (bytes, random) => {
    const from = random.below(bytes.length + 1);
    const piece = bytes.slice(from, from + 1 + random.below(64));
    return inserted(bytes, random.below(bytes.length + 1), repeated(piece, random.of([1, 1, 2, 100])), 0);
  },
  // The beginning of one and the end of another.
  (bytes, random, others) => {
    const other = random.of(others);
    return joined(bytes.slice(0, random.below(bytes.length + 1)), other.slice(random.below(other.length + 1)));
  },
];

/** One of the seeds, changed in a few places. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = random.of(seeds);
  for (let times = 1 + random.below(4); times > 0; times--) bytes = random.of(mutations)(bytes, random, seeds).slice(0, longest);
  return bytes;
}

function replaced(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? change(byte) : byte));
}

function without(bytes: Uint8Array, at: number, count: number): Uint8Array {
  return joined(bytes.slice(0, at), bytes.slice(at + count));
}

function inserted(bytes: Uint8Array, at: number, what: Uint8Array, over: number): Uint8Array {
  return joined(bytes.slice(0, at), what, bytes.slice(at + over));
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  return joined(...Array.from({ length: times }, () => bytes));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
