import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { TestContext } from "node:test";
import type { HubConnection } from "@microsoft/signalr";
import { startAppServer } from "../../../support/appServer.ts";
import type { AppServer } from "../../../support/appServer.ts";
import { connect } from "../../../support/officialClient.ts";
import { startTestService } from "../../../support/signalRService.ts";
import type { TestService } from "../../../support/signalRService.ts";

/** A client on a server that then gets company, and says that it leaves. */
async function leaving(t: TestContext, mode: "0" | "1" | "2", claims: Record<string, string> = {}): Promise<{ service: TestService; old: AppServer; next: AppServer; client: HubConnection }> {
  const service = await startTestService(t, {}, false);
  const old = await startAppServer(t, service, { serverId: "old" });
  const client = await connect(t, service, undefined, undefined, { userId: "ann", claims });
  await client.invoke("Join", "g");
  const next = await startAppServer(t, service, { serverId: "next" });
  old.connection.send({ kind: "ping", messages: ["shutdown", `fin:${mode}`] });
  await old.until(() => old.connection.pings.some(([name, value]) => name === "shutdown" && value === "finack"));
  return { service, old, next, client };
}

for (const mode of ["0", "2"] as const) {
  void test(`a server that leaves by fin:${mode} keeps its clients and gets no new ones`, async (t) => {
    const { service, client } = await leaving(t, mode);
    assert.equal(await client.invoke("Echo", "x"), "x by old");
    for (let count = 0; count < 3; count++) assert.equal(await (await connect(t, service)).invoke("Echo", "y"), "y by next");
    assert.deepEqual(service.connections()[0]?.servers.map(({ serverId, leaving }) => [serverId, leaving]), [["old", true], ["next", false]]);
  });
}

void test("clients of a server that leaves by fin:1 go on with another and notice nothing", async (t) => {
  const { service, old, next, client } = await leaving(t, "1");
  let noticed = false;
  client.onreconnecting(() => (noticed = true));
  const id = client.connectionId;
  assert.equal(await client.invoke("Echo", "x"), "x by next");
  assert.deepEqual([client.connectionId, noticed, client.state], [id, false, "Connected"]);
  const closed = old.seen.find((message) => message.kind === "closeConnection");
  assert.deepEqual(closed?.headers, [["Asrs-Migrate-To", ["next"]]]);
  const opened = next.clients[0]?.open;
  assert.deepEqual([opened?.connectionId, new Map(opened?.headers).get("Asrs-Migrate-From"), opened?.extensions?.protocol], [id, ["old"], "json"]);
  const heard = new Promise((resolve) => client.on("said", resolve));
  await client.invoke("Group", "g", "still in it");
  assert.equal(await heard, "still in it");
  old.connection.send({ kind: "connectionData", connectionId: id ?? "", payload: Buffer.from("late\u001e") });
  old.stop();
  await service.happened("serverDisconnected");
  assert.equal(await client.invoke("Echo", "z"), "z by next");
});

void test("a client that may have no other server stays where it is", async (t) => {
  const { client } = await leaving(t, "1", { "asrs.s.sn": "old", "asrs.s.ssticky": "Required" });
  assert.equal(await client.invoke("Echo", "x"), "x by old");
});

void test("after fin:0 the server asks its own clients to leave: it hears of each, and they come back to another", async (t) => {
  const { old, client } = await leaving(t, "0");
  const id = client.connectionId ?? "";
  const back = new Promise<void>((resolve) => client.onreconnected(() => resolve()));
  old.clients[0]?.write({ kind: "close", allowReconnect: true });
  await old.until(() => old.seen.some((message) => message.kind === "closeConnection" && message.connectionId === id));
  await back;
  assert.equal(await client.invoke("Echo", "x"), "x by next");
});

for (const migrationLevel of [0, 1]) {
  void test(`a server closed from the sandbox goes without an error, and its clients ${migrationLevel === 1 ? "go on with another" : "come back to another"}`, async (t) => {
    const service = await startTestService(t, {}, false);
    const old = await startAppServer(t, service, { serverId: "old", connections: 2, migrationLevel });
    const client = await connect(t, service);
    await startAppServer(t, service, { serverId: "next", migrationLevel });
    let noticed = false;
    client.onreconnecting(() => (noticed = true));
    const back = new Promise<void>((resolve) => client.onreconnected(() => resolve()));
    const ended = Promise.all(old.connections.map(({ socket }) => once(socket, "close")));
    assert.equal(service.closeConnection("old"), true);
    assert.deepEqual((await ended).map(([code]) => Number(code)), [1000, 1000]);
    if (migrationLevel === 0) await back;
    assert.equal(await client.invoke("Echo", "x"), "x by next");
    assert.equal(noticed, migrationLevel === 0);
    assert.deepEqual(service.connections()[0]?.servers.map(({ serverId }) => serverId), ["next"]);
    assert.equal(service.closeConnection("old"), false);
  });
}
