import assert from "node:assert/strict";
import { test } from "node:test";
import { bearer, negotiate } from "../../support/rawClient.ts";
import { startTestService } from "../../support/signalRService.ts";

const everyTransport = [
  { transport: "WebSockets", transferFormats: ["Text", "Binary"] },
  { transport: "ServerSentEvents", transferFormats: ["Text"] },
  { transport: "LongPolling", transferFormats: ["Text", "Binary"] },
];

void test("version 1 gives a public id, a secret token and the three transports in order", async (t) => {
  const service = await startTestService(t);
  const { connectionId, connectionToken, ...rest } = await negotiate(service);
  assert.match(connectionId, /^[\w-]{22}$/);
  assert.match(connectionToken ?? "", /^[\w-]{22}$/);
  assert.notEqual(connectionId, connectionToken);
  assert.deepEqual(rest, { negotiateVersion: 1, availableTransports: everyTransport });
});

void test("without a version the answer is that of version 0, whose id does for everything", async (t) => {
  const service = await startTestService(t);
  const { connectionId, ...rest } = await negotiate(service, "hub=chat");
  assert.match(connectionId, /^[\w-]{22}$/);
  assert.deepEqual(rest, { negotiateVersion: 0, availableTransports: everyTransport });
});

void test("a newer version is answered with the newest known, and a repeated one with the first", async (t) => {
  const service = await startTestService(t);
  assert.equal((await negotiate(service, "hub=chat&negotiateVersion=7")).negotiateVersion, 1);
  assert.equal((await negotiate(service, "HUB=Chat&NegotiateVersion=1&negotiateVersion=1")).negotiateVersion, 1);
});

void test("the path works with and without a slash at its end, and only by POST", async (t) => {
  const service = await startTestService(t);
  for (const path of ["/client/negotiate", "/client/negotiate/"]) {
    const url = `${service.url}${path}?hub=chat`;
    assert.equal((await fetch(url, { method: "POST", headers: await bearer(service) })).status, 200);
    const wrong = await fetch(url, { headers: await bearer(service) });
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get("content-type"), "text/plain");
  }
});

void test("what a client gets wrong about the version comes as 200 with an error", async (t) => {
  const service = await startTestService(t);
  for (const [version, error] of [
    ["one", "The client requested a non-integer protocol version."],
    ["-1", "The client requested version '-1', but the server does not support this version."],
  ]) {
    const response = await fetch(`${service.url}/client/negotiate?hub=chat&negotiateVersion=${version}`, { method: "POST", headers: await bearer(service) });
    assert.deepEqual([response.status, await response.json()], [200, { error }]);
  }
});

void test("exactly one hub is wanted, and asked for before the token", async (t) => {
  const service = await startTestService(t);
  for (const path of ["/client", "/client/", "/client/negotiate"]) {
    const none = await fetch(`${service.url}${path}`, { method: path.endsWith("negotiate") ? "POST" : "GET" });
    assert.deepEqual([none.status, await none.text()], [400, "'hub' query parameter is required."]);
  }
  const two = await fetch(`${service.url}/client/negotiate?hub=chat&hub=chat`, { method: "POST", headers: await bearer(service) });
  assert.equal(two.status, 400);
});

void test("transports a token does not allow are not offered", async (t) => {
  const service = await startTestService(t);
  const { availableTransports } = await negotiate(service, "hub=chat", await service.token({ claims: { "asrs.s.htt": "6" } }));
  assert.deepEqual(availableTransports, everyTransport.slice(1));
});

void test("a full service answers 429", async (t) => {
  const service = await startTestService(t);
  service.signalR.envelope["sku"] = { name: "Free_F1", capacity: 1 };
  const url = async (): Promise<string> => `${service.url}/client/?hub=chat&id=${(await negotiate(service)).connectionToken ?? ""}`;
  for (let count = 0; count < 20; count++) assert.equal((await fetch(await url(), { headers: await bearer(service) })).status, 200);
  const refused = await fetch(`${service.url}/client/negotiate?hub=chat`, { method: "POST", headers: await bearer(service) });
  assert.deepEqual([refused.status, await refused.text()], [429, "Connection count reaches limit."]);
});

void test("a page's preflight needs no token; its origin is echoed, as credentials demand", async (t) => {
  const service = await startTestService(t);
  const response = await fetch(`${service.url}/client/negotiate?hub=chat`, {
    method: "OPTIONS",
    headers: { Origin: "https://app.contoso.com", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-requested-with,x-signalr-user-agent" },
  });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("access-control-allow-origin"), "https://app.contoso.com");
  assert.equal(response.headers.get("access-control-allow-credentials"), "true");
  assert.equal(response.headers.get("access-control-allow-methods"), "POST");
  assert.equal(response.headers.get("access-control-allow-headers"), "authorization,x-requested-with,x-signalr-user-agent");
});

void test("with listed origins another one gets no permission", async (t) => {
  const service = await startTestService(t);
  service.signalR.properties["cors"] = { allowedOrigins: ["https://app.contoso.com"] };
  const allowed = async (origin: string): Promise<string | null> => {
    const response = await fetch(`${service.url}/client/negotiate?hub=chat`, { method: "POST", headers: { ...(await bearer(service)), Origin: origin } });
    assert.equal(response.status, 200);
    return response.headers.get("access-control-allow-origin");
  };
  assert.equal(await allowed("https://app.contoso.com"), "https://app.contoso.com");
  assert.equal(await allowed("https://evil.example"), null);
});

void test("a foreign Host is refused", async (t) => {
  const service = await startTestService(t);
  const { request } = await import("node:http");
  const status = await new Promise((resolve) => {
    request({ port: service.port, host: "127.0.0.1", path: "/client/negotiate?hub=chat", method: "POST", headers: { Host: "evil.example" } }, (response) => resolve(response.resume().statusCode)).end();
  });
  assert.equal(status, 403);
});
