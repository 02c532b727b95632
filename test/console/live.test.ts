import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import type { HostMessage } from "../../src/console/protocol.ts";
import { hubTarget } from "../../src/console/target.ts";
import { readTranscript } from "../../src/console/transcript.ts";
import { fakePlatform } from "./fakePlatform.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";

void test("a console chats with an app's hub over real sockets, shows every hop, and keeps no secret", async (t) => {
  const sandbox = await startSandbox({});
  t.after(() => sandbox.stop());
  const posted: HostMessage[] = [];
  const recorded = new EventTarget();
  const host = new ConsoleHost(hubTarget(`${sandbox.line.appServerUrl}/chat`), fakePlatform({
    post: (message) => void posted.push(message),
    recorded: () => void recorded.dispatchEvent(new Event("record")),
  }));
  t.after(() => host.dispose());
  const ask = (name: string, params: unknown): Promise<void> => host.receive({ type: "request", id: 1, name, params });

  await ask("connect", { address: host.target.address, userId: "" });
  assert.equal(host.status.state, "connected", host.status.problem?.message);
  assert.deepEqual(host.status.hops.map(({ kind, status }) => [kind, status]), [["negotiate", 200], ["redirect", 200], ["negotiate", 200], ["upgrade", 101], ["handshake", undefined]]);
  await ask("invoke", { target: "echo", arguments: '["ann", "hello"]' });
  const result = posted.findLast((message) => message.type === "result");
  assert.ok(result?.type === "result" && typeof result.value === "object" && result.value !== null && "ms" in result.value);
  await ask("invoke", { target: "nope", arguments: "" });
  const broadcast = once(recorded, "record");
  await ask("sendText", { text: '{"type":1,"target":"broadcastMessage","arguments":["ann","to all"]}␞' });
  await broadcast;
  await ask("disconnect", null);
  assert.equal(host.status.state, "closed");

  const { records } = readTranscript(host.transcript());
  const seen = records.filter(({ kind }) => kind !== "ping").map(({ direction, kind, members }) => [direction, kind, members.target ?? members.error].filter((part) => part !== undefined).join(" "));
  for (const wanted of ["sent handshake", "received handshake", "sent invocation echo", "received invocation echo", "received completion", "received completion Unknown hub method 'nope'", "sent invocation broadcastMessage", "sent close"]) {
    assert.ok(seen.includes(wanted), `${wanted} in ${seen.join(", ")}`);
  }
  assert.equal(seen.at(-1), "local closed");
  assert.deepEqual(records.map(({ seq }) => seq), records.map((_, index) => index + 1));
  const secrets = secretsOf(sandbox.line, sandbox.model);
  assertNoSecrets("the transcript", host.transcript(), secrets);
  assertNoSecrets("a message to the page", JSON.stringify(posted), secrets);
});
