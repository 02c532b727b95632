import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { payloads } from "../../../support/appHub.ts";
import { AppServer, startAppServer } from "../../../support/appServer.ts";
import { connect, officialClient } from "../../../support/officialClient.ts";
import { jsonHandshake, openSocket } from "../../../support/rawClient.ts";
import { startTestService } from "../../../support/signalRService.ts";
import { allVectors } from "../serverProtocol/goldenVectors.ts";

void test("a server that sends broken frames of every kind harms nobody but itself", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service, { serverId: "good" });
  const client = await connect(t, service);
  const frames = fc.constantFrom(...allVectors.map(({ hex }) => Buffer.from(hex, "hex")));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(frames, fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 }), async (changes) => {
      const broken = await startAppServer(t, service, { hub: "other", serverId: "broken" });
      for (const [frame, at, value] of changes) {
        const bytes = Buffer.from(frame);
        bytes[at % bytes.length] = value;
        broken.connection.socket.send(bytes);
      }
      broken.stop();
      assert.equal(await client.invoke("Echo", "x"), "x by good");
    }),
    { numRuns: 40 },
  );
  assert.equal(service.events.some(({ event }) => event === "failed"), false);
});

void test("a server reaches no client of another hub, by whatever message", async (t) => {
  const service = await startTestService(t, {}, false);
  await startAppServer(t, service, { serverId: "good" });
  const foreign = await startAppServer(t, service, { hub: "other" });
  const client = await connect(t, service, undefined, undefined, { userId: "ann" });
  const heard: unknown[] = [];
  client.on("said", (text: unknown) => void heard.push(text));
  const connectionId = client.connectionId ?? "";
  const said = payloads({ kind: "invocation", target: "said", arguments: ["leaked"] });
  const { connection } = foreign;
  connection.send({ kind: "connectionData", connectionId, payload: said[0]?.[1] ?? new Uint8Array() });
  connection.send({ kind: "multiConnectionData", connectionList: [connectionId], payloads: said });
  connection.send({ kind: "userData", userId: "ann", payloads: said });
  connection.send({ kind: "closeConnection", connectionId, errorMessage: "", headers: [] });
  const { status } = await foreign.acknowledged(connection, (ackId) => ({ kind: "closeConnectionWithAck", connectionId, reason: null, ackId }));
  assert.equal(status, 2);
  assert.equal(await client.invoke("Echo", "x"), "x by good");
  assert.deepEqual(heard, []);
});

void test("a client that reads nothing is dropped within its budget, and a broadcast holds nobody up", async (t) => {
  const service = await startTestService(t, { dropBytes: 256 * 1024 }, false);
  const server = await startAppServer(t, service);
  const slow = await openSocket(t, service);
  slow.send(jsonHandshake);
  await slow.text();
  slow.socket.pause();
  const quick = await connect(t, service);
  for (let count = 0; count < 2000 && server.clients.length > 1; count++) await quick.invoke("Everyone", "x".repeat(64 * 1024));
  assert.deepEqual(server.clients.map(({ open }) => open.connectionId), [quick.connectionId]);
  assert.equal((await service.happened("disconnected"))["error"], "The client did not read what it was sent.");
});

void test("a server that never answers handshakes costs its clients' early messages no memory without end", async (t) => {
  const service = await startTestService(t, { dropBytes: 100_000 }, false);
  const server = await startAppServer(t, service, { intercept: (message) => message.kind === "openConnection" || message.kind === "connectionData" });
  const waiting = await openSocket(t, service);
  waiting.send(jsonHandshake);
  await server.until(() => server.seen.some(({ kind }) => kind === "connectionData"));
  for (let count = 0; count < 20; count++) server.connection.send({ kind: "broadcastData", excludedList: [], payloads: payloads({ kind: "invocation", target: "said", arguments: ["x".repeat(10_000)] }) });
  await waiting.closed;
  assert.equal((await service.happened("disconnected"))["error"], "The app server did not answer the client's handshake.");
});

void test("keys regenerated while connected: who is in stays, who comes needs the new ones", async (t) => {
  const service = await startTestService(t, {}, false);
  const old = { ...service.signalR.keys };
  await startAppServer(t, service, { serverId: "app" });
  const client = await connect(t, service);
  service.signalR.keys = { primary: "new-primary", secondary: "new-secondary" };
  assert.equal(await client.invoke("Echo", "x"), "x by app");
  await assert.rejects(officialClient(t, service, undefined, undefined, { accessKey: old.primary }).start(), /401/);
  await assert.rejects(new AppServer({}).dial({ url: service.url, signalR: { keys: old } }), /401/);
  await startAppServer(t, service, { serverId: "again" });
});
