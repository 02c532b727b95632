import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { apply } from "../../src/apim/apply.ts";
import type { ArmResource, Plan, PublishOptions } from "../../src/apim/model.ts";
import { layoutNames } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, foreignApi, handMade, handMadeHttp, instance, service } from "../support/fakeInstance.ts";

/** A change somebody may have made to what stands on an instance. */
const meddling = fc.constantFrom<readonly [what: string, change: (resource: ArmResource) => ArmResource | undefined]>(
  ["an operation less", (resource) => (/64[af][1-4]$/.test(resource.path) ? undefined : resource)],
  ["keys", (resource) => withProperty(resource, /^apis\/signalr[\w-]*$/, "subscriptionRequired", true)],
  ["protocols", (resource) => withProperty(resource, /^apis\/signalr-negotiate$/, "protocols", ["http", "https"])],
  ["another path at the service", (resource) => withProperty(resource, /^apis\/signalr-connect$/, "serviceUrl", "wss://chat-signalr.service.signalr.net")],
  ["no policies", (resource) => (resource.path.endsWith("/policy") ? undefined : resource)],
  ["other names", (resource) => withProperty(resource, /./, "displayName", "Somebody's")],
  ["no slashes", (resource) => (typeof resource.properties["path"] === "string" ? withProperty(resource, /./, "path", resource.properties["path"].replaceAll(/^\/+|\/+$/g, "")) : resource)],
);

function withProperty(resource: ArmResource, paths: RegExp, name: string, value: string | boolean | readonly string[]): ArmResource {
  return paths.test(resource.path) ? { ...resource, properties: { ...resource.properties, [name]: value } } : resource;
}

const state = fc
  .tuple(fc.constantFrom<readonly ArmResource[]>([], handMade(), handMadeHttp(), [...handMade(), ...handMadeHttp(service.endpoint, "team/")], handMade("https://orders.service.signalr.net")), fc.array(meddling, { maxLength: 3 }))
  .map(([made, changes]) => [foreignApi, ...made.flatMap((resource) => changes.reduce<readonly ArmResource[]>((all, [, change]) => all.flatMap((each) => change(each) ?? []), [resource]))]);

const wanted: fc.Arbitrary<PublishOptions> = fc
  .record({
    layout: fc.constantFrom(...layoutNames),
    prefix: fc.constantFrom("", "team", "a/b"),
    requireSubscriptionKey: fc.boolean(),
    cors: fc.uniqueArray(fc.constantFrom("https://app.contoso.com", "http://localhost:3000")),
    hubs: fc.uniqueArray(fc.constantFrom("chat", "news")),
  })
  .map((options) => (options.layout === "gatewayNegotiate" ? { ...options, cors: [], appNegotiate: { url: "https://app.contoso.com/chat/negotiate" } } : options));

void test("any state, anything wanted: applied it is what was wanted, again it is nothing, removed it is the first state but for what was mended", async () => {
  let carriedOut = 0;
  await fc.assert(
    fc.asyncProperty(state, wanted, async (resources, options) => {
      const on = new FakeInstance(resources);
      const before = new Map(on.snapshot);
      const planned = (): Plan => plan({ instance, service, options, contents: on.contents });
      let first: Plan;
      try {
        first = planned();
      } catch (error) {
        assert.ok(error instanceof Problem && error.details.nextStep, String(error));
        return;
      }
      carriedOut += 1;
      await apply(first, on);
      assert.deepEqual(planned().changes.filter(({ action }) => action !== "none"), [], "nothing is left to do");
      const found = recognise(instance, on.contents, [service]).find(({ layout, apis }) => layout === options.layout && apis.every(({ api }) => first.changes.some(({ resource }) => resource === api.path)));
      assert.ok(found);
      assert.deepEqual([found.requireSubscriptionKey, found.cors.toSorted(), found.hubs.toSorted()], [options.requireSubscriptionKey, options.cors?.toSorted(), options.hubs?.toSorted()], "it is what was wanted");
      await apply(planRemoval({ instance, integration: found, contents: on.contents }), on);
      const now = new Map(on.snapshot);
      const mended = new Set(first.changes.filter(({ action }) => action === "update" || action === "delete").map(({ resource }) => resource));
      const differing = [...new Set([...before.keys(), ...now.keys()])].filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(now.get(path)));
      assert.deepEqual(differing.filter((path) => !mended.has(path)), [], "what someone else made is as it was");
      assert.deepEqual(now.get(foreignApi.path), foreignApi.properties);
    }),
    { numRuns: 300 },
  );
  assert.ok(carriedOut > 100, `${carriedOut} of them could be carried out`);
});
