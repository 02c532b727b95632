import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { giveConnectionString } from "../../../src/sandbox/appClient.ts";
import { decodeToken } from "../../../src/signalr/token.ts";
import { connectionStringOf, startTestApp } from "../../support/sandboxApp.ts";
import type { TestApp } from "../../support/sandboxApp.ts";
import { setMode } from "../../support/signalRService.ts";

async function redirected(app: TestApp, query = "?negotiateVersion=1"): Promise<{ readonly text: string; readonly url: string; readonly accessToken: string }> {
  const response = await fetch(`${app.url}/chat/negotiate${query}`, { method: "POST" });
  assert.equal(response.status, 200);
  const text = await response.text();
  const { url, accessToken } = JSON.parse(text) as { url: string; accessToken: string };
  return { text, url, accessToken };
}

void test("negotiate sends clients on exactly as the service SDK writes it", async (t) => {
  const app = await startTestApp(t);
  const { text, url, accessToken } = await redirected(app, "?negotiateVersion=1&room=a%20b&access_token=secret");
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/client\/\?hub=chat&asrs\.op=%2Fchat&negotiateVersion=1&room=a%20b&asrs_request_id=[\w%]+$/);
  assert.ok(url.startsWith(`${app.service.url}/client/`));
  assert.equal(text, JSON.stringify({ negotiateVersion: 0, url, accessToken, availableTransports: [] }));
});

void test("with ClientEndpoint clients go there, with a token that still names the service", async (t) => {
  const app = await startTestApp(t);
  await giveConnectionString(app.url, app.armToken, connectionStringOf(app.service, "http://127.0.0.1:5/team-a/"));
  const { url, accessToken } = await redirected(app);
  assert.ok(url.startsWith("http://127.0.0.1:5/team-a/client/?hub=chat&asrs.op=%2Fchat&"), url);
  assert.equal(decodeToken(accessToken).claims["aud"], "http://127.0.0.1/client/?hub=chat");
});

void test("a ClientEndpoint with a path and no slash gives the broken URL it gives in real life", async (t) => {
  const app = await startTestApp(t);
  await giveConnectionString(app.url, app.armToken, connectionStringOf(app.service, "http://127.0.0.1:5/team-a"));
  assert.ok((await redirected(app)).url.startsWith("http://127.0.0.1:5/team-aclient/?hub=chat"));
});

for (const [name, transport] of [["WebSockets", HttpTransportType.WebSockets], ["Server-Sent Events", HttpTransportType.ServerSentEvents], ["long polling", HttpTransportType.LongPolling]] as const) {
  for (const protocol of transport === HttpTransportType.ServerSentEvents ? [new JsonHubProtocol()] : [new JsonHubProtocol(), new MessagePackHubProtocol()]) {
    void test(`the official client reaches the hub through the app over ${name} in ${protocol.name}`, async (t) => {
      const app = await startTestApp(t);
      const client = new HubConnectionBuilder().withUrl(`${app.url}/chat?user=ann`, { transport }).withHubProtocol(protocol).configureLogging(LogLevel.None).build();
      t.after(() => client.stop());
      await client.start();
      const heard = new Promise((resolve) => client.on("broadcastMessage", (...args: unknown[]) => resolve(args)));
      await client.invoke("broadcastMessage", "ann", "hello");
      assert.deepEqual(await heard, ["ann", "hello"]);
      assert.equal((await app.service.happened("connected"))["userId"], "ann");
    });
  }
}

void test("a page on loopback may negotiate from another port, one elsewhere may not", async (t) => {
  const app = await startTestApp(t);
  const preflight = async (origin: string): Promise<(string | null)[]> => {
    const { headers, status } = await fetch(`${app.url}/chat/negotiate`, { method: "OPTIONS", headers: { Origin: origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-requested-with" } });
    assert.equal(status, 204);
    return [headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials"), headers.get("access-control-allow-headers")];
  };
  assert.deepEqual(await preflight("http://localhost:3000"), ["http://localhost:3000", "true", "x-requested-with"]);
  assert.deepEqual(await preflight("https://evil.example"), [null, null, null]);
});

void test("only POST negotiates, and with a Serverless service the app is never connected", async (t) => {
  const app = await startTestApp(t);
  assert.equal((await fetch(`${app.url}/chat/negotiate`)).status, 405);
  setMode(app.service.signalR, "Serverless");
  const response = await fetch(`${app.url}/chat/negotiate`, { method: "POST" });
  assert.deepEqual([response.status, await response.text()], [500, "Azure SignalR Service is not connected yet, please try again later."]);
});

void test("a user id too long for a token is refused as the SDK refuses it", async (t) => {
  const app = await startTestApp(t);
  const response = await fetch(`${app.url}/chat/negotiate?user=${"x".repeat(5000)}`, { method: "POST" });
  assert.deepEqual([response.status, await response.text()], [413, "AccessToken must not be longer than 4K."]);
});
