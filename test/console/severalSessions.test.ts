import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import { readTranscript } from "../../src/console/transcript.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { address, Scene } from "./consoleScene.ts";
import { FakeHub } from "./fakeHub.ts";

/** A console with two sessions, each with a hub of its own. */
async function two(t: TestContext): Promise<{ readonly scene: Scene; readonly first: FakeHub; readonly second: FakeHub }> {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const scene = new Scene(t);
  const second = new FakeHub();
  await scene.ask("connect", { address, userId: "ann" });
  await scene.ask("openSession", null);
  scene.next = second;
  await scene.ask("connect", { session: 2, address, userId: "bob" });
  return { scene, first: scene.hub, second };
}

/** What the page was told last of a session: its state, and how many questions of the hub wait. */
function stateOf(scene: Scene, session: number): string | undefined {
  return scene.posted.flatMap((message) => (message.type === "status" && message.status.session === session ? [message.status.state] : [])).at(-1);
}
function asked(scene: Scene, session: number | undefined): number | undefined {
  return scene.posted.flatMap((message) => (message.type === "activity" && message.activity.session === session ? [message.activity.asked.length] : [])).at(-1);
}

void suite("several sessions of one console", () => {
  void test("each answers its own hub's questions, though both hubs ask under the same id", async (t) => {
    const { scene, first, second } = await two(t);
    await first.ask({ kind: "invocation", invocationId: "1", target: "GetName", arguments: [] });
    await second.ask({ kind: "invocation", invocationId: "1", target: "GetName", arguments: [] });
    await scene.ask("answer", { session: 2, invocationId: "1", text: '"bob"', failed: false });
    scene.tick(t);
    assert.deepEqual([asked(scene, undefined), asked(scene, 2)], [1, 0]);
    await scene.ask("answer", { invocationId: "1", text: '"ann"', failed: false });
    const { records } = readTranscript(scene.host.transcript());
    assert.deepEqual(records.filter(({ kind, direction }) => kind === "completion" && direction === "sent").map(({ session, members }) => [session, members.result]), [[2, "bob"], [undefined, "ann"]]);
  });

  void test("a stream that is held back in one goes on showing in the other, under the same id", async (t) => {
    const { scene, first, second } = await two(t);
    for (const hub of [first, second]) hub.endless = true;
    await scene.ask("stream", { target: "count", arguments: "" });
    await scene.ask("stream", { session: 2, target: "count", arguments: "" });
    await scene.ready("kind:streamItem");
    await scene.ask("pauseStream", { session: 2, invocationId: "0", paused: true });
    first.receive({ kind: "streamItem", invocationId: "0", item: "shown" });
    second.receive({ kind: "streamItem", invocationId: "0", item: "held back" });
    scene.tick(t);
    assert.deepEqual(scene.rows().map(({ summary }) => summary), ['"shown"']);
    await scene.ask("pauseStream", { session: 2, invocationId: "0", paused: false });
    scene.tick(t);
    assert.deepEqual(new Set(scene.rows().map(({ session = 1, summary }) => `${session} ${summary}`)), new Set(['1 "shown"', '2 "held back"']));
  });

  void test("an invocation is matched with its own session's completion", async (t) => {
    const { scene, second } = await two(t);
    second.answer = () => ({ result: "of bob" });
    await scene.ask("invoke", { target: "echo", arguments: '"of ann"' });
    await scene.ask("invoke", { session: 2, target: "echo", arguments: "" });
    await scene.ready("kind:completion");
    await scene.ready("kind:invocation,completion");
    const shown = new Map(scene.rows().map((row) => [row.seq, row]));
    for (const row of shown.values()) assert.equal(shown.get(row.other ?? 0)?.session, row.session);
    assert.equal(shown.size, 4);
  });

  void test("when one breaks the other stays, and the log says which it was", async (t) => {
    const { scene, second } = await two(t);
    second.end({ code: 1006, reason: "", problem: new Problem({ code: "webSocketDropped", message: "The connection was cut." }) });
    assert.deepEqual([scene.status().state, stateOf(scene, 2)], ["connected", "failed"]);
    await scene.ready("error:yes");
    assert.deepEqual(scene.rows().map(({ session, summary }) => [session, summary]), [[2, "The connection was cut."]]);
    assert.equal((await scene.ask("send", { session: 2, target: "say", arguments: "" })).problem?.code, "notConnected");
    assert.deepEqual((await scene.ask("send", { target: "say", arguments: "" })).value, null);
    scene.next = new FakeHub();
    await scene.ask("connect", { session: 2, address, userId: "bob" });
    assert.equal(stateOf(scene, 2), "connected");
  });

  void test("closing one disconnects it and keeps its records; a new one gets a number of its own", async (t) => {
    const { scene } = await two(t);
    await scene.ask("send", { session: 2, target: "say", arguments: '"kept"' });
    await scene.ask("closeSession", { session: 2 });
    assert.deepEqual(scene.posted.filter(({ type }) => type === "sessionClosed"), [{ type: "sessionClosed", session: 2 }]);
    assert.match(scene.host.transcript(), /"arguments":\["kept"\],"session":2/);
    assert.match(scene.host.transcript(), /"kind":"closed"[^\n]*"session":2/);
    assert.deepEqual((await scene.ask("openSession", null)).value, { session: 3 });
    await scene.ready();
    assert.deepEqual(scene.posted.slice(scene.posted.findLastIndex(({ type }) => type === "init")).flatMap((message) => (message.type === "status" ? [message.status.session] : [])), [undefined, 3]);
  });

  void test("each fails for itself, and leads to the doctor", async (t) => {
    const { scene } = await two(t);
    await scene.ask("openSession", null);
    scene.next = new FakeHub();
    scene.next.refusal = new Problem({ code: "apimNotFound", message: "404.", status: 404 });
    assert.equal((await scene.ask("connect", { session: 3, address, userId: "" })).problem?.code, "apimNotFound");
    assert.deepEqual([scene.status().state, stateOf(scene, 3)], ["connected", "failed"]);
    assert.deepEqual(await scene.ask("why", null), { value: null });
    assert.equal(scene.examined, 1);
  });
});
