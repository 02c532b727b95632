import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import type { PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { concernedBy } from "../../src/apim/recognise.ts";
import { testAzure } from "../support/azureControlPlane.ts";
import type { TestAzure } from "../support/azureControlPlane.ts";
import { RoundTrips } from "../support/roundTrips.ts";

const url = "http://127.0.0.1:9/negotiate";
const appNegotiate = { url, auth: "functionKey", newKey: true } as const;
const cors = ["https://app.contoso.com"];
const jwt = { openIdConfig: "https://login.contoso.com/.well-known/openid-configuration", issuers: [], audiences: ["chat"], header: "X-App-Token" };
const extras = { hubs: ["chat"], rateLimit: { calls: 100, periodSeconds: 60, by: "ip" }, jwt, product: "realtime" } as const;

/** One reading, an API's creation, its first poll with the operations that policies wait for, and all the rest. */
const most = 4;
/** The lists, and what hangs below what they name. */
const nothingToDo = 2;

const wanted: readonly Partial<PublishOptions>[] = [
  { layout: "webSocket" },
  { layout: "webSocket", prefix: "team", requireSubscriptionKey: true, cors },
  { layout: "webSocket", cors, ...extras },
  { layout: "http" },
  { layout: "http", cors },
  { layout: "http", cors, ...extras },
  { layout: "http", product: "starter" },
  { layout: "gatewayNegotiate", appNegotiate: { url } },
  { layout: "gatewayNegotiate", appNegotiate },
  { layout: "gatewayNegotiate", appNegotiate, ...extras, jwt: { ...jwt, header: "Authorization" } },
];

async function azure(t: TestContext): Promise<TestAzure & { readonly rounds: RoundTrips }> {
  const rounds = new RoundTrips();
  const test = await testAzure(t, { operationMs: 0 }, { httpClient: rounds.httpClient });
  await test.controlPlane.put(test.instance, { path: "products/starter", properties: { displayName: "Starter", state: "published" } });
  rounds.take();
  return { ...test, rounds };
}

async function publish({ controlPlane, instance, service, rounds }: Awaited<ReturnType<typeof azure>>, chosen: Partial<PublishOptions>): Promise<number> {
  const options: PublishOptions = { layout: "webSocket", prefix: "", requireSubscriptionKey: false, ...chosen };
  const [current, known, contents] = await Promise.all([controlPlane.instance(instance.id), controlPlane.service(service.id), controlPlane.contents(instance, concernedBy(service, options))]);
  const made = plan({ instance: current, service: known, options, contents });
  await apply(made, controlPlane, { secrets: new Map([[`namedValues/${made.name}-app-key`, "a key"]]) });
  return rounds.take();
}

function again({ appNegotiate: app, ...chosen }: Partial<PublishOptions>): Partial<PublishOptions> {
  return { ...chosen, ...(app !== undefined && { appNegotiate: { url: app.url } }) };
}

void test("whatever is chosen, publishing takes four round trips, and once more two without a write", async (t) => {
  for (const chosen of wanted) {
    const on = await azure(t);
    const name = JSON.stringify(chosen);
    assert.ok((await publish(on, chosen)) <= most, `first ${name}`);
    const { writes } = on.controlPlane.traffic;
    assert.equal(await publish(on, again(chosen)), nothingToDo, `again ${name}`);
    assert.equal(on.controlPlane.traffic.writes, writes, name);
  }
});

void test("it takes no more beside others' integrations: both layouts of a service, and one under another prefix", async (t) => {
  const on = await azure(t);
  const all: readonly Partial<PublishOptions>[] = [{ prefix: "a" }, { prefix: "b", layout: "http", cors }, { prefix: "c", layout: "gatewayNegotiate", appNegotiate: { url } }, { prefix: "d", layout: "http" }];
  for (const chosen of all) assert.ok((await publish(on, chosen)) <= most, `first ${JSON.stringify(chosen)}`);
  const { writes } = on.controlPlane.traffic;
  for (const chosen of all) assert.equal(await publish(on, chosen), nothingToDo, `again ${JSON.stringify(chosen)}`);
  assert.equal(on.controlPlane.traffic.writes, writes);
});
