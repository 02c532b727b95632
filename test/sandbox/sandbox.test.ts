import assert from "node:assert/strict";
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { SandboxLine } from "../../src/sandbox/model.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { tempFolder } from "../support/tempFolder.ts";

const version = "api-version=2022-08-01";

function apiUrl(line: SandboxLine, id: string): string {
  return `${line.armEndpoint}/subscriptions/${line.subscriptionId}/resourceGroups/${line.resourceGroup}/providers/Microsoft.ApiManagement/service/${line.apimName}/apis/${id}?${version}`;
}

/** Publishes an API whose backend is the sandbox's app server, and waits until the gateway routes to it. */
async function publish(line: SandboxLine): Promise<void> {
  const properties = { path: "app", displayName: "App", serviceUrl: line.appServerUrl, protocols: ["https"], subscriptionRequired: false };
  const headers = { Authorization: `Bearer ${line.armToken}`, "Content-Type": "application/json" };
  let answer = await fetch(apiUrl(line, "app"), { method: "PUT", headers, body: JSON.stringify({ properties }) });
  while (answer.status === 202) answer = await fetch(answer.headers.get("location") ?? "", { headers });
  assert.ok(answer.ok, await answer.text());
  const operation = { properties: { displayName: "negotiate", method: "POST", urlTemplate: "/*" } };
  const made = await fetch(apiUrl(line, "app").replace("?", "/operations/negotiate?"), { method: "PUT", headers, body: JSON.stringify(operation) });
  assert.equal(made.status, 201);
}

const throughGateway = (line: SandboxLine): Promise<Response> => fetch(`${line.gatewayUrl}/app/chat/negotiate?negotiateVersion=1`, { method: "POST" });

/** Below the ports that the system hands out by itself: nothing takes them over while a test has them free for a restart. */
async function onPortsInARow(stateFile?: string): Promise<{ sandbox: Sandbox; port: number }> {
  for (let port = 21_000 + (process.pid % 1000) * 8; ; port += 8) {
    try {
      return { sandbox: await startSandbox({ port, ...(stateFile !== undefined && { stateFile }) }), port };
    } catch (error) {
      if (!(error instanceof Problem && error.code === "portInUse")) throw error;
    }
  }
}

void test("four parts answer on four ports in a row, with keys and ids made at random", async (t) => {
  const { sandbox, port } = await onPortsInARow();
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  const urls = [line.armEndpoint, line.gatewayUrl, line.serviceEndpoint, line.appServerUrl];
  assert.deepEqual(urls, [0, 1, 2, 3].map((offset) => `http://127.0.0.1:${port + offset}`));
  assert.equal((await fetch(apiUrl(line, "echo-api"))).status, 401);
  assert.equal((await fetch(apiUrl(line, "echo-api"), { headers: { Authorization: `Bearer ${line.armToken}` } })).status, 200);
  assert.equal((await fetch(`${line.gatewayUrl}/client/negotiate?hub=chat`, { method: "POST" })).status, 404);
  assert.equal((await fetch(`${line.serviceEndpoint}/client/negotiate?hub=chat`, { method: "POST" })).status, 401);
  assert.match(await (await fetch(line.appServerUrl)).text(), /<html/i);
  assert.match(line.connectionString, new RegExp(`^Endpoint=${line.serviceEndpoint};AccessKey=[^;]{40,};Version=1\\.0;$`));

  const other = await startSandbox();
  t.after(() => other.stop());
  for (const member of ["armToken", "subscriptionId", "tenantId", "connectionString"] as const) assert.notEqual(other.line[member], line[member]);
});

void test("what is published takes effect at the gateway at once, and its events tell it", async (t) => {
  const events: string[] = [];
  const sandbox = await startSandbox({ event: (event) => events.push(`${event.part} ${event.event}`) });
  t.after(() => sandbox.stop());
  assert.equal((await throughGateway(sandbox.line)).status, 404);
  await publish(sandbox.line);
  const answer = await throughGateway(sandbox.line);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /accessToken/);
  assert.ok(events.includes("gateway request"));
});

void test("stopping frees the ports and ends what is open; twice is fine", async () => {
  const sandbox = await startSandbox();
  await Promise.all([sandbox.stop(), sandbox.stop()]);
  await assert.rejects(fetch(sandbox.line.gatewayUrl));
  const again = await startSandbox({ port: Number(new URL(sandbox.line.armEndpoint).port) }).catch(() => undefined);
  await again?.stop();
});

void test("with a state file everything survives a restart, ports included, for its owner only", async (t) => {
  const stateFile = join(await tempFolder(t), "state.json");
  const { sandbox: first } = await onPortsInARow(stateFile);
  await publish(first.line);
  const given = `${first.line.connectionString}ClientEndpoint=${first.line.gatewayUrl};`;
  await giveConnectionString(first.line.appServerUrl, first.line.armToken, given);
  await first.stop();
  assert.equal((await stat(stateFile)).mode & 0o777, 0o600);

  const second = await startSandbox({ stateFile });
  t.after(() => second.stop());
  assert.deepEqual({ ...second.line, pid: 0 }, { ...first.line, pid: 0 });
  const redirect: unknown = await (await throughGateway(second.line)).json();
  assert.match(JSON.stringify(redirect), new RegExp(`"url":"${first.line.gatewayUrl}/client/`));
});

void test("a change is written soon, not only at the end", async (t) => {
  const folder = await tempFolder(t);
  const stateFile = join(folder, "state.json");
  const sandbox = await startSandbox({ stateFile });
  t.after(() => sandbox.stop());
  await publish(sandbox.line);
  while (!(await readFile(stateFile, "utf8")).includes('"path": "app"')) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(await readdir(folder), ["state.json"]);
});

void test("on other ports, what was published moves along", async (t) => {
  const stateFile = join(await tempFolder(t), "state.json");
  const { sandbox: first, port } = await onPortsInARow(stateFile);
  await publish(first.line);
  await first.stop();
  // The gateway's old port becomes the control plane's: addresses have to be moved all at once.
  const second = await startSandbox({ stateFile, port: port + 1 });
  t.after(() => second.stop());
  assert.notEqual(second.line.appServerUrl, first.line.appServerUrl);
  assert.equal((await throughGateway(second.line)).status, 200);
  assert.match(second.line.connectionString, new RegExp(`^Endpoint=${second.line.serviceEndpoint};`));
});

void test("a file that is no state is left alone and named, without its content", async (t) => {
  const stateFile = join(await tempFolder(t), "state.json");
  for (const text of ["not json AccessKey=c2VjcmV0", "{}", '{"version":2}', '{"version":1,"ports":{"arm":1,"gateway":2,"service":3,"app":4},"armToken":"0123456789abcdef","appConnectionString":"","model":{}}', "null", ""]) {
    await writeFile(stateFile, text);
    await assert.rejects(startSandbox({ stateFile }), (error: Error & { code?: string; details?: { resource?: string } }) => {
      assert.equal(error.code, "stateUnreadable");
      assert.equal(error.details?.resource, stateFile);
      assert.doesNotMatch(error.message, /c2VjcmV0|0123456789abcdef/);
      return true;
    });
    assert.equal(await readFile(stateFile, "utf8"), text);
  }
});

void test("a port that is taken is named, also when the state remembers it, and nothing is left listening", async (t) => {
  const stateFile = join(await tempFolder(t), "state.json");
  const first = await startSandbox({ stateFile });
  t.after(() => first.stop());
  await assert.rejects(startSandbox({ stateFile }), (error: Error & { code?: string; details?: { likelyCause?: string } }) => {
    assert.equal(error.code, "portInUse");
    assert.match(error.details?.likelyCause ?? "", /remembers/);
    return true;
  });
  await assert.rejects(startSandbox({ port: Number(new URL(first.line.armEndpoint).port) }), { code: "portInUse" });
});

void test("a state file in a folder that does not exist is said before anything runs on", async (t) => {
  await assert.rejects(startSandbox({ stateFile: join(await tempFolder(t), "no", "state.json") }), { code: "stateNotWritten" });
});
