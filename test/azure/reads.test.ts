import assert from "node:assert/strict";
import { test } from "node:test";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { testAzure } from "../support/azureControlPlane.ts";

void test("one Resource Graph query finds instances and services; Web PubSub style ones are left out", async (t) => {
  const azure = await testAzure(t);
  const [service] = [...azure.model.services.values()];
  assert.ok(service);
  azure.model.services.set("/other", { ...service, name: "raw", envelope: { ...service.envelope, kind: "RawWebSockets" } });
  const found = await azure.controlPlane.discover([azure.model.subscriptionId]);
  assert.deepEqual(azure.requests, ["POST /providers/Microsoft.ResourceGraph/resources"]);
  assert.deepEqual(found.instances.map(({ name, sku, gatewayUrl, gatewayUrls, provisioningState }) => ({ name, sku, gatewayUrl, gatewayUrls, provisioningState })), [
    { name: "sandbox-apim", sku: "Developer", gatewayUrl: "http://127.0.0.1:4001", gatewayUrls: ["http://127.0.0.1:4001"], provisioningState: "Succeeded" },
  ]);
  assert.deepEqual(found.services.map(({ name, endpoint, serviceMode, disableLocalAuth }) => ({ name, endpoint, serviceMode, disableLocalAuth })), [
    { name: "chat-signalr", endpoint: "http://127.0.0.1:4002", serviceMode: "Default", disableLocalAuth: false },
  ]);
});

void test("where Resource Graph is denied, ARM's lists find the same", async (t) => {
  const azure = await testAzure(t);
  const expected = await azure.controlPlane.discover([azure.model.subscriptionId]);
  azure.arm.faults.add({ path: /ResourceGraph/i, respond: () => faultError(403, "AuthorizationFailed", "No.") });
  const found = await azure.controlPlane.discover([azure.model.subscriptionId]);
  assert.deepEqual(found.instances.map(({ id }) => id.toLowerCase()), expected.instances.map(({ id }) => id.toLowerCase()));
  assert.deepEqual(found.services.map(({ endpoint }) => endpoint), expected.services.map(({ endpoint }) => endpoint));
});

void test("no subscriptions: nothing is asked", async (t) => {
  const azure = await testAzure(t);
  assert.deepEqual(await azure.controlPlane.discover([]), { instances: [], services: [] });
  assert.deepEqual(azure.requests, []);
});

void test("subscriptions, an instance and a service are read by id; custom domains are gateway addresses too", async (t) => {
  const azure = await testAzure(t);
  assert.deepEqual((await azure.controlPlane.subscriptions()).map(({ id, tenantId }) => [id, tenantId]), [[azure.model.subscriptionId, azure.model.tenantId]]);
  const [held] = [...azure.model.instances.values()];
  assert.ok(held);
  held.properties["hostnameConfigurations"] = [{ type: "Proxy", hostName: "127.0.0.1:4001" }, { type: "Proxy", hostName: "rt.contoso.com" }, { type: "DeveloperPortal", hostName: "dev.contoso.com" }];
  assert.deepEqual((await azure.controlPlane.instance(azure.instance.id)).gatewayUrls, ["http://127.0.0.1:4001", "http://rt.contoso.com"]);
  assert.equal((await azure.controlPlane.service(azure.service.id)).endpoint, "http://127.0.0.1:4002");
});

void test("all pages of APIs are read, and operations only of those that are wanted", async (t) => {
  const azure = await testAzure(t, { pageSize: 2 });
  for (const n of [1, 2, 3, 4]) {
    await azure.controlPlane.put(azure.instance, { path: `apis/a${n}`, properties: { displayName: `a${n}`, path: `a${n}`, type: "http", protocols: ["https"] } });
  }
  azure.requests.length = 0;
  const { apis } = await azure.controlPlane.contents(azure.instance, ({ path }) => path === "apis/echo-api");
  assert.equal(apis.length, 5);
  assert.equal(apis.find(({ api }) => api.path === "apis/echo-api")?.operations.length, 3);
  assert.deepEqual([...new Set(azure.requests.filter((request) => request.endsWith("/operations")))].map((request) => request.split("/apis/")[1]), ["echo-api/operations"]);
});

void test("an API is read with its operations and its policies' text, which the SDK itself loses", async (t) => {
  const azure = await testAzure(t);
  const policy = { path: "apis/echo-api/operations/retrieve-resource/policies/policy", properties: { format: "rawxml", value: "<policies><inbound><base /></inbound></policies>" } };
  await azure.controlPlane.put(azure.instance, policy);
  const { api, operations, policies } = await azure.controlPlane.api(azure.instance, "echo-api");
  assert.equal(api.properties["displayName"], "Echo API");
  assert.match(api.etag ?? "", /^".+"$/);
  assert.equal(operations.length, 3);
  assert.deepEqual(policies.map(({ path }) => path), [policy.path]);
  assert.match(JSON.stringify(policies[0]?.properties), /^{"format":"xml","value":".*<base \/>/);
});

void test("a policy is read for an editor as its author wrote it, quotes in expressions included", async (t) => {
  const azure = await testAzure(t);
  const path = "apis/echo-api/policies/policy";
  const value = '<policies><inbound><base /><set-variable name="a" value="@(context.Request.Headers.GetValueOrDefault("a", "b"))" /></inbound></policies>';
  const { etag } = await azure.controlPlane.put(azure.instance, { path, properties: { format: "rawxml", value } });
  assert.deepEqual(await azure.controlPlane.rawPolicy(azure.instance, path), { path, properties: { format: "rawxml", value }, etag });
  assert.equal(await azure.controlPlane.rawPolicy(azure.instance, "policies/policy").then((policy) => policy?.properties["format"]), "rawxml");
  assert.equal(await azure.controlPlane.rawPolicy(azure.instance, "apis/none/policies/policy"), undefined);
});

void test("what does not exist is undefined when looked for and gone when removed twice", async (t) => {
  const azure = await testAzure(t);
  for (const path of ["apis/none", "apis/echo-api/operations/none", "apis/echo-api/policies/policy", "apis/echo-api/operations/retrieve-resource/policies/policy"]) {
    assert.equal(await azure.controlPlane.read(azure.instance, path), undefined, path);
  }
  await azure.controlPlane.remove(azure.instance, { path: "apis/echo-api/operations/retrieve-resource" });
  await azure.controlPlane.remove(azure.instance, { path: "apis/echo-api/operations/retrieve-resource" });
  await azure.controlPlane.remove(azure.instance, { path: "apis/echo-api" });
  await azure.controlPlane.remove(azure.instance, { path: "apis/echo-api" });
  assert.deepEqual((await azure.controlPlane.contents(azure.instance, () => true)).apis, []);
});

void test("keys come from listKeys, which is no write; a service without local authentication says so", async (t) => {
  const azure = await testAzure(t);
  const keys = await azure.controlPlane.keys(azure.service);
  const [service] = [...azure.model.services.values()];
  assert.equal(keys.primaryKey, service?.keys.primary);
  assert.match(keys.primaryConnectionString, /^Endpoint=http:\/\/127\.0\.0\.1/);
  assert.equal(azure.controlPlane.traffic.writes, 0);
  await assert.rejects(azure.controlPlane.keys({ ...azure.service, disableLocalAuth: true }), (error) => error instanceof Problem && error.code === "localAuthDisabled" && /Entra/.test(error.details.nextStep ?? ""));
});

void test("ids that are none are refused in words before anything is sent", async (t) => {
  const azure = await testAzure(t);
  await assert.rejects(azure.controlPlane.instance("sandbox-apim"), (error) => error instanceof Problem && error.code === "resourceIdInvalid");
  await assert.rejects(azure.controlPlane.contents({ ...azure.instance, subscriptionId: "mine" }, () => true), (error) => error instanceof Problem && error.code === "subscriptionIdInvalid" && /GUID/.test(error.message));
  assert.deepEqual(azure.requests, []);
});
