import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cli, document, errorOf, sandboxFixture } from "./support.ts";
import type { Result } from "./support.ts";

interface Row {
  readonly id: string;
  readonly target: string;
  readonly outcome: string;
  readonly evidence: string;
  readonly cause?: string;
}

function rows(result: Result): readonly Row[] {
  const { probes } = document(result);
  assert.ok(Array.isArray(probes));
  return probes as readonly Row[];
}

void test("doctor finds a published integration well: by name, by hub, and by the app's URL", async (t) => {
  const { run, publish, sandbox } = await sandboxFixture(t);
  await publish({ toApp: true });
  const ways = [
    { args: ["--integration", "chat-signalr"], targets: ["gateway", "service"] },
    { args: ["--hub", "chat", "--invoke", 'echo("ann", "hi")', "--origin", "https://pages.example", "--for", "0.1", "--message-size", "40000"], targets: ["gateway", "service"] },
    { args: ["--url", `${sandbox.line.appServerUrl}/chat`], targets: ["app", "gateway", "service"] },
  ];
  for (const { args, targets } of ways) {
    const result = await run(["doctor", ...args, "--json"]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.deepEqual(rows(result).filter(({ outcome }) => outcome !== "ok"), []);
    assert.match(String(document(result)["verdict"]), /^All is well/);
    for (const target of targets) assert.ok(rows(result).some((row) => row.target === target), `${target} was asked`);
  }
  const text = await run(["doctor", "--hub", "chat"]);
  assert.match(text.stdout, /^✓ All is well[^\n]*\n {2}gateway +✓ /);
});

void test("doctor says that the app bypasses the gateway, and ends with 1", async (t) => {
  const { run, publish, sandbox } = await sandboxFixture(t);
  await publish();
  const result = await run(["doctor", "--url", `${sandbox.line.appServerUrl}/chat`, "--json"]);
  assert.equal(result.code, 1);
  assert.deepEqual(document(result)["place"], "the app");
  assert.match(String(document(result)["verdict"]), /the app: The app sends its clients straight to the service.*no ClientEndpoint/);
  assert.equal(document(result)["error"], undefined);
});

void test("doctor needs to be told what to examine, and sends nothing where that cannot be meant", async (t) => {
  const { run, folder } = await sandboxFixture(t);
  for (const args of [["doctor"], ["doctor", "--url", "nonsense"], ["doctor", "--url", "http://127.0.0.1:1/x", "--hub", "chat"], ["doctor", "--url", "http://127.0.0.1:1/x", "--origin", "example.com"]]) {
    const result = await cli([...args, "--json"]);
    assert.equal(result.code, 2, args.join(" "));
    assert.equal(typeof errorOf(result)["message"], "string");
  }
  const file = join(folder, "string");
  await writeFile(file, "Endpoint=nonsense;AccessKey=k");
  assert.equal((await cli(["doctor", "--hub", "chat", "--connection-string-file", file, "--json"])).code, 2);
  const nothing = await run(["doctor", "--integration", "nope", "--json"]);
  assert.equal(nothing.code, 1);
  assert.equal(errorOf(nothing)["code"], "integrationNotFound");
});
