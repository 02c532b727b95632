import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { closeConnection, readConnections, serve } from "../../src/sandbox/controlClient.ts";
import { createLoopbackServer, listen, stopServer } from "../../src/sandbox/loopback.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import { startAppServer } from "../support/appServer.ts";
import { connect } from "../support/officialClient.ts";
import { startTestApp } from "../support/sandboxApp.ts";

void test("who is connected is read, who serves is chosen, and a client is closed, from another process", async (t) => {
  const app = await startTestApp(t);
  const sandbox = { appServerUrl: app.url, armToken: app.armToken };
  assert.equal((await readConnections(sandbox)).serving, "own");
  await startAppServer(t, app.service, { serverId: "mine", connections: 2 });
  await serve(sandbox, "external");
  const client = await connect(t, app.service, undefined, undefined, { userId: "ann" });
  const { serving, hubs: [hub] } = await readConnections(sandbox);
  assert.equal(serving, "external");
  assert.deepEqual(hub?.servers, [{ serverId: "mine", connections: 2, clients: 1, leaving: false }]);
  assert.deepEqual(hub?.clients.map(({ connectionId, userId, serverId }) => [connectionId, userId, serverId]), [[client.connectionId, "ann", "mine"]]);
  const gone = new Promise<void>((resolve) => client.onreconnecting(() => resolve()));
  await closeConnection(sandbox, client.connectionId ?? "");
  await gone;
  await closeConnection(sandbox, "nobody/../%2f");
});

void test("a wrong token, no sandbox and a stopped wait are each told as what they are", async (t) => {
  const app = await startTestApp(t);
  await assert.rejects(readConnections({ appServerUrl: app.url, armToken: "wrong" }), (error) => error instanceof Problem && error.code === "appServerRefused" && error.details.status === 401);
  await assert.rejects(closeConnection({ appServerUrl: app.url, armToken: "wrong" }, "x"), Problem);
  const server = createServer();
  const port = await listen(server, 0);
  await stopServer(server);
  await assert.rejects(serve({ appServerUrl: `http://127.0.0.1:${port}`, armToken: "t" }, "own"), (error) => error instanceof Problem && error.code === "appServerUnreachable");
  await assert.rejects(readConnections({ appServerUrl: app.url, armToken: app.armToken }, AbortSignal.abort()), Cancelled);
});

void test("an answer in another shape is told, not shown", async (t) => {
  const server = createLoopbackServer({ request: (_, response) => response.end(JSON.stringify({ serving: "both", hubs: [] })) });
  const port = await listen(server, 0);
  t.after(() => stopServer(server));
  await assert.rejects(readConnections({ appServerUrl: `http://127.0.0.1:${port}`, armToken: "t" }), (error) => error instanceof Problem && error.code === "connectionsUnreadable");
});
