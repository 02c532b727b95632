import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import type { HubConnection, IHubProtocol } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { createClientToken } from "../../src/signalr/token.ts";
import { called } from "../support/officialClient.ts";
import { publishSandbox } from "../support/published.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";

const ways = [
  ["Server-Sent Events and json", HttpTransportType.ServerSentEvents, () => new JsonHubProtocol()],
  ["long polling and json", HttpTransportType.LongPolling, () => new JsonHubProtocol()],
  ["long polling and messagepack", HttpTransportType.LongPolling, () => new MessagePackHubProtocol()],
] as const;

function client(t: TestContext, { line }: Sandbox, transport: HttpTransportType, protocol: IHubProtocol): HubConnection {
  const connection = new HubConnectionBuilder().withUrl(`${line.appServerUrl}/chat`, { transport }).withHubProtocol(protocol).configureLogging(LogLevel.None).build();
  t.after(() => connection.stop());
  return connection;
}

void test("the official client chats through the HTTP layout, and stopping releases its connection", async (t) => {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const { connectionString, integration } = await publishSandbox(sandbox.line, { layout: "http" });
  assert.deepEqual([integration.layout, integration.state], ["http", "published"]);
  await giveConnectionString(sandbox.line.appServerUrl, sandbox.line.armToken, connectionString);
  for (const [way, transport, protocol] of ways) {
    await t.test(way, async (inner) => {
      const from = events.all.length;
      const connection = client(inner, sandbox, transport, protocol());
      const heard = called(connection, "echo");
      await connection.start();
      await connection.invoke("echo", "ann", "hello");
      assert.deepEqual(await heard, ["ann", "hello (echo from server)"]);
      await connection.stop();
      const seen = (): typeof events.all => events.all.slice(from);
      const operations = new Set(seen().filter(({ part, api }) => part === "gateway" && api === "chat-signalr-http").map(({ operation }) => operation));
      assert.ok(operations.has("negotiate") && operations.has("send"));
      if (transport === HttpTransportType.LongPolling) {
        const closed = seen().find((event) => event["operation"] === "close");
        assert.equal(closed?.["status"], 202, "the DELETE arrived");
      } else {
        await events.find((event) => seen().includes(event) && event["operation"] === "connect");
      }
      await events.find((event) => seen().includes(event) && event.part === "service" && event.event === "disconnected");
    });
  }
});

void test("a browser's preflight is answered for listed origins only, and by the gateway alone", async (t) => {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  await publishSandbox(line, { layout: "http", cors: ["https://app.contoso.com"], requireSubscriptionKey: true });
  const ask = async (origin: string): Promise<readonly (string | null)[]> => {
    const { status, headers } = await fetch(`${line.gatewayUrl}/client/negotiate?hub=chat`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-requested-with,x-signalr-user-agent" },
    });
    return [String(status), ...["origin", "credentials", "max-age"].map((name) => headers.get(`access-control-${name === "max-age" ? name : `allow-${name}`}`))];
  };
  assert.deepEqual(await ask("https://app.contoso.com"), ["200", "https://app.contoso.com", "true", "300"]);
  assert.deepEqual(await ask("https://evil.example"), ["200", null, null, null]);
  const asked = events.all.filter(({ part, event }) => part === "gateway" && event === "request");
  assert.deepEqual(asked.map(({ api, operation }) => [api, operation]), [["chat-signalr-http", null], ["chat-signalr-http", null]]);
});

void test("an event arrives at once with the GET's policy, and at the end without it", async (t) => {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  const { connectionString, integration, controlPlane } = await publishSandbox(line, { layout: "http" });
  const { accessKey, endpoint } = parseConnectionString(connectionString);
  assert.ok(accessKey !== undefined);
  const { instances: [instance] } = await controlPlane.discover([line.subscriptionId]);
  const owner = integration.apis[0]?.operations.find(({ path }) => path.endsWith("/connect"));
  assert.ok(instance !== undefined && owner !== undefined);

  for (const unbuffered of [true, false]) {
    if (!unbuffered) await controlPlane.remove(instance, { path: `${owner.path}/policies/policy` });
    const from = events.all.length;
    const headers = { Authorization: `Bearer ${await createClientToken({ accessKey, endpoint, hub: "chat" })}` };
    const url = `${line.gatewayUrl}/client/?hub=chat`;
    const negotiated: unknown = await (await fetch(url.replace("?", "negotiate?"), { method: "POST", headers })).json();
    assert.ok(typeof negotiated === "object" && negotiated !== null && "connectionId" in negotiated);
    const token = "connectionToken" in negotiated ? negotiated.connectionToken : negotiated.connectionId;
    const connection = `${url}&id=${encodeURIComponent(String(token))}`;
    let answered = false;
    const stream = fetch(connection, { headers: { ...headers, Accept: "text/event-stream" } }).then((answer) => {
      answered = true;
      return answer;
    });
    const send = async (record: string): Promise<number> => (await fetch(connection, { method: "POST", headers, body: `${record}\u001e` })).status;
    if (unbuffered) await stream;
    while ((await send('{"protocol":"json","version":1}')) === 404) await new Promise(setImmediate);
    await events.find((event) => event.part === "service" && event.event === "connected", from);
    assert.equal(answered, unbuffered);
    await send('{"type":7}');
    assert.match(await (await stream).text(), /data: \{\}/, "the answer to the handshake");
  }
});
