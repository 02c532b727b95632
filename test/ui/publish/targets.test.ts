import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../../src/signalr/problem.ts";
import { everything, nearestFirst, serviceOf } from "../../../src/ui/publish/targets.ts";
import { account, instance, integration, service } from "../support/fakes.ts";

const one = "11111111-1111-1111-1111-111111111111";
const two = "22222222-2222-2222-2222-222222222222";
const world = {
  subscriptions: [{ id: one, name: "A", tenantId: one }, { id: two, name: "B", tenantId: one }],
  instances: [instance("a"), instance("b", { subscriptionId: two })],
  services: [service("far", { subscriptionId: two })],
  apis: [],
};

void test("all subscriptions of an account are asked in one query", async () => {
  const { account: of, requests } = account("azure", world);
  const found = await everything(of);
  assert.deepEqual(found.targets.map((target) => target.instance.name), ["a", "b"]);
  assert.deepEqual(requests, ["subscriptions", "discover tenant"]);
});

void test("an account without subscriptions has nothing", async () => {
  const { account: of, requests } = account("azure", { ...world, subscriptions: [] });
  assert.deepEqual(await everything(of), { targets: [], services: [] });
  assert.deepEqual(requests, ["subscriptions", "discover tenant"]);
});

void test("services near the instance are offered first", () => {
  const order = nearestFirst([service("other", { subscriptionId: two }), service("elsewhere", { location: "eastus" }), service("zeta"), service("beta")], instance("a"));
  assert.deepEqual(order.map(({ name }) => name), ["beta", "zeta", "elsewhere", "other"]);
});

void test("the service behind an integration is found in another subscription too", async () => {
  const { account: of, requests } = account("azure", world);
  assert.equal((await serviceOf({ account: of, services: [service("chat")], integration: integration() })).name, "chat");
  assert.deepEqual(requests, []);
  assert.equal((await serviceOf({ account: of, services: [service("chat")], integration: integration({ signalREndpoint: "https://far.service.signalr.net/" }) })).name, "far");
  await assert.rejects(serviceOf({ account: of, services: [], integration: integration({ name: "gone", signalREndpoint: "https://gone.example" }) }), (error) => error instanceof Problem && error.code === "serviceNotFound" && /gone/.test(error.message));
});
