import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import { readHostMessage, readPageMessage } from "../../src/console/protocol.ts";
import type { RequestResult } from "../../src/console/protocol.ts";
import { hubTarget, transcriptTarget } from "../../src/console/target.ts";
import type { ConsoleTarget } from "../../src/console/target.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { readTranscript } from "../../src/console/transcript.ts";
import { address, Scene } from "./consoleScene.ts";
import { fakePlatform } from "./fakePlatform.ts";

void suite("the console's host", () => {
  void test("welcomes a page with everything it shows", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ready("kind:handshake");
    const [init, status, activity, batch, saved] = scene.posted.slice(-5);
    assert.deepEqual([init?.type, activity?.type, saved?.type], ["init", "activity", "saved"]);
    assert.deepEqual([status?.type === "status" && status.status.state, status?.type === "status" && status.status.hops.map(({ kind }) => kind)], ["connected", ["negotiate", "redirect", "upgrade", "handshake"]]);
    const last = batch;
    assert.deepEqual(last?.type === "batch" && last.rows.map(({ kind }) => kind), ["handshake", "handshake"]);
    assert.ok(batch !== undefined);
  });

  void test("invokes, sends and sends raw text as typed", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    assert.deepEqual(await scene.ask("invoke", { target: "echo", arguments: '["hello"]' }), { value: { ms: 9 } });
    assert.deepEqual(await scene.ask("invoke", { target: "nope", arguments: "" }), { value: { ms: 9, error: "Unknown hub method 'nope'" } });
    assert.deepEqual(await scene.ask("send", { target: "broadcastMessage", arguments: '"ann", "hi"' }), { value: null });
    scene.hub.waiting = 10;
    assert.deepEqual(await scene.ask("sendText", { text: '{"type":6}' }), { value: { waiting: 10 } });
    assert.deepEqual(scene.hub.rawSent, [{ text: '{"type":6}', binary: false }]);
  });

  void test("sends nothing that it cannot read, and says where it stopped", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    const before = scene.host.transcript();
    assert.deepEqual((await scene.ask("invoke", { target: "echo", arguments: '["a", b]' })).problem?.offset, 6);
    assert.equal((await scene.ask("invoke", { target: " ", arguments: "[]" })).problem?.code, "usageTarget");
    assert.equal((await scene.ask("sendText", { text: "\\q" })).problem?.code, "usageRawText");
    assert.deepEqual(await scene.ask("check", { mode: "invoke", target: "", text: "[1]" }), { value: null });
    assert.equal((await scene.ask("filter", { text: "kind:x" })).problem?.code, "usageFilter");
    assert.equal(scene.host.transcript(), before);
  });

  void test("keeps the composer's draft and history for a page that comes back", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("invoke", { target: "echo", arguments: "[1]" });
    await scene.ask("invoke", { target: "echo", arguments: "[1]" });
    await scene.ask("keepDraft", { mode: "send", target: "half", text: "[" });
    await scene.ready();
    const init = scene.posted.findLast(({ type }) => type === "init");
    assert.deepEqual(init?.type === "init" && [init.draft, init.history], [
      { mode: "send", target: "half", text: "[" },
      [{ mode: "invoke", target: "echo", text: "[1]" }],
    ]);
  });

  void test("keeps the composer's draft for the next window, without the secrets in it", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const memory = new Map<string, unknown>();
    const scene = new Scene(t, undefined, memory);
    await scene.ask("keepDraft", { mode: "send", target: "half", text: "[1" });
    await scene.ask("keepDraft", { mode: "send", target: "half", text: '["AccessKey=c2VjcmV0LWtleQ==;", 12' });
    assert.equal(memory.size, 0, "not with every key");
    t.mock.timers.tick(300);
    assert.ok(!JSON.stringify([...memory]).includes("c2VjcmV0LWtleQ=="));
    const next = new Scene(t, undefined, memory);
    await next.ready();
    const init = next.posted.find(({ type }) => type === "init");
    assert.deepEqual(init?.type === "init" && [init.draft.mode, init.draft.target, init.draft.text.replace(/AccessKey=[^;]*/, "…")], ["send", "half", '["…;", 12']);
    await next.ask("keepDraft", { mode: "send", target: "late", text: "" });
    await next.host.dispose();
    assert.match(JSON.stringify(memory.get("console drafts")), /"late"/, "the window went before the pause was over");
  });

  void test("tells why it could not connect, and connects the next time", async (t) => {
    const scene = new Scene(t);
    scene.hub.refusal = new Problem({ code: "apimNotFound", message: "404.", likelyCause: "Nothing is published.", nextStep: "Publish.", status: 404 });
    assert.equal((await scene.ask("connect", { address, userId: "" })).problem?.code, "apimNotFound");
    assert.deepEqual([scene.status().state, scene.status().problem?.likelyCause, scene.status().hops[0]?.problem?.status], ["failed", "Nothing is published.", 404]);
    assert.equal((await scene.ask("send", { target: "a", arguments: "" })).problem?.code, "notConnected");
    scene.hub.refusal = undefined;
    await scene.ask("connect", { address, userId: "" });
    assert.deepEqual([scene.status().state, scene.status().problem], ["connected", undefined]);
    const seqs = scene.host.transcript().trim().split("\n").slice(1).map((line) => (JSON.parse(line) as { seq: number }).seq);
    assert.deepEqual(seqs, seqs.map((_, index) => index + 1), "one log over both tries");
    assert.equal((await scene.ask("connect", { address, userId: "" })).problem?.code, "alreadyConnected");
  });

  void test("stops connecting when the person says so, without calling it a failure", async (t) => {
    const scene = new Scene(t);
    scene.hub.silent = true;
    const connecting = scene.ask("connect", { address, userId: "" });
    await scene.ask("disconnect", null);
    assert.deepEqual(await connecting, { value: null });
    assert.deepEqual([scene.status().state, scene.status().problem], ["closed", undefined]);
  });

  void test("connects to another hub by its address, and refuses what is none", async (t) => {
    const scene = new Scene(t);
    assert.equal((await scene.ask("connect", { address: "not a hub", userId: "" })).problem?.code, "usageHubUrl");
    await scene.ask("connect", { address: "https://other.example/hub", userId: "" });
    assert.deepEqual([scene.status().title, scene.status().key], ["other.example/hub", "https://other.example/hub"]);
  });

  void test("makes an integration's token anew with the user that was chosen", async (t) => {
    const users: string[] = [];
    const target: ConsoleTarget = {
      kind: "integration", title: "chat", address: "https://gateway.example/client/?hub=chat", key: "k",
      resolve: async ({ userId }) => {
        users.push(userId);
        if (userId === "bad") throw new Problem({ code: "forbidden", message: "The keys may not be read." });
        return { url: "https://gateway.example/client/?hub=chat", accessToken: "secret" };
      },
    };
    const scene = new Scene(t, target);
    assert.equal((await scene.ask("connect", { address: "ignored", userId: "bad" })).problem?.code, "forbidden");
    assert.match(scene.host.transcript(), /"kind":"error","error":"The keys may not be read."/);
    await scene.ask("connect", { address: "ignored", userId: "ann" });
    assert.deepEqual([users, scene.status().userId, scene.status().state], [["bad", "ann"], "ann", "connected"]);
    assert.ok(!JSON.stringify(scene.posted).includes("secret"));
  });

  void test("gives details and copies of a record, and says when it is gone", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("invoke", { target: "echo", arguments: '[{"a":1}]' });
    const { value } = await scene.ask("detail", { seq: 7 });
    assert.deepEqual(value, {
      row: { seq: 7, time: (value as { row: { time: number } }).row.time, direction: "received", kind: "completion", summary: '{"a":1}', failed: false, bytes: 46, roundTripMs: 9, other: 6 },
      frame: 4,
      members: { invocationId: "0", result: { a: 1 } },
      text: '{"type":3,"invocationId":"0","result":{"a":1}}',
      hex: Buffer.from('{"type":3,"invocationId":"0","result":{"a":1}}').toString("hex"),
      cut: false,
      terminated: true,
      forms: ["row", "json", "raw"],
    });
    await scene.ask("copy", { seq: 7, form: "raw" });
    await scene.ask("copy", { seq: 7, form: "json" });
    await scene.ask("copy", { seq: 7, form: "row" });
    assert.equal(scene.copied[0], '{"type":3,"invocationId":"0","result":{"a":1}}');
    assert.equal((JSON.parse(scene.copied[1] ?? "") as { roundTripMs: number }).roundTripMs, 9);
    assert.match(scene.copied[2] ?? "", /\treceived\tcompletion\t\t46\t9\t\{"a":1\}$/);
    await scene.ask("clear", null);
    assert.deepEqual(await scene.ask("detail", { seq: 7 }), { value: null });
    assert.equal((await scene.ask("copy", { seq: 7, form: "raw" })).problem?.code, "recordDropped");
  });

  void test("puts a log back after a reload of the window and numbers on from it", async (t) => {
    const first = new Scene(t);
    await first.ask("connect", { address, userId: "" });
    const kept = first.host.transcript();
    const second = new Scene(t);
    await second.host.restore(readTranscript(kept));
    assert.equal(second.host.transcript(), kept);
    await second.ask("connect", { address, userId: "" });
    const lines = second.host.transcript().trim().split("\n").slice(1).map((line) => JSON.parse(line) as { seq: number; frame?: number });
    assert.deepEqual([lines.length, lines.at(-1)?.seq, lines.at(-1)?.frame], [10, 10, 4]);
  });

  void test("puts marks, notes and further sessions back after a reload of the window", async (t) => {
    const first = new Scene(t);
    await first.ask("openSession", null);
    await first.ask("openSession", null);
    await first.ask("connect", { address, userId: "" });
    await first.ask("connect", { session: 3, address, userId: "" });
    await first.ask("mark", { seq: 2, mark: "AccessKey=c2VjcmV0LWtleQ==; here it broke" });
    await first.ask("mark", { seq: 3, mark: "" });
    const kept = first.host.transcript();
    assert.ok(!kept.includes("c2VjcmV0LWtleQ=="));
    const second = new Scene(t);
    await second.ready();
    await second.host.restore(readTranscript(kept));
    await second.ready();
    assert.deepEqual(second.rows().flatMap(({ seq, mark }) => (mark === undefined ? [] : [[seq, mark.replace(/^.*;/, "")]])), [[2, " here it broke"], [3, ""]]);
    assert.equal(second.host.transcript(), kept);
    assert.deepEqual(second.posted.flatMap((message) => (message.type === "status" && message.status.session !== undefined ? [message.status.session] : [])), [3, 3]);
    await second.ask("connect", { session: 3, address, userId: "" });
    const lines = second.host.transcript().trim().split("\n").slice(1).map((line) => JSON.parse(line) as { session?: number; frame?: number });
    assert.deepEqual([lines.at(-1)?.session, lines.at(-1)?.frame], [3, 4]);
    assert.deepEqual((await second.ask("openSession", null)).value, { session: 4 });
  });

  void test("ignores what is not a message, and refuses parameters that are none", async (t) => {
    const scene = new Scene(t);
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (value) => {
        const before = scene.posted.length;
        if (readPageMessage(value) === undefined) await scene.host.receive(value);
        assert.equal(scene.posted.length, before);
      }),
    );
    assert.equal(readHostMessage({ type: "batch", generation: 0, sequence: 0, rows: [], updates: [{ seq: 1, roundTripMs: Number.POSITIVE_INFINITY, other: 2 }], oldest: 0, total: 0, dropped: 0, waiting: 0 }), undefined, "a number that no message can carry");
    await scene.host.receive({ type: "request", id: 99, name: "copy", params: { seq: "../", form: "row" } });
    const answer = scene.posted.at(-1);
    assert.equal(answer?.type === "refused" && answer.problem.code, "badRequest");
    await scene.host.receive({ type: "request", id: 100, name: "toString", params: null });
    assert.equal(scene.posted.at(-1), answer, "only requests of the protocol are answered");
  });

  void test("marks rows with notes, shows and filters by them, and forgets them with the rows", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ready();
    assert.deepEqual(await scene.ask("mark", { seq: 2, mark: "here it went wrong" }), { value: null });
    scene.tick(t);
    const batch = scene.posted.findLast(({ type }) => type === "batch");
    assert.deepEqual(batch?.type === "batch" && batch.marks, [{ seq: 2, mark: "here it went wrong" }]);
    await scene.ask("filter", { text: "marked:yes" });
    assert.deepEqual(scene.rows().map(({ seq, mark }) => [seq, mark]), [[2, "here it went wrong"]]);
    await scene.ask("mark", { seq: 2 });
    await scene.ask("filter", { text: "marked:yes" });
    assert.deepEqual(scene.rows(), []);
    assert.equal((await scene.ask("mark", { seq: 999, mark: "" })).problem?.code, "recordDropped");
  });

  void test("filters by session", async (t) => {
    const scene = new Scene(t);
    await scene.ask("openSession", null);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("connect", { session: 2, address, userId: "" });
    await scene.ready("connection:2");
    assert.deepEqual([...new Set(scene.rows().map(({ session }) => session))], [2]);
    assert.equal(scene.rows().length, 5);
  });

  void test("offers what a filter can ask for at the caret", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("send", { target: "broadcastMessage", arguments: "" });
    await scene.ask("openSession", null);
    const offered = async (text: string): Promise<unknown> => {
      const { value } = await scene.ask("completeFilter", { text, caret: text.length });
      const { from, choices } = value as RequestResult<"completeFilter">;
      return [from, choices.map(({ insert }) => insert)];
    };
    assert.deepEqual(await offered("-k"), [1, ["kind:"]]);
    assert.deepEqual(await offered("x kind:ping,in"), [12, ["invocation", "streamInvocation", "cancelInvocation", "ping", "binary"]]);
    assert.deepEqual(await offered("target:broad"), [7, ["broadcastMessage"]]);
    assert.deepEqual(await offered("connection:"), [11, ["1", "2"]]);
    assert.deepEqual(await offered('"kind:'), [6, []]);
  });

  void test("leads to the gateway's trace where its gateway keeps one, and offers it nowhere else", async (t) => {
    let shown = 0;
    const traced = new ConsoleHost({ ...hubTarget(address), traced: true }, fakePlatform({ trace: () => void shown++ }));
    t.after(() => traced.dispose());
    await traced.receive({ type: "request", id: 1, name: "trace", params: null });
    assert.equal(shown, 1);
    assert.equal((await new Scene(t).ask("trace", null)).problem?.code, "badRequest");
  });

  void test("opens a transcript again, read only", async (t) => {
    const before = new Scene(t);
    await before.ask("connect", { address, userId: "" });
    await before.ask("invoke", { target: "echo", arguments: "1" });
    const kept = before.host.transcript();
    const scene = new Scene(t, transcriptTarget("chat.signalr.jsonl", address, "file:///chat.signalr.jsonl"));
    await scene.host.restore(readTranscript(kept));
    await scene.ready("kind:invocation");
    assert.deepEqual(scene.rows().map(({ target, roundTripMs }) => [target, roundTripMs]), [["echo", 9]]);
    const init = scene.posted.find(({ type }) => type === "init");
    assert.deepEqual(init?.type === "init" && init.offers, ["filter", "completeFilter", "pause", "detail", "copy", "mark", "export", "compare"]);
    assert.equal((await scene.ask("connect", { address, userId: "" })).problem?.code, "badRequest");
    assert.equal((await scene.ask("clear", null)).problem?.code, "badRequest");
    assert.equal(scene.host.transcript(), kept);
  });

  void test("says what is odd about a record, in the row, the transcript and among the errors", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    scene.hub.receive({ kind: "completion", invocationId: "7", result: 1 }, "It completes nothing that was asked.");
    const kept = scene.host.transcript();
    assert.match(kept, /"remark":"It completes nothing that was asked."/);
    await scene.host.restore(readTranscript(kept.replaceAll(/"seq":(\d)/g, '"seq":1$1')));
    await scene.ready("error:yes");
    assert.deepEqual(scene.rows().map(({ summary }) => summary), ["It completes nothing that was asked. · 1", "It completes nothing that was asked. · 1"]);
  });
});
