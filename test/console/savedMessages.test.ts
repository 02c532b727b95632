import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { composerModes, serviceOperations } from "../../src/console/draft.ts";
import type { Draft } from "../../src/console/draft.ts";
import { readMessages, withMessage, withoutMessage } from "../../src/console/savedMessages.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { Scene } from "./consoleScene.ts";
import { refusal } from "./refusal.ts";

const draft: Draft = { mode: "invoke", target: "echo", text: '"ann", {"a":1}' };

/** The arguments as they are sent, where they are JSON. */
function list(typed: string): unknown {
  try {
    return JSON.parse(`[${typed}]`) as unknown;
  } catch {
    return typed;
  }
}

void suite("saved messages", () => {
  void test("stand in a file that shows in a review what is sent", () => {
    assert.equal(withMessage(undefined, "hello", draft), `{
  "version": 1,
  "messages": [
    {
      "name": "hello",
      "mode": "invoke",
      "target": "echo",
      "arguments": [
        "ann",
        {
          "a": 1
        }
      ]
    }
  ]
}
`);
  });

  void test("keep what a person wrote into the file, and each its place", () => {
    const one = withMessage(withMessage(undefined, "a", draft), "b", draft).replace("{\n", "{\n  // ours\n");
    const two = withMessage(one, "a", { ...draft, target: "other" });
    assert.match(two, /\/\/ ours/);
    assert.deepEqual(readMessages(two, "user").map(({ name, draft: { target } }) => [name, target]), [["a", "other"], ["b", "echo"]]);
    const three = withoutMessage(two, "a");
    assert.match(three, /\/\/ ours/);
    assert.deepEqual(readMessages(three, "user").map(({ name }) => name), ["b"]);
    assert.equal(refusal(() => withoutMessage(three, "a")).code, "noSuchMessage");
  });

  void test("come back as they were, whatever was typed", () => {
    const text = fc.oneof(fc.string(), fc.constantFrom("{{now}}", '"{{user}}", 1', "9007199254740993", "[1]", "[1], [2]", '"a", null', ""));
    const drafts = fc.record({ mode: fc.constantFrom(...composerModes), target: fc.string(), text, operation: fc.constantFrom(...serviceOperations), name: fc.string() });
    fc.assert(fc.property(drafts, fc.string({ minLength: 1 }), (given, name) => {
      const [read] = readMessages(withMessage(undefined, name, given), "workspace");
      assert.equal(read?.name, name);
      const raw = given.mode === "rawText" || given.mode === "rawHex";
      assert.equal(read.draft.target, raw ? "" : given.target);
      assert.deepEqual(raw ? read.draft.text : list(read.draft.text), raw ? given.text : list(given.text));
    }));
  });

  void test("are refused as a Problem or read, whatever a file holds", () => {
    const good = withMessage(withMessage(undefined, "a", draft), "b", { mode: "upload", target: "t", text: "", items: "1\n2" });
    fc.assert(fc.property(fc.nat(good.length), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, cut) => {
      try {
        readMessages(good.slice(0, at) + put + good.slice(at + cut), "user");
      } catch (error) {
        assert.ok(error instanceof Problem, String(error));
      }
    }), { numRuns: 300 });
    assert.match(refusal(() => readMessages('{"version":1,\n"messages":[{"name":"a"}]}', "user")).message, /messages\.0\.mode/);
    assert.match(refusal(() => readMessages('{"version":1,\n"messages":[}', "user")).message, /line 2/);
  });

  void test("are described to the editor by a schema with the same words", async () => {
    const schema = JSON.parse(await readFile(new URL("../../media/schemas/signalr-messages.json", import.meta.url), "utf8")) as { properties: { messages: { items: { properties: Record<string, { enum?: string[] }> } } } };
    const { properties } = schema.properties.messages.items;
    assert.deepEqual(properties["mode"]?.enum, [...composerModes]);
    assert.deepEqual(properties["operation"]?.enum, [...serviceOperations]);
    assert.deepEqual(Object.keys(properties), ["name", "mode", "target", "arguments", "text", "items", "operation", "to", "group"]);
  });

  void test("are offered to the page, saved and removed by it", async (t) => {
    const scene = new Scene(t);
    await scene.ready();
    await scene.ask("saveMessage", { name: " hi ", place: "workspace", draft });
    await scene.ask("saveMessage", { name: "mine", place: "user", draft });
    const names = (): unknown => scene.posted.flatMap((message) => (message.type === "saved" ? [message.messages.map(({ name, place }) => [name, place])] : [])).at(-1);
    assert.deepEqual(names(), [["hi", "workspace"], ["mine", "user"]]);
    await scene.ask("removeMessage", { name: "hi", place: "workspace" });
    assert.deepEqual(names(), [["mine", "user"]]);
    assert.equal((await scene.ask("removeMessage", { name: "hi", place: "workspace" })).problem?.code, "noSuchMessage");
  });
});
