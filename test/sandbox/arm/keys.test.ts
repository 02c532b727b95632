import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestArm } from "./testArm.ts";

void test("a subscription's keys come only from listSecrets, and change when regenerated", async (t) => {
  const { send, instance } = await startTestArm(t);
  const path = `${instance}/subscriptions/chat`;
  const created = await send("PUT", path, { body: { properties: { scope: "/apis/echo-api", displayName: "Chat", state: "active" } } });
  assert.deepEqual(
    [created.status, created.body.properties?.["scope"], created.body.properties?.["state"]],
    [201, `${instance}/apis/echo-api`, "active"],
  );
  const { body: keys } = await send("POST", `${path}/listSecrets`);
  assert.match(String(keys["primaryKey"]), /^[\da-f]{32}$/);
  const shown = JSON.stringify([created.body, (await send("GET", path)).body, (await send("GET", `${instance}/subscriptions`)).body]);
  assert.ok(!shown.includes(String(keys["primaryKey"])) && !shown.includes(String(keys["secondaryKey"])));

  assert.equal((await send("POST", `${path}/regeneratePrimaryKey`)).status, 204);
  const { body: after } = await send("POST", `${path}/listSecrets`);
  assert.notEqual(after["primaryKey"], keys["primaryKey"]);
  assert.equal(after["secondaryKey"], keys["secondaryKey"]);
});

void test("subscriptions are changed and deleted under their ETag; the built-in one stays", async (t) => {
  const { send, instance } = await startTestArm(t);
  const path = `${instance}/subscriptions/all`;
  const created = await send("PUT", path, { body: { properties: { scope: `${instance}/apis`, displayName: "All" } } });
  assert.equal(created.body.properties?.["state"], "submitted");
  const patched = await send("PATCH", path, { body: { properties: { state: "active" } }, headers: { "If-Match": created.etag } });
  assert.deepEqual([patched.body.properties?.["state"], patched.body.properties?.["displayName"]], ["active", "All"]);
  assert.equal((await send("PATCH", path, { body: { properties: {} }, headers: { "If-Match": created.etag } })).status, 412);
  assert.equal((await send("DELETE", path, { headers: { "If-Match": patched.etag } })).status, 200);
  assert.equal((await send("GET", path)).status, 404);
  assert.equal((await send("GET", `${instance}/subscriptions/master`)).body.properties?.["scope"], `${instance}/`);
  assert.equal((await send("DELETE", `${instance}/subscriptions/master`, { headers: { "If-Match": "*" } })).status, 400);
});

void test("a subscription needs a name and a scope that exists", async (t) => {
  const { send, instance } = await startTestArm(t);
  for (const [properties, target] of [
    [{ scope: "/apis" }, "displayName"],
    [{ displayName: "x", scope: "/apis/none" }, "scope"],
    [{ displayName: "x", scope: "/products/starter" }, "scope"],
    [{ displayName: "x", scope: "/apis", state: "asleep" }, "state"],
  ] as const) {
    const { status, body } = await send("PUT", `${instance}/subscriptions/x`, { body: { properties } });
    assert.deepEqual([status, body.error?.details?.[0]?.target], [400, target]);
  }
});

void test("a secret named value is written long-running and comes only from listValue", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const path = `${instance}/namedValues/key`;
  const created = await finish("PUT", path, { body: { properties: { displayName: "signalr-key", value: "s3cret", secret: true, tags: ["a"] } } });
  assert.deepEqual([created.status, created.body.properties], [201, { displayName: "signalr-key", secret: true, tags: ["a"] }]);
  assert.ok(!JSON.stringify((await send("GET", `${instance}/namedValues`)).body).includes("s3cret"));
  assert.equal((await send("POST", `${path}/listValue`)).body["value"], "s3cret");
  const patched = await finish("PATCH", path, { body: { properties: { secret: false } }, headers: { "If-Match": created.etag } });
  assert.deepEqual([patched.status, patched.body.properties?.["value"]], [200, "s3cret"]);
  assert.equal((await send("DELETE", path, { headers: { "If-Match": created.etag } })).status, 412);
  assert.equal((await send("DELETE", path, { headers: { "If-Match": patched.etag } })).status, 200);
});

void test("named values that cannot be are refused", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  await finish("PUT", `${instance}/namedValues/a`, { body: { properties: { displayName: "taken", value: "1" } } });
  const target = async (properties: unknown): Promise<string | undefined> =>
    (await send("PUT", `${instance}/namedValues/b`, { body: { properties } })).body.error?.details?.[0]?.target;
  assert.equal(await target({ displayName: "taken", value: "1" }), "displayName");
  assert.equal(await target({ displayName: "no spaces", value: "1" }), "displayName");
  assert.equal(await target({ displayName: "b" }), "value");
  const vault = await send("PUT", `${instance}/namedValues/b`, {
    body: { properties: { displayName: "b", keyVault: { secretIdentifier: "https://v/s" } } },
  });
  assert.match(vault.body.error?.message ?? "", /no identity that could read a vault/);
});

void test("what is not there is 404 by its kind, and deleting it is 204", async (t) => {
  const { send, instance } = await startTestArm(t);
  for (const [path, message] of [
    ["subscriptions/none", "Subscription not found."],
    ["namedValues/none", "Property not found."],
  ] as const) {
    assert.deepEqual((await send("GET", `${instance}/${path}`)).body.error, { code: "ResourceNotFound", message });
    assert.equal((await send("DELETE", `${instance}/${path}`, { headers: { "If-Match": "*" } })).status, 204);
  }
  assert.equal((await send("POST", `${instance}/subscriptions/none/listSecrets`)).status, 404);
  assert.equal((await send("POST", `${instance}/namedValues/none/listValue`)).status, 404);
});

void test("names of keys and values are checked in the path", async (t) => {
  const { send, instance } = await startTestArm(t);
  const refused = [
    await send("PUT", `${instance}/subscriptions/${encodeURIComponent("a#b")}`, { body: { properties: { displayName: "x", scope: "/apis" } } }),
    await send("PUT", `${instance}/namedValues/${"x".repeat(257)}`, { body: { properties: { displayName: "x", value: "x" } } }),
  ];
  assert.deepEqual(
    refused.map(({ status, body }) => [status, body.error?.details?.[0]?.target]),
    [
      [400, "sid"],
      [400, "namedValueId"],
    ],
  );
});

void test("a subscription keeps the keys it was given", async (t) => {
  const { send, instance } = await startTestArm(t);
  const given = { primaryKey: "a".repeat(32), secondaryKey: "b".repeat(32) };
  await send("PUT", `${instance}/subscriptions/own`, { body: { properties: { displayName: "Own", scope: "/apis", ...given } } });
  await send("PUT", `${instance}/subscriptions/own`, { body: { properties: { displayName: "Renamed", scope: "/apis" } } });
  assert.deepEqual((await send("POST", `${instance}/subscriptions/own/listSecrets`)).body, given);
});
