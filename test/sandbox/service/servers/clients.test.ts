import assert from "node:assert/strict";
import { test } from "node:test";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { HttpTransportType } from "@microsoft/signalr";
import { payloads } from "../../../support/appHub.ts";
import { startAppServer } from "../../../support/appServer.ts";
import { called, connect, officialClient, ways } from "../../../support/officialClient.ts";
import { jsonHandshake, openSocket, rs } from "../../../support/rawClient.ts";
import { startTestService } from "../../../support/signalRService.ts";

for (const sdk of ["1.25", "1.34"] as const) {
  for (const [name, transport, protocol] of ways) {
    void test(`the official client calls a hub of SDK ${sdk} over ${name}`, async (t) => {
      const service = await startTestService(t, {}, false);
      const server = await startAppServer(t, service, { sdk, serverId: "app", greeting: true });
      const [alice, bob] = [await connect(t, service, transport, protocol()), await connect(t, service, transport, protocol())];
      assert.equal(await alice.invoke("Echo", "héllo ␞"), "héllo ␞ by app");
      const heard = called(bob, "said");
      await alice.invoke("Others", "hi all");
      assert.deepEqual(await heard, ["hi all"]);
      await assert.rejects(alice.invoke("Nope"), /Unknown hub method 'Nope'/);
      assert.deepEqual(new Set(server.clients.map(({ open }) => open.connectionId)), new Set([alice.connectionId, bob.connectionId]));
      await alice.stop();
      await server.until(() => server.clients.length === 1);
    });
  }
}

void test("a client's first frame is the answer to its handshake, though everyone was sent something before", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service, { greeting: true });
  const socket = await openSocket(t, service);
  socket.send(jsonHandshake);
  assert.equal(await socket.text(), `{}${rs}`);
  assert.match(await socket.text(), /"target":"joined"/);
});

void test("the app sees the client's user with long claim names, its query without the token, and its address", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  const token = await service.token({ userId: "ann", claims: { nameid: "ann", unique_name: "Ann", role: ["admin", "writer"], age: 7, "asrs.s.derror": "True" } });
  const socket = await openSocket(t, service, `${service.url}/client/?hub=chat&asrs.op=%2Fchat&access_token=${token}`, { "X-Custom": "1", Cookie: "secret=1" });
  socket.send(jsonHandshake);
  await socket.text();
  const { claims = [], queryString, headers = [], extensions } = server.clients[0]?.open ?? {};
  const of = (type: string): string[] => claims.filter(([name]) => name === type).map(([, value]) => value);
  assert.deepEqual(of("asrs.s.uid"), ["ann"]);
  assert.deepEqual(of("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"), ["Ann"]);
  assert.deepEqual(of("http://schemas.microsoft.com/ws/2008/06/identity/claims/role"), ["admin", "writer"]);
  assert.deepEqual([of("age"), of("asrs.s.derror"), of("nameid")], [["7"], ["True"], []]);
  assert.equal(queryString, "?hub=chat&asrs.op=%2Fchat");
  const named = new Map(headers);
  assert.deepEqual([named.get("x-custom"), named.get("cookie"), named.get("authorization"), named.get("x-forwarded-for")], [["1"], undefined, undefined, ["127.0.0.1"]]);
  assert.deepEqual(extensions, { protocol: "json" });
});

void test("a hub message cut into pieces reaches the client whole, in either protocol", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  for (const protocol of ["json", "messagepack"]) {
    const client = await connect(t, service, HttpTransportType.WebSockets, ...(protocol === "json" ? [] : [new MessagePackHubProtocol()]));
    const heard = called(client, "said");
    const bytes = new Map(payloads({ kind: "invocation", target: "said", arguments: ["ü".repeat(200)] })).get(protocol) ?? new Uint8Array();
    for (const [start, end] of [[0, 1], [1, 31], [31, 32], [32, bytes.length]] as const) {
      server.connection.send({ kind: "connectionData", connectionId: client.connectionId ?? "", payload: bytes.subarray(start, end), extensions: { isPartial: end < bytes.length } });
    }
    assert.deepEqual(await heard, ["ü".repeat(200)]);
  }
});

void test("a client the app aborts gets the hub's close and is gone; the app is not told again", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service);
  const socket = await openSocket(t, service);
  socket.send(`${jsonHandshake}{"type":1,"target":"Abort","arguments":[]}${rs}`);
  assert.deepEqual([await socket.text(), await socket.text()], [`{}${rs}`, `{"type":7}${rs}`]);
  assert.equal((await socket.closed).code, 1000);
  await service.happened("disconnected");
  server.connection.send({ kind: "ping", messages: ["echo", "after"] });
  await server.until(() => server.connection.pings.some(([name]) => name === "echo"));
  assert.equal(server.seen.some(({ kind }) => kind === "closeConnection"), false);
});

void test("clients of a server that dies are told to come back, and find another", async (t) => {
  const service = await startTestService(t, {}, false);
  const first = await startAppServer(t, service, { serverId: "first", connections: 2 });
  const client = await connect(t, service);
  const before = client.connectionId;
  assert.equal(await client.invoke("Echo", "1"), "1 by first");
  await startAppServer(t, service, { serverId: "second" });
  const back = new Promise<void>((resolve) => client.onreconnected(() => resolve()));
  first.stop();
  await back;
  assert.notEqual(client.connectionId, before);
  assert.equal(await client.invoke("Echo", "2"), "2 by second");
  assert.equal(service.connections()[0]?.clients.length, 1);
});

void test("without any server a client is refused, in words that say so", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service, { connectionType: 2 });
  await assert.rejects(officialClient(t, service).start(), /app servers are not connected/);
});

void test("a client goes to the server its token names", async (t) => {
  const service = await startTestService(t, {}, false);
  for (const serverId of ["a", "b", "c"]) await startAppServer(t, service, { serverId, connections: 2 });
  const by = async (server: string, sticky: string): Promise<unknown> => {
    const client = await connect(t, service, undefined, undefined, { claims: { "asrs.s.sn": server, "asrs.s.ssticky": sticky } });
    return await client.invoke("Echo", "x");
  };
  assert.deepEqual([await by("c", "Required"), await by("c", "Preferred"), await by("b", "Required")], ["x by c", "x by c", "x by b"]);
  assert.match(String(await by("gone", "Preferred")), /^x by [abc]$/);
  await assert.rejects(by("gone", "Required"), /app servers are not connected/);
});

void test("clients are spread over the servers and their connections", async (t) => {
  const service = await startTestService(t, {}, false);
  const servers = [await startAppServer(t, service, { connections: 2 }), await startAppServer(t, service, { connections: 2 })];
  for (let count = 0; count < 8; count++) await connect(t, service);
  assert.deepEqual(servers.map(({ connections }) => connections.map(({ clients }) => clients.size)), [[2, 2], [2, 2]]);
});

void test("the app is asked to stop writing to a client that reads nothing, and to go on when it reads again", async (t) => {
  const service = await startTestService(t, { pauseBytes: 64 * 1024 }, false);
  const server = await startAppServer(t, service);
  const slow = await openSocket(t, service);
  slow.send(jsonHandshake);
  await slow.text();
  slow.socket.pause();
  const [client] = server.clients;
  const flow = (): number[] => server.seen.flatMap((message) => (message.kind === "connectionFlowControl" ? [message.operation] : []));
  while (flow().length === 0) {
    for (let count = 0; count < 20; count++) client?.write({ kind: "invocation", target: "said", arguments: ["x".repeat(100_000)] });
    server.connection.send({ kind: "ping", messages: ["echo", "next"] });
    const seen = server.seen.length;
    await server.until(() => server.seen.length > seen);
  }
  assert.deepEqual(flow(), [1]);
  const quick = await connect(t, service);
  assert.match(await quick.invoke("Echo", "not held up"), /^not held up/);
  slow.socket.resume();
  await server.until(() => flow().length === 2);
  assert.deepEqual(flow(), [1, 3]);
});
