import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import { PublishCancelled, PublishFailed } from "../../src/apim/applyErrors.ts";
import type { ApplyResult, Plan } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import type { TestAzure } from "../support/azureControlPlane.ts";
import { testAzure } from "../support/azureControlPlane.ts";

async function publishing({ controlPlane, instance, service }: TestAzure): Promise<Plan> {
  return plan({ instance, service, options: { layout: "webSocket", prefix: "team-a", requireSubscriptionKey: true }, contents: await controlPlane.contents(instance, looksLikeOurs) });
}

async function removing({ controlPlane, instance, service }: TestAzure): Promise<Plan> {
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const [integration] = recognise(instance, contents, [service]);
  assert.ok(integration);
  return planRemoval({ instance, integration, contents });
}

/** Every API with its operations, policies and properties, without what the instance makes new each time. */
async function everything({ controlPlane, instance }: TestAzure): Promise<unknown> {
  const { apis } = await controlPlane.contents(instance, () => true);
  const whole = await Promise.all(apis.map(({ api }) => controlPlane.api(instance, api.path.slice("apis/".length))));
  return whole
    .toSorted((a, b) => a.api.path.localeCompare(b.api.path))
    .map(({ api, operations, policies }) => [api, ...operations.toSorted((a, b) => a.path.localeCompare(b.path)), ...policies].map(({ path, properties }) => ({ path, properties })));
}

async function ended(run: Promise<ApplyResult>): Promise<PublishFailed | PublishCancelled> {
  const error: unknown = await run.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof PublishFailed || error instanceof PublishCancelled, String(error));
  return error;
}

void test("ARM refusing any one of the writes leaves the instance as it was", async (t) => {
  const azure = await testAzure(t);
  const before = await everything(azure);
  for (const path of [/-negotiate$/i, /negotiate-preflight$/i, /operations\/negotiate$/i, /-connect$/i]) {
    azure.arm.faults.add({ method: "PUT", path, respond: () => faultError(403, "AuthorizationFailed", "The client may not write this.", { "x-ms-correlation-request-id": "id-1" }) });
    const error = await ended(apply(await publishing(azure), azure.controlPlane));
    assert.ok(error instanceof PublishFailed);
    assert.equal(error.details.status, 403);
    assert.equal(error.details.requestId, "id-1");
    assert.match(error.details.nextStep ?? "", /Service Contributor/);
    assert.deepEqual(await everything(azure), before, String(path));
  }
});

void test("a stop during any of the writes lets that write end, then leaves the instance as it was", async (t) => {
  const azure = await testAzure(t);
  const before = await everything(azure);
  for (const path of [/-negotiate$/i, /-connect$/i]) {
    const stop = new AbortController();
    azure.arm.faults.add({
      method: "PUT",
      path,
      respond: () => {
        stop.abort();
        return undefined;
      },
    });
    const error = await ended(apply(await publishing(azure), azure.controlPlane, { signal: stop.signal }));
    assert.ok(error instanceof PublishCancelled);
    assert.equal(error.result.outcome, "rolledBack");
    assert.deepEqual(await everything(azure), before, String(path));
  }
});

void test("a removal that ARM stops half-way gives back what it had deleted, with its policy", async (t) => {
  const azure = await testAzure(t);
  await apply(await publishing(azure), azure.controlPlane);
  const [negotiate, , connect] = (await removing(azure)).changes.map(({ resource }) => resource).toReversed();
  assert.equal(connect, undefined);
  const policy = { format: "rawxml", value: '<policies><inbound><base /></inbound><backend><forward-request timeout="60" /></backend></policies>' };
  await azure.controlPlane.put(azure.instance, { path: "apis/chat-signalr-team-a-connect/operations/onHandshake/policies/policy", properties: policy });
  const before = await everything(azure);
  azure.arm.faults.add({ method: "DELETE", path: new RegExp(`${negotiate ?? ""}$`, "i"), respond: () => faultError(409, "Conflict", "Something holds it.") });
  const error = await ended(apply(await removing(azure), azure.controlPlane));
  assert.equal(error.result.outcome, "rolledBack");
  assert.deepEqual(await everything(azure), before);
});

void test("a creation that ARM reports as failed although it took place is found and taken back", async (t) => {
  const azure = await testAzure(t);
  const before = await everything(azure);
  const { controlPlane } = azure;
  const lossy: typeof controlPlane = {
    ...controlPlane,
    put: async (instance, resource, signal) => {
      const stored = await controlPlane.put(instance, resource, signal);
      if (resource.path.endsWith("-connect")) {
        azure.arm.faults.add({ method: "PUT", path: /-connect$/i, times: 4, respond: () => ({ status: 500, body: null }) });
        return controlPlane.put(instance, resource, signal);
      }
      return stored;
    },
  };
  const error = await ended(apply(await publishing(azure), lossy));
  assert.ok(error instanceof PublishFailed);
  assert.equal(error.details.status, 500);
  assert.equal(error.result.outcome, "rolledBack");
  assert.deepEqual(await everything(azure), before);
});

void test("when the network goes away in the middle, what stands is said, and the same command completes it", async (t) => {
  const azure = await testAzure(t);
  azure.arm.faults.add({ method: "PUT", path: /operations\/negotiate$/i, respond: () => {
    azure.arm.faults.add({ times: 100, respond: () => ({ status: 502, body: null }) });
    return { status: 502, body: null };
  } });
  const planned = await publishing(azure);
  const error = await ended(apply(planned, azure.controlPlane));
  const { outcome, applied, remaining } = error.result;
  assert.equal(outcome, "partial");
  assert.deepEqual(applied.filter((path) => !path.endsWith("-connect")), ["apis/chat-signalr-team-a-negotiate", "apis/chat-signalr-team-a-negotiate/operations/negotiate-preflight"]);
  assert.deepEqual([...applied, ...remaining].toSorted(), planned.changes.map(({ resource }) => resource).toSorted(), "the other API is made at the same time: whether it stands is said too");
  azure.arm.faults.clear();
  const { apis } = await azure.controlPlane.contents(azure.instance, () => true);
  const stands = new Set(apis.flatMap(({ api, operations }) => [api, ...operations].map(({ path }) => path)));
  const resumed = (await apply(await publishing(azure), azure.controlPlane)).applied;
  assert.deepEqual(resumed.toSorted(), planned.changes.map(({ resource }) => resource).filter((path) => !stands.has(path)).toSorted(), "what is not there is made");
  assert.deepEqual(applied.filter((path) => !stands.has(path)), [], "what was said to stand stands");
  assert.deepEqual(remaining.filter((path) => !resumed.includes(path) && !path.endsWith("-connect")), [], "of an API that was accepted before the network went, nobody could tell whether it was made; nothing else is said to be left that is not");
});
