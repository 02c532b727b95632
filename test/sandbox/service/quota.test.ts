import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { createModel } from "../../../src/sandbox/arm/seed.ts";
import { Quota } from "../../../src/sandbox/service/quota.ts";
import { AppServer, startAppServer } from "../../support/appServer.ts";
import { connect } from "../../support/officialClient.ts";
import { bearer, chatSocket, negotiate, refusedUpgrade, rs } from "../../support/rawClient.ts";
import { onlyService, restToken, startTestService } from "../../support/signalRService.ts";
import type { TestService } from "../../support/signalRService.ts";

function makeFree({ signalR }: Pick<TestService, "signalR">): void {
  signalR.envelope = { ...signalR.envelope, sku: { name: "Free_F1", tier: "Free", capacity: 1 } };
}

/** Sends everyone so much that it counts as `messages` messages. */
async function spend(service: TestService, messages: number): Promise<void> {
  const path = "/api/v1/hubs/chat";
  const headers = { Authorization: `Bearer ${await restToken(service, path)}` };
  for (let left = messages; left > 0; left -= 500) {
    const body = JSON.stringify({ target: "said", arguments: ["x".repeat(Math.min(left, 500) * 2048 - 100)] });
    assert.equal((await fetch(service.url + path, { method: "POST", headers, body })).status, 202);
  }
}

void test("the Free tier carries 20 connections, those of app servers included; one more is refused, client or server", async (t) => {
  const service = await startTestService(t, { serving: "external" });
  makeFree(service);
  const server = await startAppServer(t, service, { connections: 5 });
  for (let count = 0; count < 15; count++) await chatSocket(t, service);
  const full = { status: 429, body: "Connection count reaches limit." };
  const answer = await fetch(`${service.url}/client/negotiate?hub=chat`, { method: "POST", headers: await bearer(service) });
  assert.deepEqual({ status: answer.status, body: await answer.text() }, full);
  const { status, body } = await refusedUpgrade(`${service.url}/client/?hub=chat`, await bearer(service));
  assert.deepEqual({ status, body }, full);
  const another = new AppServer({ hub: "chat" });
  await assert.rejects(another.dial(service), /429/);
  assert.ok(service.events.some((event) => event.event === "refused" && event["status"] === 429));
  server.stop();
  await service.happened("serverDisconnected");
});

void test("when the Free tier's 20,000 messages are used up, clients, app servers and negotiates are told in the real service's words", async (t) => {
  const service = await startTestService(t, {}, false);
  makeFree(service);
  const server = await startAppServer(t, service, { serverId: "app" });
  const raw = await chatSocket(t, service);
  await spend(service, 20_000);
  for (let text = await raw.text(); ; text = await raw.text()) {
    if (text === `{"type":7,"error":"Message count reaches limit."}${rs}`) break;
    assert.match(text, /^\{"type":1,/, "everything until then arrives");
  }
  assert.equal((await raw.closed).code, 1000);
  await server.until(() => server.connection.socket.readyState === server.connection.socket.CLOSED);
  await server.dial(service);
  assert.ok(server.seen.some((message) => message.kind === "handshakeResponse" && message.errorMessage === "Maximum message count limit reached: 20000"));
  const answer = await fetch(`${service.url}/client/negotiate?hub=chat`, { method: "POST", headers: await bearer(service) });
  assert.deepEqual([answer.status, await answer.text()], [429, "Message count reaches limit."]);
  await service.happened("messageQuotaReached");
});

void test("the Standard tier has no limit of messages", async (t) => {
  const service = await startTestService(t);
  const raw = await chatSocket(t, service);
  await spend(service, 21_000);
  raw.send(`{"type":1,"invocationId":"1","target":"nope","arguments":[]}${rs}`);
  for (let text = await raw.text(); !text.includes("Unknown hub method"); text = await raw.text());
  assert.equal((await negotiate(service)).negotiateVersion, 1);
});

void test("a message counts once for each 2 KB, pings not at all, and a new day of UTC begins at nothing", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.UTC(2026, 0, 1, 23, 59) });
  const signalR = onlyService(createModel({ gateway: 0, service: 0 }));
  makeFree({ signalR });
  let reached = 0;
  const quota = new Quota({ signalR, connections: () => 0, reached: () => (reached += 1) });
  for (let count = 0; count < 30_000; count++) quota.sent(11);
  quota.sent(2048 * 19_998 + 1);
  assert.equal(quota.refusal(), undefined);
  quota.sent(100);
  quota.sent(100);
  await Promise.resolve();
  assert.deepEqual([quota.refusal()?.status, reached], [429, 1]);
  t.mock.timers.setTime(Date.UTC(2026, 0, 2));
  assert.deepEqual([quota.refusal(), quota.serverRefusal], [undefined, undefined]);
  quota.sent(100);
  assert.equal(quota.refusal(), undefined);
});

void test("whatever the resource says of its tier, there is an answer", () => {
  const signalR = onlyService(createModel({ gateway: 0, service: 0 }));
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(3000), (sku, connections) => {
      signalR.envelope = { ...signalR.envelope, sku: JSON.parse(JSON.stringify(sku)) };
      const refused = new Quota({ signalR, connections: () => connections, reached: () => {} }).refusal();
      assert.ok(refused === undefined || connections >= 20);
    }),
  );
});

void test("a regenerated key ends no connection, but opens nothing any more: not the next poll, not an app that dials in again", async (t) => {
  const service = await startTestService(t, {}, false);
  const server = await startAppServer(t, service, { serverId: "app" });
  const client = await connect(t, service);
  const polling = `${service.url}/client/?hub=chat&id=${(await negotiate(service)).connectionToken ?? ""}`;
  const old = await bearer(service);
  assert.equal((await fetch(polling, { headers: old })).status, 200);
  const before = service.signalR.keys.primary;
  service.signalR.keys = { ...service.signalR.keys, primary: "another" };
  service.resourceChanged();
  assert.equal(await client.invoke("Echo", "x"), "x by app", "who is connected stays, client and app alike");
  assert.equal((await fetch(polling, { headers: old })).status, 401);
  const again = new AppServer({ serverId: "app" });
  await assert.rejects(again.dial({ url: service.url, signalR: { keys: { primary: before } } }), /401/);
  await again.dial(service);
  again.stop();
  server.stop();
});

void test("the REST API takes messages of up to a megabyte", async (t) => {
  const service = await startTestService(t);
  const path = "/api/v1/hubs/chat";
  const send = async (size: number): Promise<Response> =>
    await fetch(service.url + path, { method: "POST", headers: { Authorization: `Bearer ${await restToken(service, path)}` }, body: JSON.stringify({ target: "said", arguments: ["x".repeat(size)] }) });
  assert.deepEqual([(await send(1024 * 1024 - 100)).status, (await send(1024 * 1024)).status], [202, 413]);
});

void test("a serverless client may be silent for as long as the resource says", async (t) => {
  const service = await startTestService(t, { keepAliveMs: 10 });
  Object.assign(service.signalR.properties, { features: [{ flag: "ServiceMode", value: "Serverless" }], serverless: { connectionTimeoutInSeconds: 1 } });
  const raw = await chatSocket(t, service);
  const started = performance.now();
  for (let text = await raw.text(); text !== `{"type":7,"error":"Client hasn't sent a message/ping within the configured ClientTimeoutInterval.","allowReconnect":true}${rs}`; text = await raw.text()) assert.equal(text, `{"type":6}${rs}`);
  assert.ok(performance.now() - started >= 900);
});
