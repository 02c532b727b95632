import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { apply } from "../../src/apim/apply.ts";
import type { ArmResource, Integration, JsonObject } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { FakeInstance, foreignApi, handMade, instance, service } from "../support/fakeInstance.ts";

const unknownService = "http://127.0.0.1:5001";

function recognised(resources: readonly ArmResource[], services = [service]): readonly Integration[] {
  return recognise(instance, new FakeInstance(resources).contents, services);
}

function changed(resources: readonly ArmResource[], path: string, properties: JsonObject): readonly ArmResource[] {
  return resources.map((resource) => (resource.path === path ? { ...resource, properties: { ...resource.properties, ...properties } } : resource));
}

async function published(prefix: string, requireSubscriptionKey = false): Promise<FakeInstance> {
  const on = new FakeInstance([foreignApi]);
  await apply(plan({ instance, service, options: { layout: "webSocket", prefix, requireSubscriptionKey }, contents: on.contents }), on);
  return on;
}

void test("what publishing made is recognised with what was asked for", async () => {
  const on = await published("team-a", true);
  const [found, ...others] = recognise(instance, on.contents, [service]);
  assert.ok(found);
  assert.deepEqual(others, []);
  assert.deepEqual(
    { ...found, apis: found.apis.map(({ api }) => api.path) },
    {
      name: "chat-signalr-team-a",
      layout: "webSocket",
      signalR: "chat-signalr",
      signalREndpoint: "https://chat-signalr.service.signalr.net",
      prefix: "team-a",
      clientEndpoint: "https://contoso-apim.azure-api.net/team-a/",
      gatewayUrls: ["https://contoso-apim.azure-api.net/team-a/client/", "https://rt.contoso.com/team-a/client/"],
      requireSubscriptionKey: true,
      cors: [],
      hubs: [],
      origin: "published",
      state: "published",
      apis: ["apis/chat-signalr-team-a-negotiate", "apis/chat-signalr-team-a-connect"],
      findings: [],
    },
  );
});

void test("a portal user's integration is recognised by its shape, with or without knowing the service", () => {
  for (const services of [[service], []]) {
    const [found] = recognised([foreignApi, ...handMade()], services);
    assert.equal(found?.state, "published");
    assert.equal(found?.prefix, "");
    assert.equal(found?.clientEndpoint, "https://contoso-apim.azure-api.net");
    assert.equal(found?.name, services.length === 0 ? "chat-signalr.service.signalr.net" : "chat-signalr");
  }
});

void test("two APIs that fit each other are an integration even on an unknown host; one alone is somebody's own API", () => {
  const pair = handMade(unknownService);
  assert.equal(recognised(pair).length, 1);
  assert.deepEqual(recognised(pair.filter(({ path }) => path === "apis/signalr-connect")), []);
  assert.deepEqual(recognised(pair.filter(({ path }) => path !== "apis/signalr-connect")), []);
});

void test("each difference has its finding, on the resource it is about", async () => {
  const good = await published("");
  const cases: readonly (readonly [string, JsonObject, string, string])[] = [
    ["apis/chat-signalr-connect", { serviceUrl: "wss://old.service.signalr.net/client/" }, "backendDiffers", "drifted"],
    ["apis/chat-signalr-connect", { path: "client2" }, "pathDiffers", "drifted"],
    ["apis/chat-signalr-negotiate", { path: "negotiate" }, "pathDiffers", "drifted"],
    ["apis/chat-signalr-connect", { subscriptionRequired: true }, "subscriptionRequiredDiffers", "drifted"],
    ["apis/chat-signalr-connect", { type: "http" }, "typeDiffers", "drifted"],
    ["apis/chat-signalr-negotiate", { protocols: ["http"] }, "protocolsDiffer", "drifted"],
    ["apis/chat-signalr-negotiate/operations/negotiate", { method: "GET" }, "operationDiffers", "drifted"],
  ];
  for (const [path, properties, code, state] of cases) {
    const [found, ...others] = recognised(changed([...good.resources.values()], path, properties));
    assert.deepEqual(others, []);
    assert.deepEqual(found?.findings.map((finding) => [finding.code, finding.resource]), [[code, path]], code);
    assert.equal(found?.state, state);
    assert.equal(found?.name, "chat-signalr");
  }
});

void test("missing parts make it incomplete and are named by the path they would have", async () => {
  const good = [...(await published("")).resources.values()];
  const without = (gone: string): Integration | undefined => recognised(good.filter(({ path }) => !path.startsWith(gone)))[0];
  assert.deepEqual(without("apis/chat-signalr-connect")?.findings.map(({ code, resource }) => [code, resource]), [["apiMissing", "apis/chat-signalr-connect"]]);
  assert.deepEqual(without("apis/chat-signalr-negotiate")?.findings.map(({ code, resource }) => [code, resource]), [["apiMissing", "apis/chat-signalr-negotiate"]]);
  const operation = without("apis/chat-signalr-negotiate/operations/negotiate-preflight");
  assert.equal(operation?.state, "incomplete");
  assert.match(operation?.findings[0]?.message ?? "", /OPTIONS \//);
});

void test("a service that was deleted meanwhile leaves its integration visible", async () => {
  const [found] = recognise(instance, (await published("")).contents, []);
  assert.equal(found?.name, "chat-signalr");
  assert.equal(found?.signalREndpoint, "https://chat-signalr.service.signalr.net");
});

void test("revisions that are not current are nobody's integration", () => {
  const [negotiate] = handMade();
  assert.ok(negotiate);
  assert.equal(looksLikeOurs(negotiate), true);
  assert.equal(looksLikeOurs({ ...negotiate, path: "apis/signalr-negotiate;rev=2" }), false);
  assert.equal(looksLikeOurs({ ...negotiate, properties: { ...negotiate.properties, isCurrent: false } }), false);
  assert.equal(looksLikeOurs(foreignApi), false);
});

void test("two services under two prefixes are two integrations that do not mix", () => {
  const other = handMade("https://orders.service.signalr.net", "orders/").map((resource) => ({ ...resource, path: resource.path.replace("apis/signalr", "apis/orders-signalr") }));
  const found = recognised([...handMade(), ...other]);
  assert.deepEqual(found.map(({ prefix, signalR, state }) => [prefix, signalR, state]), [["", "chat-signalr", "published"], ["orders", "orders.service.signalr.net", "published"]]);
});

void test("no API of any kind makes it throw, and a foreign one is never taken", () => {
  const properties = fc.record({ displayName: fc.string(), path: fc.oneof(fc.string(), fc.constant("client"), fc.constant("client/negotiate")), serviceUrl: fc.oneof(fc.string(), fc.webUrl()), type: fc.constantFrom("http", "websocket", "graphql"), protocols: fc.array(fc.string()) }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(fc.record({ path: fc.stringMatching(/^apis\/[a-z]{1,5}$/), properties }), { maxLength: 5 }), (foreign) => {
      const found = recognised([...foreign.filter(({ path }) => !path.startsWith("apis/signalr")), ...handMade()]);
      assert.equal(found.length, 1);
    }),
    { numRuns: 100 },
  );
});
