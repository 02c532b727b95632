import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { listen, stopServer } from "../../../src/sandbox/loopback.ts";
import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import { runs, sandboxOfState } from "../../../src/ui/sandbox/attach.ts";
import { tempFolder } from "../../support/tempFolder.ts";

void test("a second window finds the sandbox that the first one runs, with all it needs to work with it", async (t) => {
  const stateFile = join(await tempFolder(t), "sandbox.json");
  assert.equal(await sandboxOfState(stateFile), undefined, "nobody ever started one");
  const sandbox = await startSandbox({ stateFile });
  t.after(() => sandbox.stop());
  const found = await sandboxOfState(stateFile);
  assert.deepEqual(found, sandbox.line);
  assert.ok(found !== undefined && runs(found));
  await sandbox.stop();
  assert.equal(await sandboxOfState(stateFile), undefined, "a state alone is no sandbox");
});

void test("the line is given to nobody without the state's token, and what else listens on the port is not taken for a sandbox", async (t) => {
  const stateFile = join(await tempFolder(t), "sandbox.json");
  const sandbox = await startSandbox({ stateFile });
  const { appServerUrl, armToken } = sandbox.line;
  for (const headers of [{}, { Authorization: "Bearer another" }]) {
    const answer = await fetch(`${appServerUrl}/.sandbox/line`, { headers });
    assert.deepEqual([answer.status, (await answer.text()).includes(armToken)], [401, false]);
  }
  assert.equal((await fetch(`${appServerUrl}/.sandbox/line`, { method: "PUT", headers: { Authorization: `Bearer ${armToken}` } })).status, 405);
  await sandbox.stop();
  const other = createServer((_, response) => response.end("{}"));
  await listen(other, Number(new URL(appServerUrl).port));
  t.after(() => stopServer(other));
  assert.equal(await sandboxOfState(stateFile), undefined);
});

void test("a state that cannot be read is left to the start, which names it", async (t) => {
  const stateFile = join(await tempFolder(t), "sandbox.json");
  await writeFile(stateFile, "{ not a state");
  assert.equal(await sandboxOfState(stateFile), undefined);
  assert.equal(await readFile(stateFile, "utf8"), "{ not a state");
});

void test("a process that ended does not run", () => {
  assert.equal(runs({ pid: 2 ** 22 + 1 }), false);
});
