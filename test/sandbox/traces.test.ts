import assert from "node:assert/strict";
import { test } from "node:test";
import { readTraces } from "../../src/sandbox/controlClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { Problem } from "../../src/signalr/problem.ts";

void test("another process reads what the gateway's policies did, all or one, with the sandbox's token", async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  assert.deepEqual(await readTraces(line), []);
  assert.equal((await fetch(`${line.gatewayUrl}/nothing?access_token=secret-of-the-caller`)).status, 404);
  const [trace] = await readTraces(line);
  assert.deepEqual([trace?.url, trace?.status, trace?.api], ["/nothing?access_token=***", 404, null]);
  const ask = (path: string, method = "GET", token = line.armToken): Promise<Response> => fetch(`${line.appServerUrl}/.sandbox/traces${path}`, { method, headers: { Authorization: `Bearer ${token}` } });
  assert.deepEqual(await (await ask(`/${trace?.id}`)).json(), trace);
  assert.deepEqual([(await ask("/none")).status, (await ask("", "DELETE")).status, (await ask("", "GET", "wrong")).status], [404, 405, 401]);
  await assert.rejects(readTraces({ ...line, armToken: "wrong" }), (error) => error instanceof Problem && error.code === "appServerRefused");
});
