import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { hubProtocol } from "../../../../src/sandbox/service/hubProtocols.ts";
import { RecordJoiner } from "../../../../src/sandbox/service/servers/recordJoiner.ts";

const handshakeAnswer = Buffer.from("{}\u001e");

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const borders = cuts.map((each) => each % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [0, ...borders].map((start, index) => bytes.subarray(start, borders[index] ?? bytes.length));
}

for (const protocol of ["json", "messagepack", "blazorpack"]) {
  void test(`${protocol}: whatever way records are cut, a client gets whole ones, all of them, in order`, () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 200 }), { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 20 }), (texts, cuts) => {
        const hub = hubProtocol(protocol);
        const records = texts.map((text) => hub?.encode({ kind: "invocation", target: "said", arguments: [text] }) ?? new Uint8Array());
        const joiner = new RecordJoiner(protocol);
        const out = [handshakeAnswer, ...cut(Buffer.concat(records), cuts)].map((piece) => Buffer.from(joiner.push(piece)));
        assert.deepEqual(Buffer.concat(out), Buffer.concat([handshakeAnswer, ...records]));
        assert.equal(joiner.pending, 0);
        const decoder = hub?.decoder();
        for (const piece of out.slice(1)) {
          decoder?.push(piece);
          assert.equal(decoder?.pending, 0, "a piece ends in the midst of a record");
        }
      }),
    );
  });
}

void test("bytes of a protocol nobody knows, or that are no records, go through as they are", () => {
  const own = new RecordJoiner("my-own");
  assert.deepEqual(own.push(Buffer.from("abc")), Buffer.from("abc"));
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), fc.constantFrom("json", "messagepack"), (pieces, protocol) => {
    const joiner = new RecordJoiner(protocol);
    const out = pieces.map((piece) => Buffer.from(joiner.push(piece)));
    const all = Buffer.concat(pieces);
    assert.deepEqual(Buffer.concat(out), all.subarray(0, all.length - joiner.pending));
  }));
});
