import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { decodeServiceMessage, encodeServiceMessage } from "../../../../src/sandbox/service/serverProtocol/codec.ts";
import { FrameReader } from "../../../../src/sandbox/service/serverProtocol/frameReader.ts";
import type { ServiceMessage } from "../../../../src/sandbox/service/serverProtocol/messages.ts";
import { MalformedFrame } from "../../../../src/sandbox/service/serverProtocol/msgpackReader.ts";
import { allVectors, plain } from "./goldenVectors.ts";

const vector = fc.constantFrom(...allVectors.map(({ hex }) => Buffer.from(hex, "hex")));
const words = fc.string({ unit: "binary", maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 300 });

/** Reads a stream in pieces: the messages, or the one error there may be. */
function readAll(pieces: readonly Uint8Array[]): (ServiceMessage | undefined)[] | "malformed" {
  const reader = new FrameReader(1 << 20);
  try {
    return pieces.flatMap((piece) => Array.from(reader.push(piece), (frame) => plain(decodeServiceMessage(frame))));
  } catch (error) {
    assert.ok(error instanceof MalformedFrame, String(error));
    return "malformed";
  }
}

void test("whatever is written is read back", () => {
  const message: fc.Arbitrary<ServiceMessage> = fc.oneof(
    fc.record({
      kind: fc.constant("openConnection"), connectionId: words, claims: fc.array(fc.tuple(words, words)), headers: fc.array(fc.tuple(words, fc.array(words))),
      queryString: fc.option(words), extensions: fc.record({ protocol: words, tracingId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
    } as const),
    fc.record({ kind: fc.constant("broadcastData"), excludedList: fc.array(words, { maxLength: 40 }), payloads: fc.array(fc.tuple(words, bytes)) } as const),
    fc.record({ kind: fc.constant("ack"), ackId: fc.integer(), status: fc.nat(), message: fc.option(words) } as const),
    fc.record({ kind: fc.constant("ping"), messages: fc.array(fc.option(words), { maxLength: 20 }) } as const),
  );
  fc.assert(fc.property(message, (given) => assert.deepEqual(readAll([encodeServiceMessage(given)]), [plain(given)])));
});

void test("any split of any frames gives the same messages", () => {
  fc.assert(
    fc.property(fc.array(vector, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 10 }), (frames, cuts) => {
      const stream = Buffer.concat(frames);
      const borders = cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b);
      const pieces = [0, ...borders].map((start, index) => stream.subarray(start, borders[index] ?? stream.length));
      assert.deepEqual(readAll(pieces), readAll([stream]));
    }),
  );
});

void test("a changed, cut or invented frame is read or refused, and nothing else happens", () => {
  fc.assert(
    fc.property(vector, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 }), fc.nat(), (frame, changes, cut) => {
      const broken = Buffer.from(frame);
      for (const [at, value] of changes) broken[at % broken.length] = value;
      readAll([broken]);
      readAll([broken.subarray(0, cut % broken.length)]);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(bytes, (invented) => void readAll([invented])), { numRuns: 1000 });
});
