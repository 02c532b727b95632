import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import type { PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs } from "../../src/apim/recognise.ts";
import { testAzure } from "../support/azureControlPlane.ts";
import { RoundTrips } from "../support/roundTrips.ts";

const appNegotiate = { url: "http://127.0.0.1:9/negotiate", auth: "functionKey", newKey: true } as const;
/** What a first publication takes: one reading, an API's creation with the poll for it, two operations at a time, and then policies. */
const layouts: readonly (readonly [options: Partial<PublishOptions>, first: number])[] = [
  [{ layout: "webSocket" }, 1 + 2 + 1],
  [{ layout: "http" }, 1 + 2 + 3 + 1],
  [{ layout: "gatewayNegotiate", appNegotiate }, 1 + 2 + 1],
];

void test("different APIs and the function key are made at once; a run that has nothing to do takes two round trips and no write", async (t) => {
  for (const [chosen, expected] of layouts) {
    const rounds = new RoundTrips();
    const { controlPlane, instance, service } = await testAzure(t, { operationMs: 0 }, { httpClient: rounds.httpClient });
    const options: PublishOptions = { layout: "webSocket", prefix: "", requireSubscriptionKey: false, ...chosen };
    const publish = async (wanted: PublishOptions): Promise<number> => {
      const [current, known, contents] = await Promise.all([controlPlane.instance(instance.id), controlPlane.service(service.id), controlPlane.contents(instance, looksLikeOurs)]);
      const made = plan({ instance: current, service: known, options: wanted, contents });
      await apply(made, controlPlane, { secrets: new Map([[`namedValues/${made.name}-app-key`, "a key"]]) });
      return rounds.take();
    };
    rounds.take();
    assert.equal(await publish(options), expected, `first ${options.layout}`);
    const { writes } = controlPlane.traffic;
    const again = { ...options, ...(options.appNegotiate !== undefined && { appNegotiate: { url: appNegotiate.url } }) };
    assert.equal(await publish(again), 2, `again ${options.layout}`);
    assert.equal(controlPlane.traffic.writes, writes);
  }
});
