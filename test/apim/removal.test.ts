import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import type { Plan } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, foreignApi, handMade, instance, service } from "../support/fakeInstance.ts";

async function published(on: FakeInstance): Promise<FakeInstance> {
  await apply(plan({ instance, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey: false }, contents: on.contents }), on);
  on.writes.length = 0;
  return on;
}

function removal(on: FakeInstance): Plan {
  const [integration] = recognise(instance, on.contents, [service]);
  assert.ok(integration);
  return planRemoval({ instance, integration, contents: on.contents });
}

void test("what publishing made goes in one delete for each API, and only that", async () => {
  const on = await published(new FakeInstance([foreignApi]));
  const result = await apply(removal(on), on);
  assert.deepEqual(result.applied, ["apis/chat-signalr-connect", "apis/chat-signalr-negotiate"]);
  assert.deepEqual(on.writes, ["remove apis/chat-signalr-connect", "remove apis/chat-signalr-negotiate"]);
  assert.deepEqual(on.contents.apis.map(({ api }) => api.path), ["apis/orders"]);
});

void test("what others came to depend on keeps the whole integration, and the refusal names all of it and the way out", async () => {
  const health = { path: "apis/chat-signalr-negotiate/operations/health", properties: { displayName: "health", method: "GET", urlTemplate: "/health" } };
  const revision = { path: "apis/chat-signalr-connect;rev=2", properties: { displayName: "SignalR connect", path: "client", isCurrent: false } };
  const product = { path: "products/starter", properties: { displayName: "Starter" } };
  const cases = [
    [[health], /operation GET \/health was added to API "SignalR negotiate"/],
    [[revision], /API "SignalR connect" has another revision, apis\/chat-signalr-connect;rev=2/],
    [[product, { path: "products/starter/apis/chat-signalr-negotiate", properties: {} }], /API "SignalR negotiate" belongs to the product "Starter"/],
  ] as const;
  for (const [more, text] of cases) {
    const on = await published(new FakeInstance());
    for (const resource of more) await on.put(instance, resource);
    assert.throws(() => removal(on), (error) => error instanceof Problem && error.code === "integrationInUse" && text.test(error.message) && /then remove again/.test(error.details.nextStep ?? ""), String(text));
    const last = more.at(-1);
    assert.ok(last);
    await on.remove(instance, last);
    assert.equal((await apply(removal(on), on)).outcome, "applied", "and then it goes");
  }
});

void test("an integration made by hand is not ours to delete", async () => {
  const on = new FakeInstance(handMade());
  const planned = removal(on);
  assert.deepEqual(planned.changes.map(({ action }) => action), ["none", "none"]);
  assert.equal(planned.warnings.length, 2);
  assert.equal((await apply(planned, on)).outcome, "nothing");
});

void test("of a hand-made integration that was completed by publishing, only the completion goes", async () => {
  const incomplete = handMade().filter(({ path }) => !path.endsWith("64f2") && path !== "apis/signalr-connect");
  const on = await published(new FakeInstance(incomplete));
  assert.deepEqual((await apply(removal(on), on)).applied, ["apis/chat-signalr-connect", "apis/signalr-negotiate/operations/negotiate"]);
  assert.deepEqual([...on.resources.keys()], incomplete.map(({ path }) => path));
});

void test("a description that was rewritten does not make an operation in our API foreign", async () => {
  const on = await published(new FakeInstance());
  await on.patch(instance, { path: "apis/chat-signalr-negotiate/operations/negotiate", properties: { description: "Owned by team A." } });
  assert.deepEqual(removal(on).changes.map(({ resource }) => resource), ["apis/chat-signalr-connect", "apis/chat-signalr-negotiate"]);
});
