import * as signalR from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import assert from "node:assert/strict";
import { test } from "node:test";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { publishSandbox } from "../support/published.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";

const protocols: readonly signalR.IHubProtocol[] = [new signalR.JsonHubProtocol(), new MessagePackHubProtocol()];

void test("the official JavaScript client over the sandbox's gateway", async (t) => {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  const client = (protocol: signalR.IHubProtocol): signalR.HubConnection =>
    new signalR.HubConnectionBuilder()
      .withUrl(`${line.appServerUrl}/chat`, { transport: signalR.HttpTransportType.WebSockets, withCredentials: false })
      .withHubProtocol(protocol)
      .configureLogging(signalR.LogLevel.None)
      .build();
  const { connectionString, controlPlane, integration } = await publishSandbox(line);
  await giveConnectionString(line.appServerUrl, line.armToken, connectionString);

  for (const protocol of protocols) {
    await t.test(`${protocol.name}: invokes, is called back, hears another client, and leaves`, async () => {
      const from = events.all.length;
      const [ann, bob] = [client(protocol), client(protocol)];
      const heard = new Promise<unknown[]>((resolve) => bob.on("broadcastMessage", (...args: unknown[]) => resolve(args)));
      const echoed = new Promise<unknown[]>((resolve) => ann.on("echo", (...args: unknown[]) => resolve(args)));
      await Promise.all([ann.start(), bob.start()]);
      await ann.invoke("echo", "ann", "hello");
      assert.deepEqual(await echoed, ["ann", "hello (echo from server)"]);
      await ann.invoke("broadcastMessage", "ann", "grüße ␞ 日本");
      assert.deepEqual(await heard, ["ann", "grüße ␞ 日本"]);
      await assert.rejects(ann.invoke("nowhere"), /Unknown hub method 'nowhere'/);
      await Promise.all([ann.stop(), bob.stop()]);
      const through = events.all.slice(from).filter(({ part, ...event }) => part === "gateway" && event["api"] === "chat-signalr-connect" && event["status"] === 101);
      assert.equal(through.length, 2, "both went through the gateway");
    });
  }

  await t.test("256 KiB cross the gateway whole", async () => {
    const connection = client(new signalR.JsonHubProtocol());
    const text = "x".repeat(256 * 1024);
    const echoed = new Promise<string>((resolve) => connection.on("echo", (_name: string, message: string) => resolve(message)));
    await connection.start();
    await connection.invoke("echo", "ann", text);
    assert.equal(await echoed, `${text} (echo from server)`);
    await connection.stop();
  });

  await t.test("after the integration is gone, negotiating is refused with 404", async () => {
    const { instances: [instance] } = await controlPlane.discover([line.subscriptionId]);
    assert.ok(instance);
    for (const { api } of integration.apis) await controlPlane.remove(instance, { path: api.path, ...(api.etag === undefined ? {} : { etag: api.etag }) });
    await assert.rejects(client(new signalR.JsonHubProtocol()).start(), /404/);
  });
});
