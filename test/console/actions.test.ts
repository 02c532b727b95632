import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { parseArguments, parseInvocation } from "../../src/console/actions.ts";
import { ParseProblem } from "../../src/console/parseProblem.ts";
import { refusal } from "./refusal.ts";
import { parseRawHex, parseRawText } from "../../src/console/rawText.ts";

void suite("a call as it is typed", () => {
  void test("has a target and JSON arguments", () => {
    assert.deepEqual(parseInvocation('broadcastMessage("ann", {"a":[1,null]}, true)'), { target: "broadcastMessage", arguments: ["ann", { a: [1, null] }, true] });
    assert.deepEqual(parseInvocation(" Ping ( ) "), { target: "Ping", arguments: [] });
    assert.deepEqual(parseInvocation('Say(") not the end (")'), { target: "Say", arguments: [") not the end ("] });
  });

  void test("is refused with the position of what is wrong", () => {
    assert.deepEqual(refusal(() => parseInvocation("Say('x')")), {
      code: "usageInvocation", offset: 4, message: "The arguments are not JSON (texts stand in double quotes), at position 5.",
    });
    assert.equal(refusal(() => parseInvocation('Say("a" "b")')).offset, 8);
    assert.equal(refusal(() => parseInvocation("Say(1,)")).code, "usageInvocation");
    assert.match(refusal(() => parseInvocation("Say")).message, /opening parenthesis/);
    assert.match(refusal(() => parseInvocation("Say(1")).message, /closing parenthesis/);
    assert.deepEqual(refusal(() => parseInvocation("(1)")).offset, 0);
  });

  void test("says what is wrong with the arguments in words", () => {
    const words: Readonly<Record<string, RegExp>> = {
      '{"a" 1}': /A colon is missing/, '[1': /A closing bracket is missing/, '"open': /A text is not closed/, "1.": /A number is malformed/,
      '"\\q"': /An escape in a text is malformed/, "1, /* two */ 2": /Comments are not JSON/, '"a" "b"': /A comma is missing/, "1,,2": /A value is missing/,
    };
    for (const [typed, says] of Object.entries(words)) assert.match(refusal(() => parseArguments(typed)).message, says, typed);
    assert.match(refusal(() => parseArguments("[".repeat(100_000))).message, /nested too deeply/);
  });

  void test("reads back any arguments", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const typed = values.map((value) => JSON.stringify(value)).join(", ");
        const wanted: unknown = JSON.parse(`[${typed}]`);
        assert.deepEqual(parseInvocation(`M(${typed})`).arguments, wanted);
        assert.deepEqual(parseArguments(`[${typed}]`), wanted);
      }),
    );
  });

  void test("never fails in another way, and never outside the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("(", ")", "[", "]", "{", "}", '"', ",", ":", "1", "a", "\\", " ", "\n", "'") }), (text) => {
        for (const read of [parseInvocation, parseArguments]) {
          try {
            read(text);
          } catch (error) {
            assert.ok(error instanceof ParseProblem, String(error));
            assert.ok(error.offset >= 0 && error.offset <= text.length, `${error.offset} in ${JSON.stringify(text)}`);
          }
        }
      }),
    );
  });
});

void suite("the composer's arguments", () => {
  void test("may go without the brackets of their list", () => {
    assert.deepEqual(parseArguments('"ann", "hello"'), ["ann", "hello"]);
    assert.deepEqual(parseArguments('["ann", "hello"]'), ["ann", "hello"]);
    assert.deepEqual(parseArguments("[1], [2]"), [[1], [2]]);
    assert.deepEqual(parseArguments("  "), []);
  });

  void test("are refused where the mistake is", () => {
    assert.equal(refusal(() => parseArguments('["ann", hello]')).offset, 8);
    assert.equal(refusal(() => parseArguments('"ann", hello')).offset, 7);
    assert.equal(refusal(() => parseArguments("[1, 2")).offset, 5);
  });
});

void suite("raw text", () => {
  void test("sends the bytes its escapes stand for and appends nothing", () => {
    assert.equal(Buffer.from(parseRawText('{"type":6}␞')).toString(), '{"type":6}\u001e');
    assert.equal(Buffer.from(parseRawText("a\\x1E\\n\\r\\t\\\\é")).toString(), "a\u001e\n\r\t\\é");
    assert.deepEqual(parseRawText(""), new Uint8Array());
  });

  void test("refuses other escapes at their position", () => {
    assert.deepEqual(refusal(() => parseRawText("ab\\q")).offset, 2);
    assert.equal(refusal(() => parseRawText("\\x80")).offset, 0, "bytes above 7F would not be text");
    assert.equal(refusal(() => parseRawText("end\\")).code, "usageRawText");
    assert.equal(refusal(() => parseRawText("\\x1")).offset, 0);
  });

  void test("gives back every text that holds no backslash and no ␞", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\\␞]/g, "")), (text) => {
        assert.equal(Buffer.from(parseRawText(text)).toString(), text);
      }),
    );
  });
});

void suite("raw bytes", () => {
  void test("are written as two digits each", () => {
    assert.deepEqual(parseRawHex("02 91\n06"), Uint8Array.of(2, 0x91, 6));
    assert.deepEqual(parseRawHex("fF00"), Uint8Array.of(255, 0));
  });

  void test("are refused where there is no byte", () => {
    assert.equal(refusal(() => parseRawHex("02 9")).offset, 3);
    assert.equal(refusal(() => parseRawHex("zz")).code, "usageRawHex");
  });

  void test("give back what was written, for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(parseRawHex(Buffer.from(bytes).toString("hex")), Uint8Array.from(bytes))));
  });
});
