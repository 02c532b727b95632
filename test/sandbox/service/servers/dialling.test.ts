import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";
import { encodeServiceMessage } from "../../../../src/sandbox/service/serverProtocol/codec.ts";
import { serverToken, startAppServer } from "../../../support/appServer.ts";
import { connect } from "../../../support/officialClient.ts";
import { refusedUpgrade } from "../../../support/rawClient.ts";
import { setMode, startTestService } from "../../../support/signalRService.ts";
import type { TestService } from "../../../support/signalRService.ts";

async function rawServer(service: TestService): Promise<WebSocket> {
  const socket = new WebSocket(`${service.url.replace("http", "ws")}/server/?hub=chat`, { headers: { Authorization: `Bearer ${await serverToken(service.signalR.keys.primary, "chat", "raw")}` } });
  await once(socket, "open");
  return socket;
}

const closed = async (socket: WebSocket): Promise<number> => {
  const [code]: unknown[] = await once(socket, "close");
  return Number(code);
};

void test("a server's token must be good, and be for this hub's server connections", async (t) => {
  const service = await startTestService(t, {}, false);
  const url = `${service.url}/server/?hub=chat`;
  const status = async (token: string): Promise<number> => (await refusedUpgrade(url, { Authorization: `Bearer ${token}` })).status;
  const key = service.signalR.keys.primary;
  assert.equal((await refusedUpgrade(url)).status, 401);
  assert.equal(await status(await serverToken("wrong", "chat", "s")), 401);
  assert.equal(await status(await serverToken(key, "news", "s")), 401);
  assert.equal(await status(await service.token()), 401, "a client's token");
  assert.equal((await refusedUpgrade(`${service.url}/server/`)).status, 400);
  assert.equal((await service.happened("refused"))["path"], "/server/");
  await startAppServer(t, service, { serverId: "good" });
  assert.equal((await service.happened("serverConnected"))["serverId"], "good");
});

void test("five connections of two servers on two hubs are taken and listed", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service, { serverId: "a", connections: 5 });
  await startAppServer(t, service, { serverId: "b", connections: 5, sdk: "1.25" });
  await startAppServer(t, service, { serverId: "c", connections: 5, hub: "myapp_news" });
  const servers = service.connections().map(({ hub, servers }) => [hub, servers.map(({ serverId, connections }) => [serverId, connections])]);
  assert.deepEqual(servers, [["chat", [["a", 5], ["b", 5]]], ["myapp_news", [["c", 5]]]]);
});

void test("pings go out, and the answers to those of a server are its own", async (t) => {
  const service = await startTestService(t, { serverPingMs: 5 }, false);
  const server = await startAppServer(t, service, { serverId: "a" });
  const { connection } = server;
  await server.until(() => connection.pings.some((ping) => ping.length === 0));
  const answer = async (...messages: string[]): Promise<readonly (string | null)[] | undefined> => {
    connection.send({ kind: "ping", messages });
    await server.until(() => connection.pings.some(([name]) => name === messages[0]));
    return connection.pings.findLast(([name]) => name === messages[0]);
  };
  assert.deepEqual((await answer("status", "1"))?.slice(0, 2), ["status", "0"]);
  assert.match((await answer("servers", ""))?.[1] ?? "", /^\d{13}:a$/);
  assert.deepEqual(await answer("echo", "x"), ["echo", "x"]);
});

void test("whether clients are there is told to a server that asks", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  await connect(t, service);
  server.connection.send({ kind: "ping", messages: ["status", "1"] });
  await server.until(() => server.connection.pings.some(([name]) => name === "status"));
  assert.deepEqual(server.connection.pings.find(([name]) => name === "status"), ["status", "1", "clientcount", "1", "servercount", "1", "capacity", "1000"]);
});

void test("a server that says nothing, or something else first, is let go and named", async (t) => {
  const service = await startTestService(t, { serverHandshakeTimeoutMs: 20 }, false);
  assert.equal(await closed(await rawServer(service)), 1002);
  assert.equal((await service.happened("serverFailed"))["error"], "The app server did not shake hands in time.");
  for (const bytes of [encodeServiceMessage({ kind: "ping", messages: [] }), Buffer.from("ffffffffff", "hex"), Buffer.from("03c4ff00", "hex")]) {
    const socket = await rawServer(service);
    socket.send(bytes);
    assert.equal(await closed(socket), 1002);
  }
  const textual = await rawServer(service);
  textual.send("hello");
  assert.equal(await closed(textual), 1003);
});

void test("a version nobody speaks is refused in the handshake", async (t) => {
  const service = await startTestService(t, {}, false);
  const socket = await rawServer(service);
  const answer = once(socket, "message");
  socket.send(encodeServiceMessage({ kind: "handshakeRequest", version: 9, connectionType: 0, target: "", migrationLevel: 0 }));
  const [data]: unknown[] = await answer;
  assert.match(String(data), /The protocol version 9 is not supported\./);
  assert.equal(await closed(socket), 1000);
});

void test("a frame that cannot be read, of a type nobody knows, or for the other side costs only itself", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  for (const hex of ["03930aa0", "049263a178", "0599271122c0"]) server.connection.socket.send(Buffer.from(hex, "hex"));
  server.connection.send({ kind: "serviceError", errorMessage: "x" });
  server.connection.send({ kind: "connectionData", connectionId: "nobody", payload: Buffer.from("x") });
  server.connection.send({ kind: "closeConnection", connectionId: "nobody", errorMessage: "", headers: [] });
  server.connection.send({ kind: "ping", messages: ["echo", "still here"] });
  await server.until(() => server.connection.pings.some(([, value]) => value === "still here"));
  assert.equal(service.events.filter(({ event }) => event === "serverFailed").length, 3);
});

void test("a Serverless service takes only servers that send", async (t) => {
  const service = await startTestService(t, {}, false);
  setMode(service.signalR, "Serverless");
  const server = await startAppServer(t, service);
  const [answer] = server.seen;
  assert.match(answer?.kind === "handshakeResponse" ? String(answer.errorMessage) : "", /Serverless mode/);
  const sender = await startAppServer(t, service, { connectionType: 2 });
  assert.deepEqual(sender.seen.map((message) => message.kind === "handshakeResponse" && message.errorMessage), [null]);
});
