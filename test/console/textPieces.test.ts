import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { decoding, encoding, linesOf } from "../../src/console/textPieces.ts";
import { atOnce } from "../../src/console/work.ts";

void suite("a text in pieces", () => {
  void test("is read from a file without a character lost where pieces meet", () => {
    fc.assert(
      fc.property(fc.nat(4), fc.constantFrom("é", "😀", "漢"), (before, character) => {
        const text = "a".repeat(before) + character.repeat(200_000);
        const pieces = atOnce(decoding(Buffer.from(text)));
        assert.ok(pieces.length > 1);
        assert.equal(pieces.join(""), text);
        assert.ok(Buffer.from(text).equals(atOnce(encoding([text, ""]))));
      }),
      { numRuns: 15 },
    );
    assert.equal(atOnce(decoding(Uint8Array.of())).join(""), "");
  });

  void test("has the same lines wherever its pieces meet", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r") });
    fc.assert(
      fc.property(fc.array(text), (pieces) => {
        const all = pieces.join("");
        assert.deepEqual([...linesOf(pieces)], all === "" ? [] : all.replace(/\n$/, "").split("\n"));
      }),
    );
  });
});
