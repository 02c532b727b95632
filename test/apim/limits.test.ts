import assert from "node:assert/strict";
import { test } from "node:test";
import { PublishFailed } from "../../src/apim/applyErrors.ts";
import { apply } from "../../src/apim/apply.ts";
import type { ArmResource, Instance, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, instance, service } from "../support/fakeInstance.ts";

function refusal(options: Partial<PublishOptions>, on: Instance = instance, resources: readonly ArmResource[] = []): Problem {
  try {
    plan({ instance: on, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey: false, ...options }, contents: new FakeInstance(resources).contents });
  } catch (error) {
    assert.ok(error instanceof Problem);
    return error;
  }
  throw new Error("It was not refused.");
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `hub${index}`);

void test("a policy that the tier does not take for its size is refused with the sizes", () => {
  const whole = refusal({ hubs: many(45_000) });
  assert.equal(whole.code, "policyTooLarge");
  assert.match(whole.message, /policy of API "SignalR negotiate".* would have \d{3} KiB, and contoso-apim takes 512 KiB\./);
  const consumption = { ...instance, sku: "Consumption" };
  const small = refusal({ layout: "http", cors: many(400).map((name) => `https://${name}.contoso.example`) }, consumption);
  assert.equal(small.code, "policyTooLarge");
  assert.match(small.message, /takes 16 KiB/);
  assert.match(small.details.nextStep ?? "", /fewer origins/);
});

void test("a description that leaves no room for our line is refused, not cut", () => {
  const on = new FakeInstance();
  const options: PublishOptions = { layout: "webSocket", prefix: "", requireSubscriptionKey: false };
  const made = plan({ instance, service, options, contents: on.contents }).changes.map(({ resource, after = {} }) => ({ path: resource, properties: after }));
  const path = "apis/chat-signalr-negotiate/operations/negotiate";
  const described = made.map((each) => (each.path === path ? { path, properties: { ...each.properties, method: "PUT", description: "x".repeat(950) } } : each));
  const problem = refusal({}, instance, described);
  assert.deepEqual([problem.code, problem.details.resource], ["tooLong", path]);
  assert.match(problem.message, /a description of 1\d{3} characters, and API Management takes 1000/);
});

void test("a function key that no named value takes is refused before the first write, and not told", async () => {
  const options: PublishOptions = { layout: "gatewayNegotiate", prefix: "", requireSubscriptionKey: false, appNegotiate: { url: "https://app.contoso.com/chat/negotiate", auth: "functionKey", newKey: true } };
  for (const key of ["", "k".repeat(4097)]) {
    const on = new FakeInstance();
    const planned = plan({ instance, service, options, contents: on.contents });
    const error: unknown = await apply(planned, on, { secrets: new Map([[`namedValues/${planned.name}-app-key`, key]]) }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof PublishFailed);
    assert.deepEqual([error.code, error.result.outcome, on.writes], ["namedValueInvalid", "nothing", []]);
    assert.doesNotMatch(error.message, /kkk/);
  }
});
