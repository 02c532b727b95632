import assert from "node:assert/strict";
import { test } from "node:test";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { payloads } from "../../../support/appHub.ts";
import { startAppServer } from "../../../support/appServer.ts";
import { connect } from "../../../support/officialClient.ts";
import { setMode, startTestService } from "../../../support/signalRService.ts";

for (const mode of ["Serverless", "Default"] as const) {
  void test(`a persistent sender closes a client it does not serve, with its reason (${mode})`, async (t) => {
    const service = await startTestService(t, {}, false);
    setMode(service.signalR, mode);
    if (mode === "Default") await startAppServer(t, service, { serverId: "serving" });
    const { connection } = await startAppServer(t, service, { connectionType: 2 });
    const [closing, staying] = [await connect(t, service), await connect(t, service)];
    const closed = new Promise((resolve) => closing.onreconnecting((error) => resolve(error?.message)));
    connection.send({ kind: "closeConnection", connectionId: closing.connectionId ?? "", errorMessage: "tidying up", headers: [] });
    assert.match(String(await closed), /tidying up/);
    assert.equal(staying.state, "Connected");
  });
}

void test("an app server closes its own clients only", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service, { serverId: "serving" });
  const client = await connect(t, service);
  const { connection } = await startAppServer(t, service, { serverId: "other" });
  connection.send({ kind: "closeConnection", connectionId: client.connectionId ?? "", errorMessage: "", headers: [] });
  const ack = await connection.acknowledged((ackId) => ({ kind: "checkConnectionExistenceWithAck", connectionId: client.connectionId ?? "", ackId }));
  assert.equal(ack.status, 1);
});

for (const protocol of [undefined, new MessagePackHubProtocol()]) {
  void test(`a client of a serverless hub answers a persistent sender (${protocol?.name ?? "json"})`, async (t) => {
    const service = await startTestService(t, {}, false);
    setMode(service.signalR, "Serverless");
    const sender = await startAppServer(t, service, { connectionType: 2, connections: 2 });
    const client = await connect(t, service, undefined, protocol);
    client.on("answer", (question: string) => `${question}: 42`);
    const ask = (connectionId: string, invocationId: string): Promise<unknown> => sender.connection.ask(connectionId, { kind: "invocation", invocationId, target: "answer", arguments: ["what"] });
    assert.equal(await ask(client.connectionId ?? "", "a-1"), "what: 42");
    assert.equal(sender.seen.some(({ kind }) => kind === "serviceMapping"), false, "the management SDK throws on it");
    await assert.rejects(ask("nobody", "a-2"), /Connection 'nobody' does not exist/);
    // An answer that nobody asked for is nobody's.
    await client.send("unasked");
    sender.connection.send({ kind: "broadcastData", excludedList: [], payloads: payloads({ kind: "invocation", target: "said", arguments: ["x"] }) });
    await new Promise((resolve) => client.on("said", resolve));
  });
}
