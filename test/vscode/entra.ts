import assert from "node:assert/strict";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import { defaultChoices } from "../../src/console/protocol.ts";
import type { HostMessage, RequestName, RequestParams } from "../../src/console/protocol.ts";
import type { SandboxLine } from "../../src/sandbox/model.ts";
import { restoreConsoleTarget } from "../../src/ui/connect/consoleTarget.ts";
import { fakePlatform } from "../console/fakePlatform.ts";
import { services } from "./extension.ts";
import { test } from "./suite.ts";

/** Switches the service's access keys off, as someone in the portal would. */
async function switchKeysOff({ armEndpoint, armToken, subscriptionId, resourceGroup, signalRName }: SandboxLine): Promise<void> {
  const url = `${armEndpoint}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.SignalRService/signalR/${signalRName}?api-version=2024-03-01`;
  const headers = { authorization: `Bearer ${armToken}`, "content-type": "application/json" };
  const answer = await fetch(url, { method: "PATCH", headers, body: JSON.stringify({ properties: { disableLocalAuth: true } }) });
  assert.equal(answer.status, 202, await answer.text());
  while ((await fetch(answer.headers.get("location") ?? "", { headers })).status === 202);
}

test("a console on an integration whose service takes no keys connects, and plays the server, by the account's Entra identity", async () => {
  const all = await services();
  const line = await all.sandbox.start();
  const instance = `/subscriptions/${line.subscriptionId}/resourceGroups/${line.resourceGroup}/providers/Microsoft.ApiManagement/service/${line.apimName}`;
  const target = await restoreConsoleTarget(all, JSON.stringify({ instance, integration: "chat-signalr", hub: "chat" }));
  assert.ok(target !== undefined);
  await switchKeysOff(line);
  const posted: HostMessage[] = [];
  const console = new ConsoleHost(target, fakePlatform({ post: (message) => void posted.push(message) }));
  const ask = async <Name extends RequestName>(id: number, name: Name, params: RequestParams<Name>): Promise<unknown> => {
    await console.receive({ type: "request", id, name, params });
    return posted.find((message) => (message.type === "result" || message.type === "refused") && message.id === id);
  };
  try {
    assert.deepEqual(await ask(1, "connect", { address: "", userId: "ann", choices: defaultChoices }), { type: "result", id: 1, value: null });
    assert.match(JSON.stringify(await ask(2, "service", { draft: { mode: "service", target: "news", text: '"by identity"', operation: "userExists", name: "ann" } })), /Yes, it is there/);
    assert.ok(!(JSON.stringify(posted) + console.transcript()).includes(line.armToken));
  } finally {
    await console.dispose();
    await all.sandbox.stop();
  }
});
