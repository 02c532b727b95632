import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Cancelled, Problem } from "../../../src/signalr/problem.ts";
import { readLine, startSandboxProcess } from "../../../src/ui/sandbox/process.ts";
import type { SandboxProcess, SandboxProcessOptions } from "../../../src/ui/sandbox/process.ts";
import { tempFolder } from "../../support/tempFolder.ts";

const line = {
  version: 1, pid: 1, armEndpoint: "http://127.0.0.1:1", armToken: "t", gatewayUrl: "http://127.0.0.1:2", serviceEndpoint: "http://127.0.0.1:3", appServerUrl: "http://127.0.0.1:4",
  tenantId: "a", subscriptionId: "b", resourceGroup: "c", apimName: "d", signalRName: "e", connectionString: "Endpoint=http://127.0.0.1:3;AccessKey=k;Version=1.0;",
};
const ready = `console.log(JSON.stringify({ ...${JSON.stringify(line)}, pid: process.pid }));`;
const untilStopped = `setInterval(() => {}, 1000);`;

/** Starts a process with this source in the sandbox's place. */
async function start(t: TestContext, source: string, options: Partial<SandboxProcessOptions> = {}): Promise<SandboxProcess> {
  const entry = join(await tempFolder(t), "sandbox.mjs");
  await writeFile(entry, source);
  return startSandboxProcess({ entry, args: [], execPath: process.execPath, said: () => undefined, died: () => undefined, ...options });
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

void test("the sandbox line arrives, later lines go to the log, and stopping ends the process", async (t) => {
  const event = Promise.withResolvers<string>();
  const sandbox = await start(t, `${ready} console.log('{"part":"gateway"}'); ${untilStopped}`, { said: event.resolve, died: () => assert.fail("it was stopped on purpose") });
  assert.equal(sandbox.line.gatewayUrl, "http://127.0.0.1:2");
  assert.equal(await event.promise, '{"part":"gateway"}');
  assert.ok(alive(sandbox.line.pid));
  await sandbox.stop();
  assert.ok(!alive(sandbox.line.pid));
  await sandbox.stop();
});

void test("a start that fails says what the process said", async (t) => {
  await assert.rejects(start(t, `console.error("Port 41234 is taken."); process.exit(1);`), (error) => error instanceof Problem && error.code === "sandboxNotStarted" && error.details.likelyCause === "Port 41234 is taken.");
});

void test("an executable that is not there is a failed start, not a crash", async (t) => {
  await assert.rejects(start(t, ready, { execPath: join(await tempFolder(t), "nothing") }), (error) => error instanceof Problem && error.code === "sandboxNotStarted");
});

void test("a first line that is no sandbox line is a failed start, and nothing is left running", async (t) => {
  await assert.rejects(start(t, `console.log("hello"); ${untilStopped}`), (error) => error instanceof Problem && error.code === "sandboxNotStarted");
});

void test("cancelling while it starts stops it", async (t) => {
  const controller = new AbortController();
  let pid = 0;
  const said = (text: string): void => {
    pid = Number(text);
    controller.abort();
  };
  await assert.rejects(start(t, `console.error(process.pid); ${untilStopped}`, { signal: controller.signal, said }), Cancelled);
  assert.ok(pid > 0 && !alive(pid));
  await assert.rejects(start(t, ready, { signal: controller.signal }), Cancelled);
});

void test("an end nobody asked for is told, with the exit code", async (t) => {
  const died = Promise.withResolvers<number | null>();
  await start(t, `${ready} process.stdin.once("data", () => {}); setTimeout(() => process.exit(3), 1);`, { died: died.resolve });
  assert.equal(await died.promise, 3);
});

void test("a process that does not listen to reason is ended all the same", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sandbox = await start(t, `process.on("SIGTERM", () => console.log("no")); ${ready} ${untilStopped}`, { said: () => t.mock.timers.tick(5000) });
  await sandbox.stop();
  assert.ok(!alive(sandbox.line.pid));
});

void test("the process ends by itself when its parent's end of stdin closes", async (t) => {
  const folder = await tempFolder(t);
  const entry = join(folder, "sandbox.mjs");
  await writeFile(entry, `process.stdin.on("end", () => process.exit(0)).resume(); ${ready}`);
  const parent = join(folder, "parent.mjs");
  const module = new URL("../../../src/ui/sandbox/process.ts", import.meta.url).href;
  await writeFile(parent, `const { startSandboxProcess } = await import(${JSON.stringify(module)});
    const { line } = await startSandboxProcess({ entry: ${JSON.stringify(entry)}, args: [], execPath: process.execPath, said() {}, died() {} });
    process.send(line.pid); process.on("message", () => process.kill(process.pid, "SIGKILL"));`);
  const { fork } = await import("node:child_process");
  const child = fork(parent);
  const [pid]: unknown[] = await once(child, "message");
  assert.ok(typeof pid === "number" && alive(pid));
  child.send("die");
  await once(child, "exit");
  while (alive(pid)) await new Promise(setImmediate);
});

void test("only a whole sandbox line of version 1 is one", () => {
  assert.deepEqual(readLine(JSON.stringify(line)), line);
  assert.deepEqual(readLine(JSON.stringify({ ...line, later: true })), { ...line, later: true });
  for (const text of ["", "{", "null", "[]", "1", JSON.stringify({ ...line, version: 2 }), JSON.stringify({ ...line, pid: "1" }), JSON.stringify({ ...line, armToken: undefined })]) {
    assert.equal(readLine(text), undefined, text);
  }
});
