import assert from "node:assert/strict";
import { test } from "node:test";
import { createModel, setPorts } from "../../../src/sandbox/arm/seed.ts";
import { fromState, toState } from "../../../src/sandbox/modelState.ts";
import type { SandboxModel } from "../../../src/sandbox/model.ts";
import { connectApi, startTestArm } from "./testArm.ts";

function randomsOf(model: SandboxModel): unknown[] {
  const keys = [...model.services.values()].flatMap(({ keys: { primary, secondary } }) => [primary, secondary]);
  const master = [...model.instances.values()].map(({ subscriptions }) => subscriptions.get("master")?.properties["primaryKey"]);
  return [model.tenantId, model.subscriptionId, ...keys, ...master];
}

void test("two sandboxes share no id and no key", () => {
  const [one, two] = [1, 2].map(() => randomsOf(createModel({ gateway: 1, service: 2 })));
  assert.equal(new Set([...(one ?? []), ...(two ?? [])]).size, 10);
});

void test("what was published survives being written and read, and is served again", async (t) => {
  const first = await startTestArm(t);
  await first.finish("PUT", `${first.instance}/apis/ws`, { body: connectApi });
  await first.send("PUT", `${first.instance}/apis/ws/operations/onHandshake/policies/policy`, { body: { properties: { value: "<policies />" } } });
  const text = JSON.stringify(toState(first.model));
  const model = fromState(JSON.parse(text));
  assert.deepEqual(model, first.model);
  setPorts(model, { gateway: 11, service: 12 });

  const second = await startTestArm(t, { model });
  const api = await second.send("GET", `${second.instance}/apis/ws`);
  assert.equal(api.etag, (await first.send("GET", `${first.instance}/apis/ws`)).etag);
  assert.equal((await second.send("GET", `${second.instance}/apis/ws/operations/onHandshake/policies/policy`)).status, 200);
  assert.equal((await second.send("GET", second.instance)).body.properties?.["gatewayUrl"], "http://127.0.0.1:11");
  assert.equal((await second.send("GET", second.service, { version: "2024-03-01" })).body.properties?.["publicPort"], 12);
});

void test("a state that is something else is refused, naming the place", () => {
  const state = toState(createModel({ gateway: 1, service: 2 }));
  assert.throws(() => fromState({ ...state, tenantId: 7 }), /string/);
  assert.throws(() => fromState({ ...state, instances: [["a", {}]] }), /subscriptionId/);
  assert.throws(() => fromState("nonsense"), /Object/);
});
