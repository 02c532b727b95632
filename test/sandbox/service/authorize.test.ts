import assert from "node:assert/strict";
import { test } from "node:test";
import { connectUrl, openSocket, refusedUpgrade } from "../../support/rawClient.ts";
import { startTestService } from "../../support/signalRService.ts";
import type { TestService } from "../../support/signalRService.ts";

async function negotiateWith(service: TestService, token: string | undefined): Promise<{ readonly status: number; readonly challenge: string | null }> {
  const response = await fetch(`${service.url}/client/negotiate?hub=chat&negotiateVersion=1`, { method: "POST", headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } });
  return { status: response.status, challenge: response.headers.get("www-authenticate") };
}

const audienceInvalid = { status: 401, challenge: 'Bearer error="invalid_token", error_description="The audience is invalid"' };
const keyUnknown = { status: 401, challenge: 'Bearer error="invalid_token", error_description="The signature key was not found"' };

void test("either of the two keys signs a good token", async (t) => {
  const service = await startTestService(t);
  for (const accessKey of [service.signalR.keys.primary, service.signalR.keys.secondary]) {
    assert.equal((await negotiateWith(service, await service.token({ accessKey }))).status, 200);
  }
});

void test("no token, a wrong key and a wrong audience are refused in the real one's words", async (t) => {
  const service = await startTestService(t);
  assert.deepEqual(await negotiateWith(service, undefined), { status: 401, challenge: "Bearer" });
  assert.deepEqual(await negotiateWith(service, await service.token({ accessKey: "not-this-service's-key" })), keyUnknown);
  assert.deepEqual(await negotiateWith(service, await service.token({ hub: "news" })), audienceInvalid);
  assert.deepEqual(await negotiateWith(service, await service.token({ endpoint: "https://gateway.azure-api.net" })), audienceInvalid);
  assert.equal((await negotiateWith(service, "gibberish")).status, 401);
});

void test("an expired token is refused and says when it ended", async (t) => {
  const service = await startTestService(t);
  const { status, challenge } = await negotiateWith(service, await service.token({ now: Date.now() - 7_200_000 }));
  assert.equal(status, 401);
  assert.match(challenge ?? "", /error_description="The token expired at '\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d'"/);
});

void test("a regenerated key stops working at once, while an open WebSocket goes on", async (t) => {
  const service = await startTestService(t);
  const token = await service.token();
  const socket = await openSocket(t, service);
  service.signalR.keys.primary = "regenerated";
  assert.deepEqual(await negotiateWith(service, token), keyUnknown);
  socket.send(`{"protocol":"json","version":1}\u001e`);
  assert.equal(await socket.text(), "{}\u001e");
});

void test("with access keys switched off no key signs a good token", async (t) => {
  const service = await startTestService(t);
  service.signalR.properties["disableLocalAuth"] = true;
  assert.deepEqual(await negotiateWith(service, await service.token()), keyUnknown);
});

void test("the query may carry the token where browsers cannot set headers, and nowhere else", async (t) => {
  const service = await startTestService(t);
  const token = await service.token();
  const negotiated = await fetch(`${service.url}/client/negotiate?hub=chat&access_token=${token}`, { method: "POST" });
  assert.equal(negotiated.status, 401);
  const events = await fetch(`${await connectUrl(service)}&access_token=${token}`, { headers: { Accept: "text/event-stream" } });
  assert.equal(events.status, 200);
  await events.body?.cancel();
  const poll = await fetch(`${await connectUrl(service)}&access_token=${token}`);
  assert.equal(poll.status, 401);
  // A header wins over the query, and the last of two tokens in the query counts.
  assert.equal((await refusedUpgrade(`${await connectUrl(service)}&access_token=${token}`, { Authorization: "Bearer wrong" })).status, 401);
  assert.equal((await refusedUpgrade(`${await connectUrl(service)}&access_token=${token}&access_token=wrong`)).status, 401);
});

void test("a poll is authorised again every time", async (t) => {
  const service = await startTestService(t);
  const url = await connectUrl(service);
  const authorization = { Authorization: `Bearer ${await service.token()}` };
  assert.equal((await fetch(url, { headers: authorization })).status, 200);
  service.signalR.keys.primary = "regenerated";
  assert.equal((await fetch(url, { headers: authorization })).status, 401);
});

void test("no key, token or connection token stands in the service's events", async (t) => {
  const service = await startTestService(t);
  const token = await service.token();
  const url = await connectUrl(service);
  await refusedUpgrade(`${url}&access_token=${token}x`);
  await openSocket(t, service, url);
  const told = JSON.stringify(service.events);
  const id = new URL(url).searchParams.get("id") ?? "";
  assert.match(told, /"refused"/);
  for (const secret of [service.signalR.keys.primary, service.signalR.keys.secondary, token, id]) assert.equal(told.includes(secret), false);
});
