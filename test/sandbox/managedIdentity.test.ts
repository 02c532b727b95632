import assert from "node:assert/strict";
import { test } from "node:test";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { api } from "./gateway/instance.ts";
import { savePolicy } from "./policies/fixture.ts";

void test("the gateway's identity may send through the service, without a key and without the control plane's token", async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const { line, model } = sandbox;
  const [instance] = model.instances.values();
  assert.ok(instance);
  instance.apis.set("shop", api("shop", "send", `${line.serviceEndpoint}/api/v1/hubs/chat`, ["POST /"]));
  const send = async (): Promise<number> => (await fetch(`${line.gatewayUrl}/send`, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"target":"news","arguments":[]}' })).status;
  assert.equal(await send(), 401);
  const policy = '<policies><inbound><authentication-managed-identity resource="https://signalr.azure.com" output-token-variable-name="t" /><set-header name="Authorization" exists-action="override"><value>@("Bearer " + (string)context.Variables["t"])</value></set-header></inbound>';
  savePolicy(instance, `${policy}</policies>`);
  assert.equal(await send(), 202);
  savePolicy(instance, `${policy}<outbound><set-body>@((string)context.Variables["t"])</set-body></outbound></policies>`);
  const token = await (await fetch(`${line.gatewayUrl}/send`, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"target":"news","arguments":[]}' })).text();
  assert.equal((await fetch(`${line.armEndpoint}/subscriptions?api-version=2022-12-01`, { headers: { Authorization: `Bearer ${token}` } })).status, 401);
  assert.ok(!JSON.stringify(sandbox.traces.all()).includes(token));
});
