import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "../../../src/sandbox/model.ts";
import type { Entity, JsonObject } from "../../../src/sandbox/model.ts";
import { api } from "./instance.ts";
import { ask, startBackend, startTestGateway } from "./fixture.ts";

const master = (entities: ReadonlyMap<string, Entity>): string => textOf(entities.get("master")?.properties["primaryKey"]);
const subscription = (id: string, properties: JsonObject): [string, Entity] => [id, { id, etag: '"1"', properties: { state: "active", primaryKey: `${id}-one`, secondaryKey: `${id}-two`, ...properties } }];

void test("a protected API says that the key is missing or wrong, as the real gateway does", async (t) => {
  const gateway = await startTestGateway(t, [api("orders", "shop/v1", "http://127.0.0.1:9", ["GET /"], { subscriptionRequired: true })]);
  const missing = await ask(`${gateway.url}/shop/v1`);
  assert.equal(missing.status, 401);
  assert.equal(missing.body, '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }');
  assert.equal(missing.headers["www-authenticate"], `AzureApiManagementKey realm="${gateway.url}/shop/v1",name="Ocp-Apim-Subscription-Key",type="header"`);
  const wrong = await ask(`${gateway.url}/shop/v1`, { headers: { "Ocp-Apim-Subscription-Key": "guess" } });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.body, '{ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." }');
});

void test("a key opens by header or query, within its scope, while its subscription is active", async (t) => {
  const backend = await startBackend(t, (received, response) => void response.end(received.url));
  const gateway = await startTestGateway(t, [
    api("orders", "shop", backend.url, ["GET /"], { subscriptionRequired: true }),
    api("people", "people", backend.url, ["GET /"], { subscriptionRequired: true, subscriptionKeyParameterNames: { header: "X-Key", query: "k" } }),
  ]);
  const { subscriptions } = gateway.instance;
  const root = textOf(subscriptions.get("master")?.properties["scope"]);
  for (const [id, entity] of [subscription("all", { scope: `${root}apis` }), subscription("shop", { scope: `${root}apis/ORDERS` }), subscription("off", { scope: root, state: "suspended" })]) subscriptions.set(id, entity);
  const status = async (path: string, headers: Record<string, string> = {}): Promise<number> => (await ask(gateway.url + path, { headers })).status;

  assert.equal(await status("/shop", { "ocp-apim-subscription-key": master(subscriptions) }), 200);
  assert.equal(await status(`/shop?subscription-key=${master(subscriptions)}`), 200);
  assert.equal(await status("/shop", { "Ocp-Apim-Subscription-Key": "all-two" }), 200);
  assert.equal(await status("/shop", { "Ocp-Apim-Subscription-Key": "shop-one" }), 200);
  assert.equal(await status("/people", { "X-Key": "shop-one" }), 401);
  assert.equal(await status("/people", { "X-Key": "all-one" }), 200);
  assert.equal(await status("/people?k=all-one"), 200);
  assert.equal(await status("/people?subscription-key=all-one"), 401);
  assert.equal(await status("/shop?subscription-key=off-one"), 401);
  assert.equal(await status("/shop?subscription-key=all-one", { "Ocp-Apim-Subscription-Key": "wrong" }), 401, "the query is looked at only when the header is absent");
});

void test("a key in the query reaches the backend, but no event tells it", async (t) => {
  const backend = await startBackend(t, (received, response) => void response.end(received.url));
  const gateway = await startTestGateway(t, [api("people", "people", backend.url, ["GET /"], { subscriptionRequired: true, subscriptionKeyParameterNames: { header: "X-Key", query: "pass" } })]);
  const key = master(gateway.instance.subscriptions);
  const answer = await ask(`${gateway.url}/people?a=1&pass=${key}&access_token=eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl`);
  assert.match(answer.body, new RegExp(key));
  const event = await gateway.event((happened) => happened.event === "request");
  assert.deepEqual([event["method"], event["api"], event["operation"], event["status"]], ["GET", "people", "op0", 200]);
  assert.match(textOf(event["path"]), /^\/people\?a=1&/);
  assert.doesNotMatch(JSON.stringify(event), new RegExp(`${key}|eyJ`));
});
