import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { parseFilter, textNeeded } from "../../src/console/filter.ts";
import { ParseProblem } from "../../src/console/parseProblem.ts";
import { refusal } from "./refusal.ts";
import type { LogRecord, RecordMembers } from "../../src/console/record.ts";

function record(kind: LogRecord["kind"], members: RecordMembers, text?: string, direction: LogRecord["direction"] = "received"): LogRecord {
  return { seq: 1, time: 0, direction, kind, members, ...(text !== undefined && { data: new TextEncoder().encode(text), binary: false }) };
}

const invocation = record("invocation", { target: "broadcastMessage", arguments: ["ann", "Hello World"], invocationId: "7" }, '{"type":1,"target":"broadcastMessage","arguments":["ann","Hello World"]}');
const ping = record("ping", {}, '{"type":6}', "sent");
const failed = record("completion", { invocationId: "7", error: "Unknown hub method 'nope'" }, '{"type":3,"error":"Unknown hub method \'nope\'"}');
const hop = record("negotiate", { url: "https://gateway.example/client/negotiate?hub=chat", status: 200, ms: 3 }, undefined, "local");
const binary: LogRecord = { seq: 1, time: 0, direction: "received", kind: "binary", members: {}, data: Uint8Array.of(0xff, 0xfe), binary: true };
const all = { invocation, ping, failed, hop, binary };

function shown(filter: string): string[] {
  const test = parseFilter(filter);
  return Object.entries(all).flatMap(([name, record]) => (test(record) ? [name] : []));
}

void suite("the filter", () => {
  void test("shows everything when it is empty", () => {
    assert.deepEqual(shown("  "), Object.keys(all));
  });

  void test("goes by kind, direction, target, id and error", () => {
    assert.deepEqual(shown("kind:ping,completion"), ["ping", "failed"]);
    assert.deepEqual(shown("direction:sent"), ["ping"]);
    assert.deepEqual(shown("target:BROADCAST"), ["invocation"]);
    assert.deepEqual(shown("id:7"), ["invocation", "failed"]);
    assert.deepEqual(shown("error:yes"), ["failed"]);
    assert.deepEqual(shown("-error:yes -direction:local"), ["invocation", "ping", "binary"]);
  });

  void test("looks for text without regard to case, in what crossed, in addresses and in errors", () => {
    assert.deepEqual(shown("hello"), ["invocation"]);
    assert.deepEqual(shown('"hello world"'), ["invocation"]);
    assert.deepEqual(shown("gateway.example"), ["hop"]);
    assert.deepEqual(shown("https://gateway.example/client"), ["hop"]);
    assert.deepEqual(shown("kind:invocation hello nothing-like-it"), []);
  });

  void test("takes regular expressions with their flags", () => {
    assert.deepEqual(shown("/type\":[36]/"), ["ping", "failed"]);
    assert.deepEqual(shown("/HELLO w.*d/i"), ["invocation"]);
    assert.deepEqual(shown("/[/]client/"), ["hop"]);
    assert.deepEqual(shown("-/type/"), ["hop", "binary"]);
  });

  void test("names what it cannot read, with its place", () => {
    assert.deepEqual(refusal(() => parseFilter("hello kind:pong")).offset, 6);
    assert.match(refusal(() => parseFilter("knd:ping")).message, /no key "knd".*kind, direction/);
    assert.match(refusal(() => parseFilter("target:")).message, /value is missing/);
    assert.match(refusal(() => parseFilter('a "open')).message, /not closed/);
    assert.match(refusal(() => parseFilter("/open")).message, /not closed/);
    assert.match(refusal(() => parseFilter("/(/")).message, /cannot be read/);
    assert.equal(refusal(() => parseFilter("ping /(/")).offset, 5);
  });

  void test("refuses an expression that could run without end", () => {
    for (const source of ["/(a+)+$/", "/(a|a)*$/", "/((ab)*c)+/", "/(x+x+){2,}y/"]) assert.throws(() => parseFilter(source), /without end/, source);
    for (const source of ["/(ab)+/", "/a+b*/", "/(a|b)c/", "/[+*]+/", "/\\(a\\+\\)\\+/"]) parseFilter(source);
  });

  void test("finds the texts in a binary record too", () => {
    const packed: LogRecord = { ...binary, kind: "invocation", data: Uint8Array.from(Buffer.from("\u0095\u0001\u00a5Ahoi!", "latin1")) };
    assert.deepEqual([parseFilter("ahoi")(packed), parseFilter("nope")(packed)], [true, false]);
  });

  void test("says which text a record must hold to pass, so that a large log is searched quickly", () => {
    assert.equal(textNeeded('kind:ping Ab "A Longer one" -"not this long one at all" /x/'), "a longer one");
    assert.deepEqual(["", "-a", "kind:ping", "/a/", "ü"].map(textNeeded), [undefined, undefined, undefined, undefined, undefined]);
  });

  void test("answers whatever was typed, and never fails while matching", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("kind:", "error:yes", "ping", "-", "/", '"', "\\", "(", ")", "[", "]", "+", "*", "|", "a", "i", " ", ":") }), (text) => {
        let filter;
        try {
          filter = parseFilter(text);
        } catch (error) {
          assert.ok(error instanceof ParseProblem, String(error));
          assert.ok(error.offset >= 0 && error.offset <= text.length);
          return;
        }
        for (const record of Object.values(all)) assert.equal(typeof filter(record), "boolean");
      }),
      { numRuns: 500 },
    );
  });

  void test("finds every text that is in a record, when it is quoted", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (before, part, after) => {
        fc.pre(!part.includes('"'));
        assert.equal(parseFilter(`"${part}"`)(record("text", {}, before + part + after)), true);
      }),
    );
  });
});
