import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { hubTarget } from "../../src/console/target.ts";
import { readTranscript } from "../../src/console/transcript.ts";
import { address, Scene } from "./consoleScene.ts";

void suite("sending from the console", () => {
  void test("puts variables into what is sent, and says where in the typed text something is wrong", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: 'a"b' });
    await scene.ask("send", { target: "say", arguments: '{{user}}, "I am {{user}} at {{now}}"' });
    const { records } = readTranscript(scene.host.transcript());
    const [user, text] = records.at(-1)?.members.arguments ?? [];
    assert.equal(user, 'a"b');
    assert.match(String(text), /^I am a"b at \d{4}-.*Z$/);
    assert.equal((await scene.ask("send", { target: "say", arguments: "{{user}}, {{nobody}}" })).problem?.offset, 10);
    assert.equal((await scene.ask("send", { target: "say", arguments: '"{{uuid}}", x' })).problem?.offset, 12);
  });

  void test("sends bytes written in hexadecimal as one binary message, and nothing where a digit is none", async (t) => {
    const scene = new Scene(t);
    assert.equal((await scene.ask("sendHex", { text: "01" })).problem?.code, "notConnected");
    await scene.ask("connect", { address, userId: "" });
    scene.hub.waiting = 3;
    assert.deepEqual(await scene.ask("sendHex", { text: "68 69\n1e" }), { value: { waiting: 3 } });
    assert.deepEqual(scene.hub.rawSent, [{ text: "hi\u001e", binary: true }]);
    const { problem } = await scene.ask("sendHex", { text: "68 6x" });
    assert.deepEqual([problem?.code, problem?.offset], ["usageRawHex", 3], "the byte that is none");
    assert.equal(scene.hub.rawSent.length, 1);
    await scene.ready();
    const init = scene.posted.find(({ type }) => type === "init");
    assert.deepEqual(init?.type === "init" && init.history.map(({ mode, text }) => [mode, text]), [["rawHex", "01"], ["rawHex", "68 69\n1e"]]);
  });

  void test("shows a stream while it runs, holds its rows back and cancels it", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const scene = new Scene(t);
    scene.hub.endless = true;
    await scene.ask("connect", { address, userId: "" });
    await scene.ready();
    const { value } = await scene.ask("stream", { target: "count", arguments: "10" });
    const { invocationId } = value as { invocationId: string };
    const item = (): void => scene.hub.receive({ kind: "streamItem", invocationId, item: 1 });
    item();
    await scene.ask("pauseStream", { invocationId, paused: true });
    item();
    scene.tick(t);
    assert.deepEqual(scene.activity()?.streams, [{ invocationId, target: "count", items: 2, paused: true }]);
    assert.equal(scene.rows().filter(({ kind }) => kind === "streamItem").length, 1);
    await scene.ask("pauseStream", { invocationId, paused: false });
    scene.tick(t);
    assert.equal(scene.rows().filter(({ kind }) => kind === "streamItem").length, 2, "nothing was lost");
    await scene.ask("pauseStream", { invocationId, paused: true });
    item();
    await scene.ask("cancelStream", { invocationId });
    scene.hub.endStream(invocationId);
    await Promise.resolve();
    scene.tick(t);
    assert.deepEqual(scene.activity()?.streams, []);
    assert.equal(scene.rows().filter(({ kind }) => kind === "streamItem").length, 3, "the end lets go of what was held back");
    assert.equal((await scene.ask("cancelStream", { invocationId })).problem?.code, "streamEnded");
  });

  void test("uploads a stream by hand and from the lines of a file", async (t) => {
    const scene = new Scene(t);
    scene.hub.endless = true;
    await scene.ask("connect", { address, userId: "" });
    const { value } = await scene.ask("upload", { target: "take", arguments: '"x"', items: '1\n{"a":2}\n', keepOpen: true });
    const { streamId } = value as { streamId: string };
    scene.file = 'plain text\r\n{"b":3}\r\n';
    assert.deepEqual(await scene.ask("sendItemsOfFile", { streamId }), { value: { sent: 2 } });
    await scene.ask("sendItem", { streamId, text: "4" });
    await scene.ask("completeUpload", { streamId });
    assert.equal((await scene.ask("sendItem", { streamId, text: "5" })).problem?.code, "streamEnded");
    assert.equal((await scene.ask("upload", { target: "take", arguments: "", items: "1\n[2", keepOpen: false })).problem?.code, "usageInvocation");
    const sent = readTranscript(scene.host.transcript()).records.filter(({ direction, frame }) => direction === "sent" && frame !== undefined && frame > 2);
    assert.deepEqual(sent.map(({ kind, members }) => [kind, members.item ?? members.streamIds]), [
      ["invocation", [streamId]], ["streamItem", 1], ["streamItem", { a: 2 }], ["streamItem", "plain text"], ["streamItem", { b: 3 }], ["streamItem", 4], ["completion", undefined],
    ]);
  });

  void test("asks the person for a client result, or answers by a rule", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    const asked = scene.hub.ask({ kind: "invocation", invocationId: "s1", target: "GetName", arguments: [1] });
    assert.equal(await asked, undefined, "a person answers");
    scene.tick(t);
    assert.deepEqual(scene.activity()?.asked.map(({ invocationId, target, arguments: args }) => [invocationId, target, args]), [["s1", "GetName", "[1]"]]);
    assert.equal((await scene.ask("answer", { invocationId: "s1", text: "{", failed: false })).problem?.code, "usageInvocation");
    await scene.ask("answer", { invocationId: "s1", text: '"ann"', failed: false });
    scene.tick(t);
    assert.deepEqual(scene.activity()?.asked, []);
    assert.equal((await scene.ask("setAnswerRules", { rules: [{ target: "getname", text: "[", failed: false }] })).problem?.code, "usageInvocation");
    await scene.ask("setAnswerRules", { rules: [{ target: "getname", text: '"by rule"', failed: false }] });
    assert.deepEqual(await scene.hub.ask({ kind: "invocation", invocationId: "s2", target: "GetName", arguments: [] }), { result: "by rule" });
    const later = new Scene(t, hubTarget(address), scene.memory);
    await later.ready();
    assert.deepEqual(later.posted.find(({ type }) => type === "saved"), { type: "saved", messages: [], rules: [{ target: "getname", text: '"by rule"', failed: false }] });
  });

  void test("answers from the composer: what waits longest or the method that is named, with variables, as a result or an error", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "ann" });
    for (const [invocationId, target] of [["s1", "GetName"], ["s2", "GetAge"], ["s3", "GetName"]] as const) await scene.hub.ask({ kind: "invocation", invocationId, target, arguments: [] });
    const answer = (target: string, text: string, failed = false): ReturnType<typeof scene.ask> => scene.ask("answerNext", { target, text, failed });
    assert.deepEqual((await answer("getage", "[4, x]")).problem?.offset, 4, "where the mistake is in what was typed");
    assert.match((await answer("getage", "1, 2")).problem?.message ?? "", /more than one value/);
    assert.deepEqual(await answer(" getage ", "[42]"), { value: null });
    assert.deepEqual(await answer("", '"{{user}}"'), { value: null });
    assert.deepEqual(await answer("", "not today", true), { value: null });
    assert.equal((await answer("GetName", "1")).problem?.message, "The hub waits for no answer of GetName.");
    assert.equal((await answer("", "1")).problem?.code, "nothingAsked");
    const answered = readTranscript(scene.host.transcript()).records.filter(({ kind, direction }) => kind === "completion" && direction === "sent");
    assert.deepEqual(answered.map(({ members: { invocationId, result, error } }) => [invocationId, error ?? result]), [["s2", [42]], ["s1", "ann"], ["s3", "not today"]]);
    await scene.ready();
    const init = scene.posted.findLast(({ type }) => type === "init");
    assert.deepEqual(init?.type === "init" && init.history.map(({ mode, text }) => [mode, text]), [["clientResult", "[42]"], ["clientResult", '"{{user}}"'], ["clientResult", "not today"]]);
  });
});
