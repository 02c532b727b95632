import assert from "node:assert/strict";
import { test } from "node:test";
import { startAppServer } from "../../../support/appServer.ts";
import { connect } from "../../../support/officialClient.ts";
import { bearer, refusedUpgrade } from "../../../support/rawClient.ts";
import { startTestService } from "../../../support/signalRService.ts";

for (const sdk of ["1.25", "1.34"] as const) {
  void test(`a service that is stopped tells apps on SDK ${sdk}, their clients are told to come back, and nothing comes in until it is started again`, async (t) => {
    const service = await startTestService(t, { offlineMs: 20 }, false);
    const server = await startAppServer(t, service, { sdk, serverId: "app", connections: 2 });
    const client = await connect(t, service);
    const closed = new Promise<Error | undefined>((resolve) => client.onclose(resolve));
    const reconnecting = new Promise((resolve) => client.onreconnecting(resolve));
    service.signalR.properties["resourceStopped"] = "true";
    service.resourceChanged();
    await reconnecting;
    await closed;
    await server.until(() => server.connections.every(({ socket }) => socket.readyState === socket.CLOSED));
    assert.ok(server.connections.every(({ pings }) => pings.some(([name]) => name === "offline")));
    assert.equal(server.seen.filter(({ kind }) => kind === "closeConnection").length, 0, "the app let its client go itself");
    const { status } = await refusedUpgrade(`${service.url}/client/?hub=chat`, await bearer(service));
    assert.equal(status, 503);
    service.signalR.properties["resourceStopped"] = "false";
    service.resourceChanged();
    await startAppServer(t, service, { sdk, serverId: "back" });
    assert.equal(await (await connect(t, service)).invoke("Echo", "x"), "x by back");
  });

  void test(`a server on SDK ${sdk} whose connections are full is asked for one more, once, and new clients go there`, async (t) => {
    const service = await startTestService(t, { clientsPerServerConnection: 2 }, false);
    const server = await startAppServer(t, service, { sdk, serverId: "app", connections: 2 });
    for (let count = 0; count < 5; count++) await connect(t, service);
    await server.until(() => server.connections.length === 3);
    await service.happened("serverConnected");
    const asked = server.seen.filter((message) => message.kind === "ping" && message.messages[0] === "target");
    assert.equal(asked.length, 1);
    await server.until(() => server.seen.filter(({ kind }) => kind === "handshakeResponse").length === 3);
    await connect(t, service);
    assert.deepEqual(server.connections.map(({ clients }) => clients.size).toSorted((a, b) => a - b), [1, 2, 3]);
    assert.ok(service.events.some((event) => event.event === "serverConnected" && event["connectionType"] === 1));
  });
}

void test("a connection for an instance that is not this one is refused, and the app is told why", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service, { serverId: "app" });
  server.dialMore("another");
  await server.until(() => server.seen.some((message) => message.kind === "handshakeResponse" && message.errorMessage === "There is no instance 'another'."));
  assert.equal(service.connections()[0]?.servers[0]?.connections, 1);
});

void test("a server closed from this side stops writing once its clients have moved; 1.25, which knows no flow control, is just closed", async (t) => {
  const service = await startTestService(t, {}, false);
  const old = await startAppServer(t, service, { serverId: "old", migrationLevel: 1 });
  const client = await connect(t, service);
  const next = await startAppServer(t, service, { serverId: "next", sdk: "1.25", migrationLevel: 1 });
  assert.ok(service.closeConnection("old"));
  await old.until(() => old.connection.socket.readyState === old.connection.socket.CLOSED);
  const told = old.seen.find(({ kind }) => kind === "connectionFlowControl");
  assert.deepEqual(told?.kind === "connectionFlowControl" && [told.connectionType, told.operation], [2, 4]);
  assert.equal(await client.invoke("Echo", "x"), "x by next");
  assert.ok(service.closeConnection("next"));
  await next.until(() => next.connection.socket.readyState === next.connection.socket.CLOSED);
  assert.ok(!next.seen.some(({ kind }) => kind === "connectionFlowControl"));
});
