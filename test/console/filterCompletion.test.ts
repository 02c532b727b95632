import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { parseFilter } from "../../src/console/filter.ts";
import { completeFilter, targetsOf } from "../../src/console/filterCompletion.ts";
import { filterKeys } from "../../src/console/filterTerms.ts";
import type { LogRecord } from "../../src/console/record.ts";

const words = { targets: ["broadcastMessage", "say hello"], sessions: [1, 2] };

function offered(text: string): readonly string[] {
  return completeFilter(text, text.length, words).choices.map(({ insert }) => insert);
}

void suite("what a filter is completed with", () => {
  void test("is every word of the language, each with what it means", () => {
    const { from, choices } = completeFilter("", 0, words);
    assert.deepEqual([from, choices.map(({ insert }) => insert)], [0, filterKeys.map((key) => `${key}:`)]);
    assert.equal(new Set(choices.map(({ says }) => says)).size, filterKeys.length, "no two mean the same");
    assert.ok(choices.every(({ says }) => says !== ""));
  });

  void test("is what the word takes", () => {
    assert.deepEqual(offered("direction:"), ["sent", "received", "local"]);
    assert.deepEqual([offered("error:"), offered("marked:y")], [["yes", "no"], ["yes"]]);
    assert.deepEqual(offered("connection:"), ["1", "2"]);
    assert.deepEqual(offered("kind:ping,hand"), ["handshake"]);
    assert.deepEqual(offered("id:"), [], "nobody remembers ids");
    assert.deepEqual(offered("nonsense:"), []);
  });

  void test("is put in quotes where it holds a space, and nothing is offered inside quotes or an expression", () => {
    assert.deepEqual(offered("target:hello"), ['"say hello"']);
    assert.deepEqual([offered('"kin'), offered("/ki")], [[], []]);
  });

  void test("is always a filter that can be read", () => {
    fc.assert(fc.property(fc.constantFrom("", "-", "x ", "kind:", "-direction:", "target:s", "connection:", "marked:", "kind:ping,"), (text) => {
      for (const insert of offered(text)) {
        const { from } = completeFilter(text, text.length, words);
        const whole = text.slice(0, from) + insert;
        // A key alone still waits for its value.
        if (!whole.endsWith(":")) parseFilter(whole);
      }
    }));
  });

  void test("names each method once, without the secrets in its name", () => {
    const calls = ["a", "b", "a", "AccessKey=c2VjcmV0LWtleQ==;"].map((target): LogRecord => ({ seq: 1, time: 0, direction: "sent", kind: "invocation", members: { target } }));
    const [first, second, third = "", ...more] = targetsOf(calls);
    assert.deepEqual([first, second, more], ["a", "b", []]);
    assert.ok(third.includes("AccessKey=") && !third.includes("c2VjcmV0LWtleQ=="));
  });
});
