import * as signalR from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import assert from "node:assert/strict";
import { test } from "node:test";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { startAppServer } from "../support/appServer.ts";
import { publishSandbox } from "../support/published.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";

const protocols: readonly signalR.IHubProtocol[] = [new signalR.JsonHubProtocol(), new MessagePackHubProtocol()];

for (const sdk of ["1.25", "1.34"] as const) {
  void test(`an app of SDK ${sdk} behind the sandbox's gateway`, async (t) => {
    const events = new SandboxEvents();
    const sandbox = await startSandbox({ app: "external", event: events.take });
    t.after(() => sandbox.stop());
    const { line, model } = sandbox;
    const { connectionString } = await publishSandbox(line);
    await giveConnectionString(line.appServerUrl, line.armToken, connectionString);
    const [service] = model.services.values();
    assert.ok(service);
    const server = await startAppServer(t, { url: line.serviceEndpoint, signalR: service }, { sdk, serverId: "mine", connections: 5, greeting: true });
    for (const protocol of protocols) {
      await t.test(`${protocol.name}: negotiate, redirect, gateway, service, app and back`, async () => {
        const from = events.all.length;
        const client = (): signalR.HubConnection =>
          new signalR.HubConnectionBuilder()
            .withUrl(`${line.appServerUrl}/chat?user=ann`, { transport: signalR.HttpTransportType.WebSockets })
            .withHubProtocol(protocol)
            .configureLogging(signalR.LogLevel.None)
            .build();
        const [ann, bob] = [client(), client()];
        const heard = new Promise((resolve) => bob.on("said", resolve));
        bob.on("answer", (question: string) => `${question} ␞`);
        await Promise.all([ann.start(), bob.start()]);
        assert.equal(await ann.invoke("Echo", "grüße"), "grüße by mine");
        await ann.invoke("Others", "hi");
        assert.equal(await heard, "hi");
        if (protocol.name === "json") assert.equal(await ann.invoke("Ask", bob.connectionId, "q"), "q ␞");
        const open = server.clients.find((each) => each.open.connectionId === ann.connectionId)?.open;
        assert.match(open?.queryString ?? "", /asrs\.op=%2Fchat/);
        await Promise.all([ann.stop(), bob.stop()]);
        await server.until(() => server.clients.length === 0);
        const through = events.all.slice(from).filter(({ part, status }) => part === "gateway" && status === 101);
        assert.equal(through.length, 2, "both went through the gateway");
      });
    }
    const [hub] = sandbox.service.connections();
    assert.deepEqual([hub?.hub, hub?.own, hub?.servers.map(({ serverId, connections }) => [serverId, connections])], ["chat", false, [["mine", 5]]]);
  });
}
