import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { apply } from "../../src/apim/apply.ts";
import type { LayoutName, Plan, PublishOptions, SignalRService } from "../../src/apim/model.ts";
import { layoutNames } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, foreignApi, instance, service } from "../support/fakeInstance.ts";

const orders: SignalRService = { ...service, id: `${service.id}-orders`, name: "orders-signalr", endpoint: "https://orders.service.signalr.net" };
const services = [service, orders];

function planned(on: FakeInstance, of: SignalRService, layout: LayoutName, prefix: string, more: Partial<PublishOptions> = {}): Plan {
  const appNegotiate = layout === "gatewayNegotiate" ? { appNegotiate: { url: `https://${of.name}.contoso.com/negotiate` } } : {};
  return plan({ instance, service: of, options: { layout, prefix, requireSubscriptionKey: false, ...appNegotiate, ...more }, contents: on.contents });
}

const idle = ({ changes }: Plan): boolean => changes.every(({ action }) => action === "none");
const found = (on: FakeInstance): readonly string[] => recognise(instance, on.contents, services).map(({ name, layout, signalR, state }) => `${name} ${layout} ${signalR} ${state}`);

void test("every layout of several services stands on one instance, told apart, each planned and removed as if it were alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(services.flatMap((of) => layoutNames.map((layout) => ({ of, layout }))), { minLength: 2 }), async (chosen) => {
      const on = new FakeInstance([foreignApi]);
      const before = on.snapshot;
      const all = chosen.map(({ of, layout }) => ({ of, layout, prefix: `${of.name}/${layout}` }));
      for (const { of, layout, prefix } of all) await apply(planned(on, of, layout, prefix), on);
      for (const { of, layout, prefix } of all) assert.ok(idle(planned(on, of, layout, prefix)));
      assert.deepEqual(found(on).toSorted(), all.map(({ of, layout }) => `${of.name}-${of.name}-${layout} ${layout} ${of.name} published`).toSorted());
      for (const integration of recognise(instance, on.contents, services)) await apply(planRemoval({ instance, integration, contents: on.contents }), on);
      assert.deepEqual(on.snapshot, before);
    }),
    { numRuns: 25 },
  );
});

void test("one suffix serves one layout: the second is refused with the way out, before anything is written", async () => {
  const on = new FakeInstance();
  await apply(planned(on, service, "webSocket", ""), on);
  for (const [layout, prefix] of [["http", ""], ["gatewayNegotiate", "client"], ["gatewayNegotiate", "client/negotiate"]] as const) {
    assert.throws(() => planned(on, orders, layout, prefix), (error) => error instanceof Problem && error.code === "suffixInUse" && /prefix/.test(error.details.nextStep ?? ""));
  }
});

void test("a custom domain is an address of every layout, and the one that ClientEndpoint names where it is chosen", () => {
  const on = new FakeInstance();
  assert.equal(planned(on, service, "http", "rt", { gatewayUrl: "https://rt.contoso.com" }).clientEndpoint, "https://rt.contoso.com/rt/");
  assert.deepEqual(planned(on, service, "gatewayNegotiate", "rt").gatewayUrls, ["wss://contoso-apim.azure-api.net/rt", "wss://rt.contoso.com/rt"]);
});

void test("a version that someone added to our API's version set, and a revision, leave the plan as it was", async () => {
  const on = new FakeInstance();
  await apply(planned(on, service, "gatewayNegotiate", ""), on);
  const path = "apis/chat-signalr-signalr-socket";
  const api = on.resources.get(path);
  assert.ok(api);
  await on.patch(instance, { path, properties: { apiVersionSetId: "/apiVersionSets/chat" } });
  await on.put(instance, { path: "apis/chat-v2", properties: { displayName: "Chat v2", type: "websocket", path: "signalr", serviceUrl: "wss://elsewhere.example/", apiVersion: "v2", apiVersionSetId: "/apiVersionSets/CHAT" } });
  await on.put(instance, { path: `${path};rev=2`, properties: { ...api.properties, isCurrent: false } });
  assert.ok(idle(planned(on, service, "gatewayNegotiate", "")));
  await on.patch(instance, { path: "apis/chat-v2", properties: { apiVersionSetId: "/apiVersionSets/other" } });
  assert.throws(() => planned(on, service, "gatewayNegotiate", ""), (error) => error instanceof Problem && error.code === "suffixInUse");
});
