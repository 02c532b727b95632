import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { resourceGroupName as group, signalRName } from "../../../src/sandbox/arm/seed.ts";
import { openNetwork } from "../../../src/sandbox/arm/signalRUpdate.ts";
import { serviceMode } from "../../../src/sandbox/service/serviceMode.ts";
import { sdkClients } from "../../support/sdkClients.ts";
import { onlyService } from "../../support/signalRService.ts";
import { specValidator, specsMissing } from "../../support/spec.ts";
import { startTestArm } from "./testArm.ts";

const quick = { updateIntervalInMs: 1 };
const version = "2024-03-01";
const location = "westeurope";
const serverless = { features: [{ flag: "ServiceMode", value: "Serverless" }] };
const template = { hubPattern: "*", urlTemplate: "http://127.0.0.1:7071/{hub}/api/{category}/{event}", auth: { type: "None" } };

void test("the official SDK changes mode and upstream, what it leaves out stays or goes to its default, and the spec has nothing against it", { skip: specsMissing }, async (t) => {
  const { arm, token, model, changes } = await startTestArm(t);
  const { signalR: { signalR }, exchanges } = sdkClients(arm.url, token, model.subscriptionId);
  const before = await signalR.get(group, signalRName);
  const patched = await signalR.beginUpdateAndWait(group, signalRName, { location, tags: { team: "chat" }, disableLocalAuth: true, upstream: { templates: [template] }, ...serverless }, quick);
  assert.deepEqual([patched.disableLocalAuth, patched.upstream?.templates, patched.tags], [true, [template], { team: "chat" }]);
  assert.deepEqual(patched.features?.map(({ flag, value }) => [flag, value]), before.features?.map(({ flag, value }) => [flag, flag === "ServiceMode" ? "Serverless" : value]));
  assert.deepEqual([serviceMode(onlyService(model)), changes()], ["Serverless", 1]);
  const cors = { allowedOrigins: ["https://a.example"] };
  assert.deepEqual((await signalR.beginUpdateAndWait(group, signalRName, { location, cors }, quick)).upstream?.templates, [template], "PATCH leaves alone what it does not name");
  const put = await signalR.beginCreateOrUpdateAndWait(group, signalRName, { location: "West Europe", features: [{ flag: "EnableLiveTrace", value: "True" }], cors, publicNetworkAccess: "Enabled" }, quick);
  assert.deepEqual([put.upstream?.templates, put.disableLocalAuth, put.tags, put.cors], [[], false, {}, cors], "PUT says all but the flags");
  assert.deepEqual(put.features?.map(({ value }) => value), ["Serverless", "True", "False", "True"]);
  assert.ok((put.systemData?.lastModifiedAt ?? 0) >= (before.systemData?.lastModifiedAt ?? 1));
  // What was read can be sent back, all but a member that the SDK itself should not send.
  const { systemData: _systemData, ...read } = put;
  assert.deepEqual((await signalR.beginCreateOrUpdateAndWait(group, signalRName, read, quick)).features, put.features);
  const validator = await specValidator();
  const described = exchanges.filter(({ url }) => !/operation(Statuses|Results)/.test(url));
  const violations = await Promise.all(described.map((exchange) => validator.violations(exchange)));
  assert.deepEqual(violations.flat(), []);
  assert.deepEqual(new Set(described.filter(({ method }) => method !== "GET").map(({ method, status }) => `${method} ${status}`)), new Set(["PATCH 202", "PUT 202"]));
});

void test("an update runs until its status says so, and a second one meanwhile is refused", async (t) => {
  // Long enough for one more request on the busiest machine.
  const { send, finish, service, model } = await startTestArm(t, { operationMs: 1000 });
  const accepted = await send("PATCH", service, { version, body: { properties: serverless } });
  assert.deepEqual([accepted.status, accepted.body], [202, {}]);
  assert.equal(serviceMode(onlyService(model)), "Default");
  const second = await send("PATCH", service, { version, body: {} });
  assert.deepEqual([second.status, second.body.error?.message], [409, "Operation on the SignalR Service is in progress"]);
  const status = accepted.headers.get("azure-asyncoperation") ?? "";
  let state = await send("GET", status);
  while (state.body.status === "Running") state = await send("GET", status);
  assert.equal(state.body.status, "Succeeded");
  const { body } = await finish("GET", accepted.headers.get("location") ?? "");
  assert.equal(body.name, "chat-signalr");
  assert.equal(serviceMode(onlyService(model)), "Serverless");
});

void test("a body that cannot be meant changes nothing, and the refusal names the member", async (t) => {
  const { send, service, changes } = await startTestArm(t);
  const wrong: readonly (readonly [properties: unknown, place: RegExp])[] = [
    [{ features: [{ flag: "ServiceMode", value: "PredefinedOnly" }] }, /'properties\.features\.0'.*Default, Serverless, Classic/],
    [{ features: [{ flag: "Colour", value: "True" }] }, /'properties\.features\.0\.flag'/],
    [{ features: {} }, /'properties\.features'/],
    [{ upstream: { templates: [{ urlTemplate: "ftp://x" }] } }, /'properties\.upstream\.templates\.0\.urlTemplate'.*http/],
    [{ upstream: { templates: [{ ...template, auth: { type: "ManagedIdentity" } }] } }, /no managed identity/],
    [{ cors: { allowedOrigins: [1] } }, /'properties\.cors\.allowedOrigins\.0'/],
    [{ disableLocalAuth: "true" }, /'properties\.disableLocalAuth'/],
    [{ publicNetworkAccess: "Maybe" }, /Enabled or Disabled/],
    [{ networkACLs: { publicNetwork: { allow: ["Everything"] } } }, /'properties\.networkACLs\.publicNetwork\.allow\.0'.*ClientConnection/],
    [{ networkACLs: { ipRules: [{ value: "10.0.0.0 to 10.0.0.9", action: "Allow" }] } }, /ipRules\.0\.value'.*CIDR/],
    [{ serverless: { connectionTimeoutInSeconds: 121 } }, /'properties\.serverless\.connectionTimeoutInSeconds'.*120/],
    [{ resourceStopped: true }, /'properties\.resourceStopped'/],
    ["x", /'properties'/],
  ];
  for (const [properties, place] of wrong) {
    const { status, body } = await send("PATCH", service, { version, body: { properties } });
    assert.equal(status, 400, JSON.stringify(properties));
    assert.match(body.error?.message ?? "", place);
  }
  for (const sku of [{ name: "Free_F1", capacity: 2 }, { name: "Standard_S1", capacity: 11 }, { name: "Basic" }]) {
    assert.match((await send("PATCH", service, { version, body: { sku } })).body.error?.message ?? "", /'sku/, JSON.stringify(sku));
  }
  assert.equal((await send("PUT", service, { version, body: { properties: {} } })).body.error?.code, "LocationRequired");
  assert.equal((await send("PATCH", service, { version, body: { location: "eastus" } })).body.error?.code, "InvalidResourceLocation");
  assert.equal((await send("PATCH", service, { version })).status, 400);
  assert.equal((await send("PATCH", `${service}x`, { version, body: {} })).status, 404);
  const another = await send("PUT", `${service}x`, { version, body: { location } });
  assert.deepEqual([another.status, /makes no other/.test(another.body.error?.message ?? "")], [403, true]);
  assert.equal(changes(), 0);
});

void test("tier, network rules, timeouts and a stop are kept, given back as the spec says, and undone by a whole PUT", { skip: specsMissing }, async (t) => {
  const { send, finish, service } = await startTestArm(t, { operationMs: 0 });
  const properties = {
    networkACLs: { defaultAction: "Deny", publicNetwork: { allow: ["ServerConnection"] }, privateEndpoints: [{ name: "pe", allow: ["ClientConnection"] }], ipRules: [{ value: "10.0.0.0/8", action: "Deny" }, { value: "ServiceTag.Region", action: "Allow" }] },
    serverless: { connectionTimeoutInSeconds: 90 },
    tls: { clientCertEnabled: true },
    resourceStopped: "True",
  };
  const { body: patched } = await finish("PATCH", service, { version, body: { sku: { name: "Free_F1" }, properties } });
  assert.deepEqual(patched["sku"], { name: "Free_F1", tier: "Free", size: "F1", capacity: 1 });
  for (const [name, value] of Object.entries({ ...properties, resourceStopped: "true" })) assert.deepEqual(patched.properties?.[name], value, name);
  const older = await send("GET", service, { version: "2023-02-01" });
  assert.ok(!("resourceStopped" in (older.body.properties ?? {})), "the member came with 2024-03-01");
  const { body: put } = await finish("PUT", service, { version, body: { location, sku: { name: "Premium_P1", capacity: 20 } } });
  assert.deepEqual([put["sku"], put.properties?.["resourceStopped"], put.properties?.["serverless"]], [{ name: "Premium_P1", tier: "Premium", size: "P1", capacity: 20 }, "false", { connectionTimeoutInSeconds: 30 }]);
  assert.deepEqual(put.properties?.["networkACLs"], openNetwork);
});

void test("no body makes an update fail or the service unreadable", async (t) => {
  const { send, finish, service } = await startTestArm(t, { operationMs: 0 });
  const members = fc.dictionary(fc.constantFrom("features", "cors", "upstream", "disableLocalAuth", "publicNetworkAccess", "networkACLs", "serverless", "tls", "resourceStopped", "hostName", "__proto__"), fc.jsonValue({ maxDepth: 3 }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.record({ tags: fc.jsonValue(), sku: fc.jsonValue(), properties: members }, { requiredKeys: [] })), async (body) => {
      const { status } = await finish("PATCH", service, { version, body });
      assert.ok([200, 400].includes(status), String(status));
      assert.equal((await send("GET", service, { version })).body.properties?.["hostName"], "127.0.0.1");
    }),
    { numRuns: 60 },
  );
});
