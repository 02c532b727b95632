import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { apply } from "../../src/apim/apply.ts";
import type { ArmResource, LayoutName, Plan, PublishOptions } from "../../src/apim/model.ts";
import { appAuths, layoutNames } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { FakeInstance, foreignApi, handMade, handMadeHttp, instance, service } from "../support/fakeInstance.ts";

const key = "c0ffee-function-key";
const keyPath = (integration: string): string => `namedValues/${integration}-app-key`;
const secrets = (made: Plan): ReadonlyMap<string, string> => new Map([[keyPath(made.name), key]]);

function planned(on: FakeInstance, options: PublishOptions): Plan {
  return plan({ instance, service, options, contents: on.contents });
}

/** What a person may ask for, in any layout; options that a layout cannot have are left out. */
const wanted = fc
  .record({
    layout: fc.constantFrom<LayoutName>(...layoutNames),
    prefix: fc.constantFrom("", "team-a", "a/b"),
    requireSubscriptionKey: fc.boolean(),
    cors: fc.uniqueArray(fc.constantFrom("https://app.contoso.com", "http://localhost:3000", "https://b.example:8443")),
    hubs: fc.uniqueArray(fc.constantFrom("chat", "News", "a[b]"), { maxLength: 2 }),
    rateLimit: fc.constantFrom(undefined, null, { calls: 100, periodSeconds: 60, by: "ip" as const }),
    jwt: fc.constantFrom(undefined, null, { openIdConfig: "https://login.contoso.com/.well-known/openid-configuration", issuers: ["https://login.contoso.com"], audiences: ["chat"], header: "X-App-Token" }),
    product: fc.constantFrom(undefined, null, "realtime"),
    auth: fc.constantFrom(...appAuths),
  })
  .map(({ layout, cors, rateLimit, jwt, product, auth, ...options }): PublishOptions => ({
    layout,
    ...options,
    cors: layout === "gatewayNegotiate" ? [] : cors,
    ...(rateLimit !== undefined && { rateLimit }),
    ...(jwt !== undefined && { jwt }),
    ...(product !== undefined && { product }),
    ...(layout === "gatewayNegotiate" && { appNegotiate: { url: "https://app.contoso.com/chat/negotiate", auth, ...(auth === "functionKey" && { newKey: true }) } }),
  }));

/** What may be there already: nothing, a portal user's APIs elsewhere, other people's. */
const start = fc.constantFrom<readonly ArmResource[]>([], [foreignApi], [foreignApi, ...handMade(undefined, "by-hand/")], [...handMadeHttp(undefined, "old/")]);

void test("whatever is asked for is published, recognised as that, done once, and removed without a trace", async () => {
  await fc.assert(
    fc.asyncProperty(start, wanted, async (resources, options) => {
      const on = new FakeInstance(resources);
      const before = on.snapshot;
      const first = planned(on, options);
      await apply(first, on, { secrets: secrets(first) });
      const { appNegotiate, ...others } = options;
      const again = planned(on, { ...others, ...(appNegotiate !== undefined && { appNegotiate: { url: appNegotiate.url } }) });
      assert.deepEqual(again.changes.filter(({ action }) => action !== "none"), [], "a second run has nothing to do, and keeps how the app is called");
      const found = recognise(instance, on.contents, [service]).find(({ name }) => name === first.name);
      assert.deepEqual(
        [found?.layout, found?.prefix, found?.requireSubscriptionKey, found?.cors.toSorted(), found?.hubs.toSorted(), found?.appNegotiate, found?.state, found?.gatewayUrls, found?.clientEndpoint],
        [
          options.layout,
          options.prefix === "" && options.layout === "gatewayNegotiate" ? "signalr" : options.prefix,
          options.requireSubscriptionKey || typeof options.product === "string",
          options.cors?.toSorted(),
          options.hubs?.map((hub) => hub.toLowerCase()).toSorted(),
          appNegotiate && { url: appNegotiate.url, auth: appNegotiate.auth },
          "published",
          first.gatewayUrls,
          first.clientEndpoint,
        ],
      );
      assert.ok(found);
      assert.doesNotMatch(JSON.stringify([first, found]), new RegExp(key), "the key is in no plan");
      await apply(planRemoval({ instance, integration: found, contents: on.contents }), on);
      assert.deepEqual(on.snapshot, before);
    }),
    { numRuns: 150 },
  );
});

void test("from any publication to any other of the same layout and name: then it is as asked for", async () => {
  await fc.assert(
    fc.asyncProperty(wanted, wanted, async (one, other) => {
      fc.pre(one.layout === other.layout);
      const on = new FakeInstance([foreignApi]);
      const first = planned(on, { ...one, name: "chat" });
      await apply(first, on, { secrets: secrets(first) });
      const options = { ...other, name: "chat", prefix: one.prefix };
      const second = planned(on, options);
      await apply(second, on, { secrets: secrets(second) });
      assert.deepEqual(planned(on, { ...options, ...(options.appNegotiate !== undefined && { appNegotiate: { url: options.appNegotiate.url } }) }).changes.filter(({ action }) => action !== "none"), []);
      assert.equal(recognise(instance, on.contents, [service])[0]?.state, "published");
    }),
    { numRuns: 100 },
  );
});
