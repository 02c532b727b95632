import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { called } from "../support/officialClient.ts";
import { publishSandbox } from "../support/published.ts";
import { jsonHandshake, RawSocket, rs } from "../support/rawClient.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";

void test("the function's negotiate sends official clients through the gateway", async (t) => {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const { connectionString } = await publishSandbox(sandbox.line);
  const base = `${sandbox.line.appServerUrl}/api`;
  const taken = await fetch(`${sandbox.line.appServerUrl}/.sandbox/connection-string`, { method: "PUT", headers: { Authorization: `Bearer ${sandbox.line.armToken}` }, body: connectionString });
  assert.equal(taken.status, 204);
  const answer = await fetch(`${base}/negotiate?negotiateVersion=1`, { method: "POST" });
  const info = (await answer.json()) as Record<string, string>;
  assert.deepEqual(Object.keys(info), ["url", "accessToken"]);
  assert.equal(info["url"], `${sandbox.line.gatewayUrl}/client/?hub=chat`);

  const connection = new HubConnectionBuilder().withUrl(base).configureLogging(LogLevel.None).build();
  t.after(() => connection.stop());
  const heard = called(connection, "echo");
  await connection.start();
  await connection.invoke("echo", "ann", "hello");
  assert.deepEqual(await heard, ["ann", "hello (echo from server)"]);
  assert.ok(events.all.some(({ part, status }) => part === "gateway" && status === 101), "through the gateway");
});

void test("a gateway that negotiates calls the function for a bare WebSocket", async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const appNegotiate = { url: `${sandbox.line.appServerUrl}/api/negotiate`, auth: "forwarded" as const };
  const { integration } = await publishSandbox(sandbox.line, { layout: "gatewayNegotiate", appNegotiate });
  const client = new RawSocket(integration.gatewayUrls[0] ?? "", {});
  t.after(() => client.socket.terminate());
  await once(client.socket, "open");
  client.send(jsonHandshake);
  assert.equal(await client.text(), `{}${rs}`);
});
