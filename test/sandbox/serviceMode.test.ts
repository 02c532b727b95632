import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import type { HubConnection } from "@microsoft/signalr";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { createClientToken } from "../../src/signalr/token.ts";
import { startAppServer } from "../support/appServer.ts";
import { sdkClients } from "../support/sdkClients.ts";
import { onlyService } from "../support/signalRService.ts";
import { startUpstream } from "../support/upstreamServer.ts";

const hub = "news";

function client(t: TestContext, { line, model }: Sandbox): HubConnection {
  const accessKey = onlyService(model).keys.primary;
  const connection = new HubConnectionBuilder()
    .withUrl(`${line.serviceEndpoint}/client/?hub=${hub}`, { transport: HttpTransportType.WebSockets, accessTokenFactory: () => createClientToken({ accessKey, endpoint: line.serviceEndpoint, hub }) })
    .configureLogging(LogLevel.None)
    .build();
  t.after(() => connection.stop());
  return connection;
}

void test("the mode and the upstream are changed while the sandbox runs, and take effect with the next connection", async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const { line, model } = sandbox;
  const { signalR } = sdkClients(line.armEndpoint, line.armToken, line.subscriptionId).signalR;
  const set = async (value: string, templates: { urlTemplate: string }[] = []): Promise<void> => {
    await signalR.beginUpdateAndWait(line.resourceGroup, line.signalRName, { location: "westeurope", features: [{ flag: "ServiceMode", value }], upstream: { templates } }, { updateIntervalInMs: 1 });
  };
  /** What the service says to an app server that dials in; null where it is taken. */
  const dialled = async (): Promise<unknown> => {
    const server = await startAppServer(t, { url: line.serviceEndpoint, signalR: onlyService(model) }, { hub });
    const [answer] = server.seen;
    server.stop();
    return answer?.kind === "handshakeResponse" ? answer.errorMessage : answer?.kind;
  };
  await assert.rejects(client(t, sandbox).start(), /app servers are not connected/);
  assert.equal(await dialled(), null);

  const upstream = await startUpstream(t);
  await set("Serverless", [{ urlTemplate: `${upstream.url}/{hub}/{event}` }]);
  await client(t, sandbox).start();
  assert.equal((await upstream.next()).path, "/news/connected");
  assert.match(String(await dialled()), /Serverless mode/);

  await set("Default");
  assert.equal(await dialled(), null);
});

void test("a service that is stopped in the control plane lets its apps and clients go, is not there, and is back when it is started", async (t) => {
  const sandbox = await startSandbox({ app: "external" });
  t.after(() => sandbox.stop());
  const { line, model } = sandbox;
  const target = { url: line.serviceEndpoint, signalR: onlyService(model) };
  const server = await startAppServer(t, target, { hub });
  const connected = client(t, sandbox);
  await connected.start();
  const closed = new Promise((resolve) => connected.onclose(resolve));
  const stopped = async (resourceStopped: string): Promise<void> => {
    const id = `/subscriptions/${line.subscriptionId}/resourceGroups/${line.resourceGroup}/providers/Microsoft.SignalRService/signalR/${line.signalRName}`;
    const answer = await fetch(`${line.armEndpoint}${id}?api-version=2024-03-01`, {
      method: "PATCH", headers: { Authorization: `Bearer ${line.armToken}`, "Content-Type": "application/json" }, body: JSON.stringify({ properties: { resourceStopped } }),
    });
    assert.equal(answer.status, 202);
    while ((await fetch(answer.headers.get("location") ?? "", { headers: { Authorization: `Bearer ${line.armToken}` } })).status === 202);
  };
  await stopped("true");
  await closed;
  await server.until(() => server.connection.socket.readyState === server.connection.socket.CLOSED);
  await assert.rejects(client(t, sandbox).start(), /503/);
  await stopped("false");
  await startAppServer(t, target, { hub, serverId: "back" });
  const again = client(t, sandbox);
  await again.start();
  assert.equal(await again.invoke("Echo", "x"), "x by back");
});
