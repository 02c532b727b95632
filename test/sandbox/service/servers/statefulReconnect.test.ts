import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import type { HubConnection, IHubProtocol } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { startAppServer } from "../../../support/appServer.ts";
import type { AppServer, AppServerOptions } from "../../../support/appServer.ts";
import { breakableSockets } from "../../../support/breakableSocket.ts";
import { bearer, negotiate, openSocket, refusedUpgrade, rs } from "../../../support/rawClient.ts";
import { restToken, setMode, startTestService } from "../../../support/signalRService.ts";
import type { TestService } from "../../../support/signalRService.ts";

const keeps: AppServerOptions = { sdk: "1.34", serverId: "app", allowStatefulReconnects: true };

interface Stateful {
  readonly client: HubConnection;
  /** Breaks the WebSocket as a network does. */
  readonly break: () => void;
  /** WebSockets opened so far. */
  readonly opened: () => number;
  readonly noticed: () => boolean;
}

/** The official client with stateful reconnect asked for, started. */
async function statefulClient(t: TestContext, service: TestService, protocol: IHubProtocol): Promise<Stateful> {
  const sockets = breakableSockets();
  const client = new HubConnectionBuilder()
    .withUrl(`${service.url}/client/?hub=chat`, { transport: HttpTransportType.WebSockets, accessTokenFactory: () => service.token({ userId: "ann" }), ...sockets.options })
    .withHubProtocol(protocol)
    .withStatefulReconnect()
    .withAutomaticReconnect([0, 10, 50])
    .configureLogging(LogLevel.None)
    .build();
  t.after(() => client.stop());
  let noticed = false;
  client.onreconnecting(() => (noticed = true));
  client.onclose(() => (noticed = true));
  await client.start();
  return { client, break: sockets.break, opened: sockets.opened, noticed: () => noticed };
}

async function served(t: TestContext, options: AppServerOptions): Promise<{ service: TestService; server: AppServer }> {
  const service = await startTestService(t, {}, false);
  return { service, server: await startAppServer(t, service, options) };
}

for (const protocol of [new JsonHubProtocol(), new MessagePackHubProtocol()]) {
  void test(`over ${protocol.name}: the WebSocket breaks, and neither client nor hub loses, repeats or notices anything`, async (t) => {
    const { service, server } = await served(t, keeps);
    const { client, break: drop, opened, noticed } = await statefulClient(t, service, protocol);
    const id = client.connectionId;
    const heard: unknown[] = [];
    const last = new Promise<void>((resolve) => client.on("said", (text) => {
      heard.push(text);
      if (text === "6") resolve();
    }));
    for (let round = 0; round < 3; round++) {
      await client.invoke("Everyone", String(2 * round + 1));
      drop();
      // What the hub sends now finds nobody, and what the client sends waits for its next WebSocket.
      const meanwhile = client.invoke("Everyone", String(2 * round + 2));
      assert.equal(await client.invoke("Echo", "still"), "still by app");
      await meanwhile;
    }
    await last;
    assert.deepEqual(heard, ["1", "2", "3", "4", "5", "6"]);
    assert.deepEqual([client.connectionId, noticed(), opened()], [id, false, 4]);
    assert.deepEqual(server.seen.filter(({ kind }) => kind === "connectionReconnect").length, 3);
    assert.deepEqual(server.seen.filter(({ kind }) => kind === "openConnection" || kind === "closeConnection").length, 1);
    await client.stop();
    await server.until(() => server.clients.length === 0);
  });
}

void test("what groups and users are sent while the client is away reaches it when it is back", async (t) => {
  const { service, server } = await served(t, keeps);
  const { client, break: drop } = await statefulClient(t, service, new JsonHubProtocol());
  const [hubClient] = server.clients;
  assert.ok(hubClient !== undefined);
  const said = (text: string): void => hubClient.write({ kind: "invocation", target: "said", arguments: [text] });
  const heard = new Promise((resolve) => client.on("said", (text) => text === "2" && resolve(text)));
  drop();
  said("1");
  said("2");
  assert.equal(await heard, "2");
});

for (const [name, options] of [["1.25, which knows nothing of it", { sdk: "1.25" }], ["1.34 whose hub does not allow it", { sdk: "1.34" }]] as const) {
  void test(`an app on SDK ${name}, is not promised: its client makes a new connection`, async (t) => {
    const { service, server } = await served(t, { ...options, serverId: "app" });
    const { client, break: drop } = await statefulClient(t, service, new JsonHubProtocol());
    const before = client.connectionId;
    const back = new Promise((resolve) => client.onreconnected(resolve));
    drop();
    assert.notEqual(await back, before);
    assert.equal(await client.invoke("Echo", "x"), "x by app");
    assert.ok(!server.seen.some(({ kind }) => kind === "connectionReconnect"));
  });
}

void test("ChatRoom's hub and a Serverless hub keep their clients too; a token that forbids WebSockets gets no promise", async (t) => {
  const service = await startTestService(t);
  for (const mode of ["Default", "Serverless"] as const) {
    setMode(service.signalR, mode);
    const { client, break: drop, opened, noticed } = await statefulClient(t, service, new JsonHubProtocol());
    const heard = new Promise((resolve) => client.on("said", resolve));
    drop();
    const path = "/api/v1/hubs/chat";
    const sent = await fetch(service.url + path, { method: "POST", headers: { Authorization: `Bearer ${await restToken(service, path)}` }, body: '{"target":"said","arguments":["hi"]}' });
    assert.equal(sent.status, 202);
    assert.equal(await heard, "hi");
    assert.deepEqual([opened(), noticed()], [2, false]);
    await client.stop();
  }
  const stateful = await negotiate(service, "hub=chat&negotiateVersion=1&useStatefulReconnect=true", await service.token({ claims: { "asrs.s.htt": "6" } }));
  assert.ok(!("useStatefulReconnect" in stateful));
  assert.ok(!("useStatefulReconnect" in (await negotiate(service))), "nothing is promised that was not asked for");
});

/** A stateful client by hand, with its handshake done. */
async function byHand(t: TestContext, service: TestService): Promise<{ url: string; raw: Awaited<ReturnType<typeof openSocket>> }> {
  const query = "hub=chat&negotiateVersion=1&useStatefulReconnect=true";
  const { connectionToken = "" } = await negotiate(service, query);
  const url = `${service.url}/client/?${query}&id=${connectionToken}`;
  const raw = await openSocket(t, service, url);
  raw.send(`{"protocol":"json","version":2}${rs}`);
  assert.equal(await raw.text(), `{}${rs}`);
  return { url, raw };
}

const echo = (id: number): string => `{"type":1,"invocationId":"${id}","target":"Echo","arguments":["${id}"]}${rs}`;
const echoed = (id: number): string => `{"type":3,"invocationId":"${id}","result":"${id} by app"}${rs}`;

void test("a message cut by the break is thrown away, what came twice counts once, and the second WebSocket takes the first one's place", async (t) => {
  const { service, server } = await served(t, keeps);
  const { url, raw } = await byHand(t, service);
  raw.send(echo(1));
  assert.equal(await raw.text(), echoed(1));
  raw.send(echo(2).slice(0, 20));
  // The first is still open, as after a change of network.
  const next = await openSocket(t, service, url);
  assert.equal((await raw.closed).code, 1006);
  assert.equal(await next.text(), `{"type":9,"sequenceId":1}${rs}`);
  assert.equal(await next.text(), echoed(1));
  next.send(`{"type":9,"sequenceId":1}${rs}${echo(1)}${echo(2)}`);
  assert.equal(await next.text(), echoed(2));
  assert.equal(server.seen.filter((message) => message.kind === "connectionData").length, 3, "the handshake and two invocations");
  next.send(`{"type":8,"sequenceId":2}${rs}`);
  next.socket.terminate();
  const third = await openSocket(t, service, url);
  assert.equal(await third.text(), `{"type":9,"sequenceId":3}${rs}`, "what was acknowledged is not sent again");
});

void test("a client that skips messages that never came is refused in ASP.NET Core's words", async (t) => {
  const { service } = await served(t, keeps);
  const { url, raw } = await byHand(t, service);
  raw.socket.terminate();
  const next = await openSocket(t, service, url);
  await next.text();
  next.send(`{"type":9,"sequenceId":7}${rs}`);
  assert.equal(await next.text(), `{"type":7,"error":"Sequence ID greater than amount of messages we've received."}${rs}`);
  assert.equal((await next.closed).code, 1000);
});

void test("a client that stays away too long is gone: the app hears of it, and its id is not known any more", async (t) => {
  const service = await startTestService(t, { statefulWindowMs: 20 }, false);
  const server = await startAppServer(t, service, keeps);
  const { url, raw } = await byHand(t, service);
  raw.socket.terminate();
  await server.until(() => server.clients.length === 0);
  const { status, body } = await refusedUpgrade(url, await bearer(service));
  assert.deepEqual([status, body], [404, "No Connection with that ID"]);
});

void test("a client that closes its WebSocket itself is gone at once", async (t) => {
  const { service, server } = await served(t, keeps);
  const { raw } = await byHand(t, service);
  raw.socket.close(1000);
  await server.until(() => server.clients.length === 0);
});

void test("a client that reads nothing for too long while it is away is given up, and fills no memory", async (t) => {
  const service = await startTestService(t, { dropBytes: 10_000 }, false);
  const server = await startAppServer(t, service, keeps);
  const { raw } = await byHand(t, service);
  const [hubClient] = server.clients;
  raw.socket.terminate();
  for (let count = 0; count < 20; count++) hubClient?.write({ kind: "invocation", target: "said", arguments: ["x".repeat(1000)] });
  await server.until(() => server.clients.length === 0);
});
