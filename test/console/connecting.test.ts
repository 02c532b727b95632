import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { defaultChoices } from "../../src/console/protocol.ts";
import type { ConnectChoices } from "../../src/console/protocol.ts";
import { hubTarget } from "../../src/console/target.ts";
import { readTranscript } from "../../src/console/transcript.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { address, Scene } from "./consoleScene.ts";

void suite("the console's sessions", () => {
  void test("connects as chosen, remembers it for the target, and keeps secrets out of the memory and the page", async (t) => {
    const scene = new Scene(t);
    const choices: ConnectChoices = {
      ...defaultChoices, transport: "longPolling", protocol: "messagepack", insecure: true, reconnect: [0, 2000], serverTimeoutMs: 5000,
      headers: [["Authorization", "Bearer my-own-secret"], ["X-Room", "1"]], query: [["room", "1"], ["access_token", "other-secret"]],
    };
    scene.network = { proxy: "http://proxy:8080" };
    await scene.ask("connect", { address, userId: "ann", choices });
    assert.deepEqual({ ...scene.hub.options, answers: undefined }, {
      url: address, transport: "longPolling", protocol: "messagepack", reconnect: [0, 2000], serverTimeoutMs: 5000, answers: undefined,
      headers: { Authorization: "Bearer my-own-secret", "X-Room": "1" }, query: [["room", "1"], ["access_token", "other-secret"]],
      proxy: "http://proxy:8080", tls: { rejectUnauthorized: false },
    });
    assert.deepEqual(scene.status().choices?.headers, [["Authorization", "***"], ["X-Room", "1"]]);
    assert.ok(!/-secret/.test(JSON.stringify([scene.posted, ...scene.memory, scene.host.transcript()])));
    await scene.ask("disconnect", null);

    const masked = scene.status().choices;
    assert.ok(masked !== undefined);
    await scene.ask("connect", { address, userId: "ann", choices: masked });
    assert.deepEqual(scene.hub.options?.headers, { Authorization: "Bearer my-own-secret", "X-Room": "1" });

    const later = new Scene(t, hubTarget(address), scene.memory);
    assert.deepEqual([later.status().userId, later.status().choices?.transport, later.status().choices?.insecure], ["ann", "longPolling", false]);
    assert.equal((await later.ask("connect", { address, userId: "ann", choices: masked })).problem?.code, "secretForgotten");
    assert.equal(later.status().state, "failed");
  });

  void test("shows two sessions side by side over one log", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "ann" });
    assert.deepEqual(await scene.ask("openSession", null), { value: { session: 2 } });
    await scene.ask("connect", { session: 2, address, userId: "bob" });
    await scene.ask("send", { session: 2, target: "say", arguments: "{{user}}" });
    await scene.ask("send", { target: "say", arguments: "{{user}}" });
    const statuses = scene.posted.flatMap((message) => (message.type === "status" ? [message.status] : []));
    assert.deepEqual([statuses.findLast(({ session }) => session === 2)?.userId, scene.status().userId], ["bob", "ann"]);
    const { records } = readTranscript(scene.host.transcript());
    assert.deepEqual(records.map(({ seq }) => seq), records.map((_, index) => index + 1), "one numbering");
    assert.deepEqual(records.slice(-2).map(({ members }) => members.arguments), [["bob"], ["ann"]]);
    await scene.ask("closeSession", { session: 2 });
    assert.equal((await scene.ask("send", { session: 2, target: "say", arguments: "" })).problem?.code, "sessionGone");
    assert.equal((await scene.ask("closeSession", { session: 1 })).problem?.code, "sessionGone");
    assert.equal(scene.status().state, "connected");
  });

  void test("says that it reconnects, why, and when, and goes on in the same log", async (t) => {
    const scene = new Scene(t);
    await scene.ask("connect", { address, userId: "", choices: { ...defaultChoices, reconnect: [2000] } });
    const problem = new Problem({ code: "connectionLost", message: "The connection was cut." });
    scene.hub.reconnecting({ attempt: 1, delayMs: 2000, end: { code: 1006, reason: "", problem }, stateful: false, time: 1000 });
    assert.deepEqual([scene.status().state, scene.status().reconnecting], ["reconnecting", { attempt: 1, at: 3000, reason: "The connection was cut.", stateful: false }]);
    assert.equal((await scene.ask("send", { target: "say", arguments: "" })).problem?.code, "notConnected");
    scene.hub.reconnected();
    assert.deepEqual([scene.status().state, scene.status().reconnecting], ["connected", undefined]);
    assert.deepEqual((await scene.ask("send", { target: "say", arguments: "" })).value, null);
    const kinds = readTranscript(scene.host.transcript()).records.slice(-3).map(({ kind }) => kind);
    assert.deepEqual(kinds, ["error", "closed", "invocation"]);
  });
});
