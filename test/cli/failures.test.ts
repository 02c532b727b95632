import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { test } from "node:test";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import { cli, document, errorOf, records, sandboxFixture } from "./support.ts";

const publishing = ["publish", "--layout", "webSocket", "--yes", "--json"];

void test("a refused write tells code, cause and next step, and what was made is taken back", async (t) => {
  const { run, sandbox } = await sandboxFixture(t);
  sandbox.faults.add({ method: "PUT", path: /chat-signalr-connect$/, times: 10, respond: () => faultError(403, "AuthorizationFailed", "The client has no permission.") });
  const result = await run(publishing);
  assert.equal(result.code, 1);
  const said = document(result);
  assert.equal(said["outcome"], "rolledBack");
  assert.deepEqual([said["applied"], Array.isArray(said["changes"]), Number(said["writes"]) > 0], [[], true, true]);
  const error = errorOf(result);
  assert.equal(error["code"], "AuthorizationFailed");
  assert.ok(typeof error["likelyCause"] === "string" && typeof error["nextStep"] === "string" && typeof error["requestId"] === "string");
  assert.ok(result.stderr.includes(String(error["message"])));
  assert.deepEqual(document(await run(["integrations", "--json"])), { integrations: [] });
});

void test("an integration that does not exist is 1 with the names there are", async (t) => {
  const { run, publish } = await sandboxFixture(t);
  await publish();
  for (const args of [["remove", "--yes"], ["connection-string"]]) {
    const result = await run([...args, "--integration", "absent", "--json"]);
    assert.deepEqual([result.code, errorOf(result)["code"]], [1, "integrationNotFound"]);
    assert.match(String(errorOf(result)["nextStep"]), /chat-signalr/);
  }
});

void test("a suffix that is taken is refused before anything is written", async (t) => {
  const { run, publish, events } = await sandboxFixture(t);
  await publish();
  const before = events.filter(({ method }) => method === "PUT").length;
  const result = await run([...publishing, "--name", "other"]);
  assert.deepEqual([result.code, errorOf(result)["code"]], [1, "suffixInUse"]);
  assert.equal(events.filter(({ method }) => method === "PUT").length, before);
});

void test("names that are not there are said with those that are", async (t) => {
  const { run } = await sandboxFixture(t);
  const result = await run(["integrations", "--apim", "absent", "--json"]);
  assert.equal(result.code, 1);
  assert.match(String(errorOf(result)["message"]), /absent/);
});

void test("Ctrl-C while publishing takes back what was made, says so, and ends with 130", async (t) => {
  const { run, sandbox } = await sandboxFixture(t);
  const reached = Promise.withResolvers<void>();
  const go = Promise.withResolvers<undefined>();
  sandbox.faults.add({
    method: "PUT",
    path: /operations\/negotiate-preflight$/,
    respond: () => {
      reached.resolve();
      return go.promise;
    },
  });
  const result = await run(publishing, {
    during: async (child) => {
      await reached.promise;
      const noticed = lineWith(child.stderr, "Interrupted:");
      child.kill("SIGINT");
      await noticed;
      go.resolve(undefined);
    },
  });
  assert.equal(result.code, 130);
  const said = document(result);
  assert.deepEqual([said["outcome"], errorOf(result)["code"]], ["rolledBack", "interrupted"]);
  assert.match(result.stderr, /taken back/);
  assert.deepEqual(document(await run(["integrations", "--json"])), { integrations: [] });
});

void test("Ctrl-C before anything was written says that nothing was", async (t) => {
  const { run, sandbox } = await sandboxFixture(t);
  const reached = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<undefined>();
  sandbox.faults.add({
    path: /\/apis$/,
    respond: () => {
      reached.resolve();
      return ended.promise;
    },
  });
  const result = await run(publishing, { during: async (child) => void (await reached.promise, child.kill("SIGINT")) });
  ended.resolve(undefined);
  assert.equal(result.code, 130);
  assert.deepEqual(Object.keys(document(result)), ["error"]);
});

void test("Ctrl-C ends a session politely, with 130 and the reason as its last record", async (t) => {
  const { run, publish } = await sandboxFixture(t);
  await publish();
  const result = await run(["connect", "--hub", "chat", "--json"], {
    during: async (child) => {
      await lineWith(child.stdout, '"received","kind":"handshake"');
      child.kill("SIGINT");
    },
  });
  assert.equal(result.code, 130);
  assert.deepEqual(records(result).slice(-3).map(({ direction, kind }) => `${String(direction)} ${String(kind)}`), ["sent close", "local closed", "local error"]);
  assert.equal(records(result).at(-1)?.["code"], "interrupted");
});

void test("a reader that goes away stops no command, and a session ends with it", async (t) => {
  const { run, publish, sandbox } = await sandboxFixture(t);
  const published = await run(["publish", "--layout", "webSocket", "--yes"], { during: async (child) => void child.stdout?.destroy() });
  assert.equal(published.code, 0, published.stderr);
  await publish();
  const session = await run(["connect", "--hub", "chat", "--keep-alive", "0.1"], {
    during: async (child) => {
      await lineWith(child.stdout, "handshake  ok");
      child.stdout?.destroy();
    },
  });
  assert.equal(session.code, 0, session.stderr);
  assert.ok(sandbox.line.version === 1);
});

void test("the sandbox says its line, then events; stopped it ends with 0", async () => {
  for (const [signal, args] of [["SIGINT", ["--json"]], ["SIGTERM", []]] as const) {
    const result = await cli(["sandbox", ...args], {
      during: async (child) => {
        await lineWith(child.stdout, args.length > 0 ? '"version":1' : "The sandbox runs");
        child.kill(signal);
      },
    });
    assert.equal(result.code, 0, result.stderr);
  }
});

void test("a port that is taken is told as JSON too", async (t) => {
  const { sandbox } = await sandboxFixture(t);
  const result = await cli(["sandbox", "--json", "--port", new URL(sandbox.line.armEndpoint).port]);
  assert.deepEqual([result.code, errorOf(result)["code"]], [1, "portInUse"]);
});

/** Resolves when the stream has given a line that holds the text; it goes on to be read by whoever else does. */
async function lineWith(stream: Readable | null, text: string): Promise<void> {
  assert.ok(stream !== null);
  const { promise, resolve } = Promise.withResolvers<void>();
  createInterface({ input: stream }).on("line", (line) => {
    if (line.includes(text)) resolve();
  });
  await promise;
}
