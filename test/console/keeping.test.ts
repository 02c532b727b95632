import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { align } from "../../src/console/align.ts";
import { comparing, comparingFiles } from "../../src/console/compare.ts";
import type { LogRecord, RecordMembers } from "../../src/console/record.ts";
import { replayOf } from "../../src/console/replay.ts";
import { writeTranscript } from "../../src/console/transcript.ts";
import { atOnce } from "../../src/console/work.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { address, Scene } from "./consoleScene.ts";
import { refusal } from "./refusal.ts";

function record(seq: number, kind: LogRecord["kind"], members: RecordMembers, more: Partial<LogRecord> = {}): LogRecord {
  return { seq, time: seq * 1000, direction: "sent", kind, frame: seq, data: new TextEncoder().encode(JSON.stringify({ seq })), binary: false, members, ...more };
}

/** A file with one record. */
function fileOf(startedAt: number, text: string): Uint8Array {
  return new TextEncoder().encode(writeTranscript({ target: address, startedAt }, [record(1, "text", {}, { data: new TextEncoder().encode(text) })]));
}

void suite("keeping a log", () => {
  void test("as Markdown: a table that no message can break, and what was marked", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("send", { target: "a|b<img>", arguments: '"line\\n| [x](javascript:1) `", 1' });
    await scene.ask("mark", { seq: 6, mark: "look *here*" });
    await scene.ask("export", { format: "markdown" });
    const lines = (scene.copied.at(-1) ?? "").split("\n");
    const row = lines.find((line) => line.startsWith("| 6 ⚑"));
    assert.match(row ?? "", /▲ \| invocation \| a\\\|b\\<img\\> \|/);
    assert.equal((row ?? "").replaceAll(/\\./g, "").split("|").length, 11, "nine cells");
    assert.ok(lines.includes("- **#6** look \\*here\\*"));
  });

  void test("as Markdown and JSON Lines of several sessions: each record says whose it is, a note holds no secret, a mark taken away is gone", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("openSession", null);
    await scene.ask("connect", { session: 2, address, userId: "" });
    await scene.ask("mark", { seq: 7, mark: "with AccessKey=c2VjcmV0LWtleQ==; it works" });
    await scene.ask("mark", { seq: 8, mark: "away" });
    await scene.ask("mark", { seq: 8 });
    await scene.ask("export", { format: "markdown" });
    await scene.ask("export", null);
    const [markdown = "", jsonLines = ""] = scene.copied;
    assert.equal(Array.from(markdown.matchAll(/^\| \d+(?: ⚑)? \| [\d:.]+ \| (\d) \|/gm), ([, session]) => session).join(""), "1111122222");
    assert.equal(Array.from(jsonLines.matchAll(/^\{"seq":(?:[6-9]|10),.*"session":(\d)/gm), ([, session]) => session).join(""), "22222");
    for (const text of [markdown, jsonLines]) assert.ok(!text.includes("c2VjcmV0LWtleQ==") && text.includes("it works") && !text.includes("away"), text);
  });

  void test("as HAR 1.2: what a refused hop was answered, with its address but without its token", async (t) => {
    const scene = new Scene(t);
    scene.hub.refusal = new Problem({ code: "apimNotFound", message: "Negotiate was answered with 404.", status: 404 });
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("export", { format: "har" });
    const { log: { entries: [entry] } } = JSON.parse(scene.copied.at(-1) ?? "") as { log: { entries: { comment: string; response: { status: number } }[] } };
    assert.deepEqual([entry?.response.status, entry?.comment], [404, "Negotiate was answered with 404."]);
    await scene.ask("clear", null);
    await scene.ask("export", { format: "har" });
    assert.match(scene.copied.at(-1) ?? "", /"entries": \[\]/, "a cleared log holds no hops");
  });

  void test("as HAR 1.2: the hops that were HTTP requests", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("export", { format: "har" });
    const { log } = JSON.parse(scene.copied.at(-1) ?? "") as { log: { version: string; entries: { startedDateTime: string; time: number; request: { method: string; url: string }; response: { status: number } }[] } };
    assert.equal(log.version, "1.2");
    assert.deepEqual(log.entries.map(({ request: { method, url }, response: { status } }) => [method, url.split("?")[0], status]), [
      ["POST", `${address}/negotiate`, 200], ["GET", "https://gateway.example/client/", 101],
    ]);
    assert.match(log.entries[0]?.startedDateTime ?? "", /^2026-11-21T12:01:04/);
  });

  void test("as HAR 1.2 of several sessions: each request belongs to its session", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    await scene.ask("openSession", null);
    await scene.ask("connect", { session: 2, address, userId: "" });
    await scene.ask("export", { format: "har" });
    const { log } = JSON.parse(scene.copied.at(-1) ?? "") as { log: { pages: { id: string; title: string; startedDateTime: string }[]; entries: { pageref: string; startedDateTime: string }[] } };
    assert.deepEqual(log.entries.map(({ pageref }) => pageref), ["session_1", "session_1", "session_2", "session_2"]);
    assert.deepEqual(log.pages.map(({ id, title, startedDateTime }) => [id, title, startedDateTime]), [
      ["session_1", "Session 1", log.entries[0]?.startedDateTime], ["session_2", "Session 2", log.entries[2]?.startedDateTime],
    ]);
  });

  void test("says how it differs from another transcript, whatever the times and ids", async (t) => {
    const yesterday = new Scene(t);
    await yesterday.ask("connect", { address, userId: "" });
    await yesterday.ask("invoke", { target: "echo", arguments: '"same"' });
    yesterday.hub.receive({ kind: "ping" });
    const scene = new Scene(t);
    scene.hub.now += 86_400_000;
    await scene.ask("connect", { address, userId: "" });
    scene.file = yesterday.host.transcript();
    await scene.ask("send", { target: "extra", arguments: "" });
    await scene.ask("invoke", { target: "echo", arguments: '"same"' });
    await scene.ask("compare", null);
    const document = scene.copied.at(-1) ?? "";
    assert.match(document, /0 only in the first, 1 only in the second, 7 in both/);
    assert.deepEqual(document.split("\n").filter((line) => /^[-+] /.test(line)).slice(-1), ["+ #6 sent invocation extra"]);
    const same = yesterday.host.transcript().split("\n");
    assert.match(atOnce(comparing(same, same)).join(""), /They say the same/);
    const fence = record(1, "text", {}, { data: new TextEncoder().encode("```\n# x") });
    assert.match(atOnce(comparing(same, writeTranscript({ target: address, startedAt: 0 }, [fence]).split("\n"))).join(""), /\+ #1 sent text ''' # x/);
  });

  void test("compares two files, the earlier one first whichever was chosen first", () => {
    const [monday, tuesday] = [fileOf(Date.UTC(2026, 10, 16), "worked"), fileOf(Date.UTC(2026, 10, 17), "fails")];
    const document = atOnce(comparingFiles(tuesday, monday)).join("");
    assert.match(document, /^- #1 sent text worked\n\+ #1 sent text fails$/m);
    assert.equal(document, atOnce(comparingFiles(monday, tuesday)).join(""));
    assert.equal(refusal(() => atOnce(comparingFiles(monday, new TextEncoder().encode("no transcript")))).code, "transcriptUnreadable");
  });

  void test("aligns any two lists: every element once, in order, equal beside equal, and all that is common of lists that differ little", () => {
    const list = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 40 });
    fc.assert(fc.property(list, list, (left, right) => {
      const pairs = atOnce(align(left, right));
      assert.deepEqual(pairs.flatMap((pair) => (pair.left === undefined ? [] : [pair.left])), left.map((_, index) => index));
      assert.deepEqual(pairs.flatMap((pair) => (pair.right === undefined ? [] : [pair.right])), right.map((_, index) => index));
      for (const pair of pairs) if (pair.left !== undefined && pair.right !== undefined) assert.equal(left[pair.left], right[pair.right]);
      assert.equal(pairs.filter((pair) => pair.left !== undefined && pair.right !== undefined).length, longestCommon(left, right));
    }));
  });

  void test("compares long transcripts that have nothing in common in no time", () => {
    const begin = performance.now();
    const pairs = atOnce(align(Array.from({ length: 50_000 }, (_, index) => `a${index}`), Array.from({ length: 50_000 }, (_, index) => `b${index}`)));
    assert.equal(pairs.length, 100_000);
    assert.ok(performance.now() - begin < 5000);
  });
});

function longestCommon(left: readonly string[], right: readonly string[]): number {
  const row: number[] = Array.from({ length: right.length + 1 }, () => 0);
  for (const one of left) {
    let diagonal = 0;
    for (const [index, other] of right.entries()) {
      const above = row[index + 1] ?? 0;
      row[index + 1] = one === other ? diagonal + 1 : Math.max(above, row[index] ?? 0);
      diagonal = above;
    }
  }
  return row[right.length] ?? 0;
}

void suite("replaying a transcript", () => {
  void test("sends what was sent, at its pace, and says how far it is", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "" });
    const records = [record(1, "handshake", {}), record(2, "invocation", {}), record(3, "ping", {}), record(4, "invocation", {}), record(5, "invocation", {}, { direction: "received" })];
    scene.file = writeTranscript({ target: address, startedAt: 0 }, records);
    const replaying = scene.ask("replay", {});
    while (scene.hub.rawSent.length < 1) await Promise.resolve();
    await Promise.resolve();
    scene.tick(t);
    assert.deepEqual(scene.activity()?.replay, { sent: 1, total: 2 });
    assert.equal(scene.hub.rawSent.length, 1, "the pause of two seconds is not over");
    assert.equal((await scene.ask("replay", {})).problem?.code, "alreadyReplaying");
    await scene.ask("stopReplay", {});
    await replaying;
    scene.tick(t);
    assert.equal(scene.activity()?.replay, undefined);
    assert.equal(scene.hub.rawSent.length, 1);
  });

  void test("can take a pace of its own", () => {
    const records = [record(2, "invocation", {}), record(4, "text", {}), record(9, "streamItem", {})];
    assert.deepEqual(replayOf(records, undefined, "json").map(({ pauseMs }) => pauseMs), [0, 2000, 5000]);
    assert.deepEqual(replayOf(records, 10, "json").map(({ pauseMs, bytes }) => [pauseMs, new TextDecoder().decode(bytes)]), [[0, '{"seq":2}\u001e'], [10, '{"seq":4}'], [10, '{"seq":9}\u001e']]);
  });

  void test("is refused where it cannot be understood, before anything is sent", async (t) => {
    assert.equal(refusal(() => replayOf([record(1, "ping", {})], undefined, "json")).code, "nothingToReplay");
    assert.equal(refusal(() => replayOf([record(1, "invocation", {})], undefined, "messagepack")).code, "protocolDiffers");
    assert.equal(refusal(() => replayOf([record(1, "invocation", {})], undefined, undefined)).code, "protocolDiffers");
    const scene = new Scene(t);
    assert.equal((await scene.ask("replay", {})).problem?.code, "notConnected");
    await scene.ask("connect", { address, userId: "" });
    scene.file = "no transcript";
    assert.equal((await scene.ask("replay", {})).problem?.code, "transcriptUnreadable");
  });
});
