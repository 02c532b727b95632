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
