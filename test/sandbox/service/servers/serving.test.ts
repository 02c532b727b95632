import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { startAppServer } from "../../../support/appServer.ts";
import { called, connect } from "../../../support/officialClient.ts";
import { startTestService } from "../../../support/signalRService.ts";

void test("the sandbox's own app serves until the person chooses the external one, and an arriving server is told of", async (t) => {
  const service = await startTestService(t);
  await startAppServer(t, service, { serverId: "mine", connections: 2 });
  const idle = await service.happened("serverIdle");
  assert.equal(idle["serverId"], "mine");
  assert.equal(service.events.filter(({ event }) => event === "serverIdle").length, 1, "once for a server, not for each connection");
  const client = await connect(t, service);
  const echoed = called(client, "echo");
  await client.invoke("Echo", "a", "own");
  assert.deepEqual(await echoed, ["a", "own (echo from server)"]);
  const back = new Promise<void>((resolve) => client.onreconnected(() => resolve()));
  service.serve("external");
  await back;
  assert.equal(await client.invoke("Echo", "hi"), "hi by mine");
});

void test("with external chosen from the start, clients wait for no host of ours", async (t) => {
  const service = await startTestService(t, { serving: "external" });
  await assert.rejects(connect(t, service), /app servers are not connected/);
  await startAppServer(t, service, { serverId: "mine" });
  assert.equal(await (await connect(t, service)).invoke("Echo", "hi"), "hi by mine");
  assert.equal(service.events.some(({ event }) => event === "serverIdle"), false);
});

void test("a hub nobody here hosts is served by its server whatever was chosen", async (t) => {
  const service = await startTestService(t);
  await startAppServer(t, service, { hub: "news", serverId: "mine" });
  assert.equal(await (await connect(t, service, undefined, undefined, { hub: "news" })).invoke("Echo", "hi"), "hi by mine");
  assert.equal(service.events.some(({ event }) => event === "serverIdle"), false);
});

void test("what is connected is listed live, and a client can be closed from there", async (t) => {
  const service = await startTestService(t);
  await startAppServer(t, service, { hub: "news", serverId: "mine", connections: 2 });
  let changes = 0;
  const stop = service.onConnectionsChanged(() => changes++);
  const ann = await connect(t, service, undefined, undefined, { hub: "news", userId: "ann" });
  await ann.invoke("Join", "g");
  const [chat, news] = service.connections();
  assert.deepEqual([chat?.hub, chat?.own, chat?.clients, chat?.servers], ["chat", true, [], []]);
  const { clients = [], ...rest } = news ?? {};
  assert.deepEqual(rest, { hub: "news", own: false, servers: [{ serverId: "mine", connections: 2, clients: 1, leaving: false }], users: 1, groups: [{ name: "g", clients: 1 }] });
  const { since = "", ...client } = clients[0] ?? {};
  assert.deepEqual(client, { connectionId: ann.connectionId, userId: "ann", transport: "WebSockets", protocol: "json", serverId: "mine", groups: ["g"] });
  assert.ok(Math.abs(Date.parse(since) - Date.now()) < 60_000);
  assert.ok(changes > 0);
  const back = new Promise<void>((resolve) => ann.onreconnected(() => resolve()));
  assert.equal(service.closeConnection(ann.connectionId ?? ""), true);
  await back;
  assert.equal(service.closeConnection("nobody"), false);
  stop();
});

void test("stopping the service ends its app servers' connections", async (t) => {
  const service = await startTestService(t, {}, false);
  const { connection } = await startAppServer(t, service);
  await Promise.all([once(connection.socket, "close"), service.stop()]);
});
