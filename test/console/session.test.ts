import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { LogRecord } from "../../src/console/record.ts";
import type { Match } from "../../src/console/roundTrips.ts";
import { openSession, Session } from "../../src/console/session.ts";
import type { SessionState } from "../../src/console/session.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import { FakeHub } from "./fakeHub.ts";

const url = "https://app.example/chat";

class Seen {
  readonly records: LogRecord[] = [];
  readonly matches: Match[] = [];
  readonly states: SessionState[] = [];
  record(record: LogRecord): void {
    this.records.push(record);
  }
  matched(match: Match): void {
    this.matches.push(match);
  }
  state(state: SessionState): void {
    this.states.push(state);
  }
  kinds(): string[] {
    return this.records.map(({ direction, kind }) => `${direction} ${kind}`);
  }
}

void suite("a session", () => {
  void test("records every hop and message in order, numbered from 1", async () => {
    const hub = new FakeHub();
    const seen = new Seen();
    const session = await openSession({ connect: { url }, open: hub.open }, seen);
    await session.send("broadcastMessage", ["ann", "hello"]);
    hub.receive({ kind: "invocation", target: "broadcastMessage", arguments: ["ann", "hello"] });
    await session.close();
    assert.deepEqual(seen.kinds(), [
      "local negotiate", "local redirect", "local upgrade", "sent handshake", "received handshake",
      "sent invocation", "received invocation", "sent close", "local closed",
    ]);
    assert.deepEqual(seen.records.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(seen.records.map(({ frame }) => frame), [undefined, undefined, undefined, 1, 2, 3, 4, 5, undefined]);
    assert.deepEqual(seen.states, ["connecting", "connected", "closing", "closed"]);
    assert.deepEqual(await session.closed, { code: 1000, reason: "" });
    assert.equal(session.failure, undefined);
  });

  void test("matches an invocation with its completion, whichever side called", async () => {
    const hub = new FakeHub();
    const seen = new Seen();
    const session = await openSession({ connect: { url }, open: hub.open }, seen);
    const { result, roundTripMs } = await session.invoke("echo", ["hello"]);
    assert.deepEqual([result, roundTripMs], ["hello", 9]);
    assert.deepEqual(seen.matches, [{ invocation: 6, completion: 7, roundTripMs: 9 }]);
    assert.equal(seen.records[6]?.roundTripMs, 9);

    hub.receive({ kind: "invocation", invocationId: "s1", target: "ask", arguments: [] });
    hub.now += 4;
    hub.message("sent", { kind: "completion", invocationId: "s1", error: "Client didn't provide a result." });
    assert.deepEqual(seen.matches[1], { invocation: 8, completion: 9, roundTripMs: 4 });
    hub.receive({ kind: "completion", invocationId: "s1", result: 1 });
    assert.equal(seen.matches.length, 2, "a completion nobody asked for matches nothing");
  });

  void test("goes on numbering where an earlier session of the log stopped", async () => {
    const hub = new FakeHub();
    const seen = new Seen();
    const session = await openSession({ connect: { url }, open: hub.open, counter: { seq: 40 }, frames: 7 }, seen);
    assert.deepEqual([seen.records[0]?.seq, seen.records[3]?.frame], [41, 8]);
    assert.deepEqual(session.numbers, { seq: 45, frame: 9 });
  });

  void test("shows a refused hop with its reason and fails with it", async () => {
    const hub = new FakeHub();
    hub.refusal = new Problem({ code: "apimNotFound", message: "Negotiate was answered with 404.", likelyCause: "Nothing is published.", nextStep: "Publish.", status: 404 });
    const seen = new Seen();
    const session = new Session({ connect: { url }, open: hub.open }, seen);
    await assert.rejects(session.connect(), hub.refusal);
    assert.deepEqual(seen.kinds(), ["local negotiate", "local error"]);
    assert.equal(seen.records[0]?.members.error, "Negotiate was answered with 404.");
    assert.deepEqual(seen.records[1]?.members, {
      error: "Negotiate was answered with 404.", code: "apimNotFound", likelyCause: "Nothing is published.", nextStep: "Publish.", status: 404,
    });
    assert.deepEqual([session.state, session.failure?.code], ["failed", "apimNotFound"]);
    await assert.rejects(async () => session.send("a", []), { message: "There is no connection to send on." });
  });

  void test("is not a failure when the person stops it while connecting", async () => {
    const hub = new FakeHub();
    hub.silent = true;
    const seen = new Seen();
    const session = new Session({ connect: { url }, open: hub.open }, seen);
    const stop = new AbortController();
    const connecting = session.connect(stop.signal);
    stop.abort();
    await assert.rejects(connecting, Cancelled);
    assert.deepEqual([seen.states, session.failure, seen.records.length], [["connecting", "closed"], undefined, 0]);
  });

  void test("fails when the server closes with an error, and keeps its words", async () => {
    const hub = new FakeHub();
    const seen = new Seen();
    const session = await openSession({ connect: { url }, open: hub.open }, seen);
    hub.receive({ kind: "close", error: "Connection closed with an error.", allowReconnect: true });
    hub.end({ code: 1000, reason: "" });
    assert.equal(session.state, "failed");
    assert.equal(session.failure?.message, "The server closed the connection: Connection closed with an error.");
  });

  void test("fails when the transport breaks, with the reason before the end in the log", async () => {
    const hub = new FakeHub();
    const seen = new Seen();
    const session = await openSession({ connect: { url }, open: hub.open }, seen);
    hub.end({ code: 1006, reason: "", problem: new Problem({ code: "webSocketBroke", message: "The connection broke." }) });
    assert.deepEqual(seen.kinds().slice(-2), ["local error", "local closed"]);
    assert.deepEqual(seen.records.at(-1)?.members, { code: 1006, reason: "" });
    assert.equal(session.failure?.code, "webSocketBroke");
  });

  void test("is over, with the reason, when the transport broke in the moment it had connected", async () => {
    const hub = new FakeHub();
    const seen = new Seen();
    const problem = new Problem({ code: "connectionReset", message: "The connection broke." });
    const open: typeof hub.open = async (...given) => {
      const connection = await hub.open(...given);
      hub.end({ reason: "", problem });
      return connection;
    };
    const session = await openSession({ connect: { url }, open }, seen);
    assert.deepEqual([session.state, session.failure?.code, seen.kinds().slice(-2)], ["failed", "connectionReset", ["local error", "local closed"]]);
    assert.deepEqual(seen.states, ["connecting", "connected", "failed"]);
    assert.throws(() => session.send("a", []), { code: "notConnected" });
  });

  void test("keeps what cannot be read and goes on", async () => {
    const hub = new FakeHub();
    const seen = new Seen();
    const session = await openSession({ connect: { url }, open: hub.open }, seen);
    hub.receiveMalformed('{"type":', "The JSON ends too early", 8);
    hub.receive({ kind: "ping" });
    assert.deepEqual(seen.kinds().slice(-2), ["received malformed", "received ping"]);
    assert.equal(session.state, "connected");
  });
});
