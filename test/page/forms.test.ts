import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { defaultChoices } from "../../src/console/protocol.ts";
import type { ConnectChoices, ConsoleStatus } from "../../src/console/protocol.ts";
import { modes, sameDraft } from "../../src/page/composerModes.ts";
import { readForm, toForm } from "../../src/page/connectForm.ts";
import { hasTerm, toggleTerm } from "../../src/page/filterToggles.ts";
import { withRule } from "../../src/page/savedPanel.ts";
import { naming, Sessions } from "../../src/page/sessions.ts";

const name = fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/);
const value = fc.stringMatching(/^[!-~]{0,12}$/);
const pairs = fc.array(fc.tuple(name, value), { maxLength: 4 });
const ms = fc.option(fc.integer({ min: 1, max: 2_147_483_647 }), { nil: undefined });

void suite("the settings of a connection", () => {
  void test("come back as they were written, whatever they are", () => {
    const choices = fc.record({
      transport: fc.constantFrom("webSockets", "serverSentEvents", "longPolling"), protocol: fc.constantFrom("json", "messagepack"),
      claims: pairs, headers: pairs, query: pairs, lifetimeSeconds: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
      reconnect: fc.array(fc.integer({ min: 0, max: 2_147_483_647 }), { maxLength: 5 }),
      statefulReconnect: fc.boolean(), skipNegotiation: fc.boolean(), bare: fc.boolean(), insecure: fc.boolean(),
      certificates: fc.option(fc.record({ ca: value, cert: value, key: value }, { requiredKeys: ["cert"] }), { nil: undefined }), entra: fc.constantFrom(true, undefined),
      handshakeTimeoutMs: ms, serverTimeoutMs: ms, keepAliveMs: ms,
    });
    fc.assert(fc.property(choices, (given) => {
      const wanted = Object.fromEntries(Object.entries(given).filter(([, part]) => part !== undefined)) as ConnectChoices;
      assert.deepEqual(readForm(toForm(wanted)), { choices: wanted });
    }));
  });

  void test("never throw, whatever is typed", () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (headers, reconnect, keepAlive) => {
      const read = readForm({ ...toForm(defaultChoices), headers, reconnect, keepAlive });
      assert.ok("choices" in read || read.problem.message !== "");
    }));
  });

  void test("say which line or time cannot be read", () => {
    assert.deepEqual(problem({ headers: "X-Team: blue\nnonsense" }), ["headers", 'Line 2 has no name before a ":". Write it as X-Team: blue.']);
    assert.deepEqual(problem({ reconnect: "0, soon" }), ["reconnect", '"soon" is not a time in seconds. Write the waits with commas, as in 0, 2, 10, 30.']);
    assert.deepEqual(problem({ keepAlive: "-1" }), ["keepAlive", '"-1" is not a time in seconds. Write a number above 0, as in 15.']);
    assert.deepEqual(problem({ serverTimeout: "9999999" }), ["serverTimeout", '"9999999" is not a time in seconds. Write a number above 0, as in 15.']);
  });
});

void suite("the filter's buttons", () => {
  void test("put a term in and take just this one out", () => {
    assert.equal(toggleTerm("", "error:yes"), "error:yes");
    assert.equal(toggleTerm("kind:invocation ", "-kind:ping"), "kind:invocation -kind:ping");
    assert.equal(toggleTerm('"two  words" -kind:ping error:yes', "-kind:ping").replace(/ {2}error/, " error"), '"two  words" error:yes');
    assert.equal(hasTerm("-kind:pingpong", "-kind:ping"), false);
  });

  void test("pressed twice leave what there was", () => {
    fc.assert(fc.property(fc.array(name), (words) => assert.equal(toggleTerm(toggleTerm(words.join(" "), "error:yes"), "error:yes"), words.join(" "))));
  });
});

void suite("what the page knows of the host's sessions", () => {
  void test("keeps each one's activity over its statuses, and forgets what was closed", () => {
    const sessions = new Sessions();
    sessions.takeStatus(status());
    sessions.takeStatus(status(2));
    sessions.takeActivity({ session: 2, streams: [{ invocationId: "0", target: "count", items: 3, paused: false }], uploads: [], asked: [] });
    sessions.takeActivity({ session: 7, streams: [], uploads: [], asked: [] });
    sessions.takeStatus({ ...status(2), state: "connected" });
    assert.deepEqual(sessions.all.map(({ session, status, activity }) => [session, status.state, activity.streams.length]), [[1, "idle", 0], [2, "connected", 1]]);
    sessions.remove(2);
    assert.equal(sessions.get(2), undefined);
    assert.deepEqual([naming(1), naming(2)], [{}, { session: 2 }]);
  });
});

void suite("the composer", () => {
  void test("offers only what can be sent here", () => {
    assert.deepEqual(modeNames({}), ["invoke", "send", "stream", "upload", "clientResult", "rawText", "rawHex"]);
    assert.deepEqual(modeNames({ serves: true }).at(-1), "service");
    assert.deepEqual(modeNames({ choices: { ...defaultChoices, bare: true } }), ["rawText", "rawHex"]);
  });

  void test("keeps each message once in its history", () => {
    const draft = { mode: "service", target: "t", text: "1", operation: "sendToUser", name: "ann" } as const;
    assert.equal(sameDraft(draft, { ...draft }), true);
    assert.equal(sameDraft(draft, { ...draft, name: "bob" }), false);
  });

  void test("answers a client method in one way, whatever its case", () => {
    const rules = [{ target: "Ask", text: "1", failed: false }, { target: "other", text: "", failed: false }];
    assert.deepEqual(withRule(rules, { target: "ask ", text: "no", failed: true }), [{ target: "other", text: "", failed: false }, { target: "ask", text: "no", failed: true }]);
  });
});

function modeNames(status: Pick<ConsoleStatus, "choices" | "serves">): string[] {
  return modes(status).map(([mode]) => mode);
}

function problem(part: Partial<ReturnType<typeof toForm>>): unknown {
  const read = readForm({ ...toForm(defaultChoices), ...part });
  return "problem" in read ? [read.problem.field, read.problem.message] : read;
}

function status(session?: number): ConsoleStatus {
  return { ...(session !== undefined && { session }), state: "idle", since: 0, title: "t", kind: "hub", address: "a", key: "k", userId: "", hops: [] };
}
