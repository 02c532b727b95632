import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../src/sandbox/main.ts", import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly first: Record<string, unknown>;
}

async function start(t: TestContext, stdio: StdioOptions = ["ignore", "pipe", "pipe"], args: readonly string[] = ["--json"]): Promise<Started> {
  const child = spawn(process.execPath, [entry, ...args], { stdio });
  t.after(() => child.kill("SIGKILL"));
  assert.ok(child.stdout !== null);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  const first: unknown = JSON.parse(String(value));
  assert.ok(typeof first === "object" && first !== null);
  return { child, lines, first: { ...first } };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  void test(`the child says its line, then events, and ends within 2 s with 0 on ${signal}`, async (t) => {
    const { child, lines, first } = await start(t);
    assert.deepEqual([first["version"], first["pid"]], [1, child.pid]);
    await fetch(`${String(first["gatewayUrl"])}/nothing?access_token=secret`);
    const { value } = await lines.next();
    const event: unknown = JSON.parse(String(value));
    assert.ok(typeof event === "object" && event !== null && "part" in event && "status" in event);
    assert.deepEqual([event.part, event.status], ["gateway", 404]);
    assert.doesNotMatch(String(value), /secret/);
    // An open connection must not hold it up.
    const hanging = fetch(`${String(first["armEndpoint"])}/x`, { method: "POST", body: new ReadableStream({ pull: () => undefined }), duplex: "half" }).catch(() => undefined);
    const began = performance.now();
    child.kill(signal);
    const [code] = (await once(child, "exit")) as [number | null];
    assert.equal(code, 0);
    assert.ok(performance.now() - began < 2000);
    await hanging;
  });
}

void test("the child ends when the process that holds its stdin is gone", async (t) => {
  const { child } = await start(t, ["pipe", "pipe", "pipe"]);
  child.stdin?.end();
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

void test("a sandbox that cannot start says why and what to do, with 1", async () => {
  const child = spawn(process.execPath, [entry, "--port", "70000"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  assert.deepEqual(await once(child, "close"), [1, null]);
  assert.match(said, /port/i);
});
