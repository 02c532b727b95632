import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel } from "@microsoft/signalr";
import type { HubConnection, IHubProtocol } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
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
      const operations = new Set(seen().filter(({ part, event }) => part === "gateway" && event === "request").map(({ api, operation }) => `${String(api)} ${String(operation)}`));
      assert.ok(operations.has("chat-signalr-http negotiate") && operations.has("chat-signalr-http send"));
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
  assert.equal(events.all.filter(({ part, path }) => part === "service" && String(path).includes("negotiate")).length, 0);
});
