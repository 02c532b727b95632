import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestArm } from "./testArm.ts";

const every = { "If-Match": "*" };

void test("an API joins a product and leaves it, also by being deleted", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const product = `${instance}/products/starter`;
  assert.equal((await send("PUT", product, { body: { properties: {} } })).body.error?.details?.[0]?.target, "displayName");
  const made = await send("PUT", product, { body: { properties: { displayName: "Starter", description: "First steps" } } });
  assert.deepEqual([made.status, made.body.properties?.["state"], made.body.properties?.["subscriptionRequired"]], [201, "notPublished", true]);
  assert.equal((await send("HEAD", `${product}/apis/echo-api`)).status, 404);
  assert.equal((await send("PUT", `${product}/apis/echo-api`)).status, 201);
  assert.equal((await send("PUT", `${product}/apis/ECHO-API`)).status, 200, "once is enough");
  assert.equal((await send("HEAD", `${product}/apis/echo-api`)).status, 204);
  assert.deepEqual((await send("GET", `${instance}/apis/echo-api/products`)).body.value?.map(({ name }) => name), ["starter"]);
  assert.equal((await send("PUT", `${product}/apis/none`)).status, 404);
  assert.equal((await send("DELETE", `${product}/apis/echo-api`)).status, 200);
  assert.equal((await send("DELETE", `${product}/apis/echo-api`)).status, 204);
  await send("PUT", `${product}/apis/echo-api`);
  await finish("DELETE", `${instance}/apis/echo-api`, { headers: every });
  assert.deepEqual((await send("GET", `${product}/apis`)).body.value, []);
});

void test("a product with subscriptions goes only together with them; it has a policy of its own", async (t) => {
  const { send, instance } = await startTestArm(t);
  const product = `${instance}/products/starter`;
  await send("PUT", product, { body: { properties: { displayName: "Starter" } } });
  assert.equal((await send("PUT", `${product}/policies/policy`, { body: { properties: { format: "rawxml", value: "<policies><inbound><base /></inbound></policies>" } } })).status, 201);
  assert.equal((await send("PATCH", product, { body: { properties: { state: "published" } }, headers: every })).body.properties?.["state"], "published");
  assert.equal((await send("GET", `${product}/policies/policy`)).status, 200, "a change of the product leaves its policy");
  assert.equal((await send("PUT", `${instance}/subscriptions/s`, { body: { properties: { scope: "/products/starter", displayName: "S" } } })).status, 201);
  assert.equal((await send("DELETE", product, { headers: every })).status, 400);
  assert.equal((await send("DELETE", product, { headers: every, query: { deleteSubscriptions: "true" } })).status, 200);
  assert.equal((await send("GET", `${instance}/subscriptions/s`)).status, 404);
});

void test("tags are given to APIs and operations, and vanish from them when deleted", async (t) => {
  const { send, instance } = await startTestArm(t);
  const places = [`${instance}/apis/echo-api`, `${instance}/apis/echo-api/operations/retrieve-resource`];
  assert.equal((await send("PUT", `${places[0]}/tags/team`)).status, 404, "a tag has to be there first");
  await send("PUT", `${instance}/tags/team`, { body: { properties: { displayName: "Team A" } } });
  for (const place of places) {
    assert.equal((await send("PUT", `${place}/tags/team`)).status, 201);
    assert.equal((await send("PUT", `${place}/tags/TEAM`)).status, 200);
    assert.deepEqual((await send("GET", `${place}/tags`)).body.value?.map(({ name }) => name), ["team"]);
  }
  assert.equal((await send("DELETE", `${places[0]}/tags/team`)).status, 200);
  assert.equal((await send("GET", `${places[0]}/tags/team`)).status, 404);
  await send("DELETE", `${instance}/tags/team`, { headers: every });
  assert.deepEqual((await send("GET", `${places[1]}/tags`)).body.value, []);
});

void test("what is logged of calls is kept for the instance and for single APIs, and goes with the API", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const ofApi = `${instance}/apis/echo-api/diagnostics`;
  const entry = { body: { properties: { loggerId: "/loggers/insights", alwaysLog: "allErrors", unknown: 1 } } };
  assert.equal((await send("PUT", `${ofApi}/applicationinsights`, { body: { properties: { alwaysLog: "none" } } })).body.error?.details?.map(({ target }) => target).join(), "loggerId,alwaysLog");
  assert.equal((await send("PUT", `${instance}/apis/none/diagnostics/applicationinsights`, entry)).status, 404);
  const made = await send("PUT", `${ofApi}/applicationinsights`, entry);
  assert.deepEqual([made.status, made.body.type, made.body.properties], [201, "Microsoft.ApiManagement/service/apis/diagnostics", { loggerId: "/loggers/insights", alwaysLog: "allErrors" }]);
  assert.deepEqual((await send("GET", `${instance}/diagnostics`)).body.value, [], "the instance logs nothing by itself");
  assert.equal((await send("PUT", `${instance}/diagnostics/azuremonitor`, entry)).status, 201);
  assert.deepEqual((await send("GET", ofApi)).body.value?.map(({ name }) => name), ["applicationinsights"]);
  assert.equal((await send("DELETE", `${instance}/diagnostics/azuremonitor`, { headers: every })).status, 200);
  await finish("DELETE", `${instance}/apis/echo-api`, { headers: every });
  assert.equal((await send("GET", ofApi)).status, 404);
});

void test("a backend has an absolute URL and one of the two protocols there are", async (t) => {
  const { send, instance } = await startTestArm(t);
  const path = `${instance}/backends/signalr`;
  assert.deepEqual((await send("PUT", path, { body: { properties: { url: "chat", protocol: "ws" } } })).body.error?.details?.map(({ target }) => target), ["url", "protocol"]);
  const made = await send("PUT", path, { body: { properties: { url: "https://chat.example", protocol: "http" } } });
  assert.equal(made.status, 201);
  assert.equal((await send("PATCH", path, { body: { properties: { url: "https://other.example" } }, headers: { "If-Match": '"old"' } })).status, 412);
  assert.equal((await send("GET", path)).body.properties?.["url"], "https://chat.example");
});
