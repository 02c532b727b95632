import assert from "node:assert/strict";
import { test } from "node:test";
import { connectApi, negotiateApi, startTestArm } from "./testArm.ts";

void test("creating an API is accepted with a Location of its own and seen when the operation is over", async (t) => {
  const { send, finish, instance, changes, arm } = await startTestArm(t, { retryAfterSeconds: 3 });
  const accepted = await send("PUT", `${instance}/apis/chat-connect`, { body: connectApi, version: "2024-05-01" });
  assert.equal(accepted.status, 202);
  assert.equal(accepted.headers.get("retry-after"), "3");
  const location = accepted.headers.get("location") ?? "";
  assert.match(location.replace(`${arm.url}${instance}`, ""), /^\/apis\/chat-connect\?api-version=2024-05-01&asyncId=[\da-f]{24}&asyncCode=201$/);

  const done = await finish("GET", location);
  assert.equal(done.status, 201);
  assert.match(done.etag, /^"[A-Za-z0-9+/]{11}="$/);
  assert.deepEqual(done.body, {
    id: `${instance}/apis/chat-connect`,
    type: "Microsoft.ApiManagement/service/apis",
    name: "chat-connect",
    properties: {
      displayName: "SignalR connect",
      apiRevision: "1",
      subscriptionRequired: false,
      serviceUrl: "ws://127.0.0.1:2/client/",
      type: "websocket",
      path: "client",
      protocols: ["ws", "wss"],
      authenticationSettings: null,
      subscriptionKeyParameterNames: null,
      isCurrent: true,
      isOnline: true,
    },
  });
  assert.equal(changes(), 1);
  const again = await finish("PUT", `${instance}/apis/chat-connect`, { body: connectApi });
  assert.equal(again.status, 200);
  assert.notEqual(again.etag, done.etag);
});

void test("an HTTP API shows ARM's defaults, and needs a key where the body does not say", async (t) => {
  const { finish, instance } = await startTestArm(t);
  const { body } = await finish("PUT", `${instance}/apis/a`, { body: { properties: { displayName: "A", path: "a", description: null } } });
  assert.deepEqual(body.properties, {
    displayName: "A",
    apiRevision: "1",
    subscriptionRequired: true,
    path: "a",
    protocols: ["https"],
    authenticationSettings: null,
    subscriptionKeyParameterNames: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
    isCurrent: true,
    isOnline: true,
  });
});

void test("a suffix in use is refused in the recorded words, whatever its case, slashes and type", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  await finish("PUT", `${instance}/apis/chat-connect`, { body: connectApi });
  const { status, body } = await send("PUT", `${instance}/apis/other`, { body: { properties: { ...negotiateApi.properties, path: "/Client/" } } });
  assert.equal(status, 400);
  assert.deepEqual(body.error, {
    code: "ValidationError",
    message: "One or more fields contain incorrect values:",
    details: [
      {
        code: "ValidationError",
        target: "path",
        message:
          "Cannot create API 'SignalR negotiate' with the same Path '/Client/' as API 'SignalR connect'  unless it's a part of the same version set",
      },
    ],
  });
  assert.equal((await finish("PUT", `${instance}/apis/other`, { body: negotiateApi })).status, 201);
});

void test("a suffix taken while another creation runs is told on the poll", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { send, instance } = await startTestArm(t, { operationMs: 1000 });
  const first = await send("PUT", `${instance}/apis/one`, { body: negotiateApi });
  const second = await send("PUT", `${instance}/apis/two`, { body: negotiateApi });
  assert.equal((await send("GET", second.headers.get("location") ?? "")).status, 202);
  t.mock.timers.tick(1000);
  assert.equal((await send("GET", first.headers.get("location") ?? "")).status, 201);
  const refused = await send("GET", second.headers.get("location") ?? "");
  assert.deepEqual([refused.status, refused.body.error?.details?.[0]?.target], [400, "path"]);
});

void test("WebSocket APIs: tier, backend and type are checked in the recorded words", async (t) => {
  const { send, finish, instance, model } = await startTestArm(t);
  const { serviceUrl: _absent, ...withoutBackend } = connectApi.properties;
  const missing = await send("PUT", `${instance}/apis/ws`, { body: { properties: withoutBackend } });
  assert.equal(missing.body.error?.details?.[0]?.message, "'serviceUrl' must not be empty.");
  const http = await send("PUT", `${instance}/apis/ws`, { body: { properties: { ...connectApi.properties, serviceUrl: "https://x/" } } });
  assert.equal(http.body.error?.details?.[0]?.target, "serviceUrl");

  await finish("PUT", `${instance}/apis/http`, { body: negotiateApi });
  const changed = await send("PUT", `${instance}/apis/http`, { body: connectApi });
  assert.equal(changed.body.error?.details?.[0]?.target, "type");

  for (const service of model.instances.values()) service.envelope = { ...service.envelope, sku: { name: "Consumption", capacity: 0 } };
  const tier = await send("PUT", `${instance}/apis/ws`, { body: connectApi });
  assert.deepEqual([tier.status, tier.body.error?.message], [400, "WebSocket API type is not enabled for the service or sku"]);
});

void test("wrong fields are all named, and nothing is written", async (t) => {
  const { send, instance, changes } = await startTestArm(t);
  const { status, body } = await send("PUT", `${instance}/apis/bad`, {
    body: { properties: { displayName: "x".repeat(301), protocols: ["ftp"], subscriptionRequired: "yes" } },
  });
  assert.equal(status, 400);
  assert.deepEqual(body.error?.details?.map(({ target }) => target).toSorted(), ["displayName", "path", "protocols", "subscriptionRequired"]);
  for (const id of [encodeURIComponent("a*b"), "x".repeat(81)]) {
    const wrongName = await send("PUT", `${instance}/apis/${id}`, { body: negotiateApi });
    assert.equal(wrongName.body.error?.details?.[0]?.target, "apiId");
  }
  for (const beyond of [{ format: "openapi", value: "{}" }, { type: "graphql" }]) {
    const refused = await send("PUT", `${instance}/apis/bad`, { body: { properties: { ...negotiateApi.properties, ...beyond } } });
    assert.match(refused.body.error?.message ?? "", /sandbox/);
  }
  assert.equal(changes(), 0);
});

void test("while an API's operation runs, every other write to it is refused with 409", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { send, instance } = await startTestArm(t, { operationMs: 1000 });
  const accepted = await send("PUT", `${instance}/apis/echo-api`, { body: { properties: { ...negotiateApi.properties, path: "echo" } } });
  const writes = await Promise.all([
    send("PUT", `${instance}/apis/echo-api`, { body: negotiateApi }),
    send("PATCH", `${instance}/apis/echo-api`, { body: { properties: {} }, headers: { "If-Match": "*" } }),
    send("DELETE", `${instance}/apis/echo-api`, { headers: { "If-Match": "*" } }),
    send("PUT", `${instance}/apis/echo-api/operations/x`, { body: { properties: { displayName: "x", method: "GET", urlTemplate: "/x" } } }),
    send("PUT", `${instance}/apis/echo-api/policies/policy`, { body: { properties: { value: "<policies />" } } }),
  ]);
  for (const { status, body } of writes)
    assert.deepEqual(
      [status, body.error],
      [409, { code: "PessimisticConcurrencyConflict", message: "Operation on the API is in progress", details: null }],
    );
  t.mock.timers.tick(1000);
  assert.equal((await send("GET", accepted.headers.get("location") ?? "")).status, 200);
  assert.equal(
    (await send("PATCH", `${instance}/apis/echo-api`, { body: { properties: { displayName: "Echo" } }, headers: { "If-Match": "*" } })).status,
    200,
  );
});

void test("PATCH and DELETE need If-Match and refuse a stale one", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const created = await finish("PUT", `${instance}/apis/a`, { body: negotiateApi });
  for (const method of ["PATCH", "DELETE"]) {
    const absent = await send(method, `${instance}/apis/a`, { body: { properties: {} } });
    assert.deepEqual([absent.status, absent.body.error?.details?.[0]?.target], [400, "If-Match"]);
    const stale = await send(method, `${instance}/apis/a`, { body: { properties: {} }, headers: { "If-Match": '"AAAAAAAADNU="' } });
    assert.deepEqual([stale.status, stale.body.error], [412, { code: "PreconditionFailed", message: "Resource was modified since last retrieval." }]);
  }
  assert.equal((await send("PUT", `${instance}/apis/a`, { body: negotiateApi, headers: { "If-Match": '"AAAAAAAADNU="' } })).status, 412);

  const patched = await send("PATCH", `${instance}/apis/a`, {
    body: { properties: { subscriptionRequired: true } },
    headers: { "If-Match": created.etag },
  });
  assert.deepEqual(
    [patched.status, patched.body.properties?.["subscriptionRequired"], patched.body.properties?.["path"]],
    [200, true, "client/negotiate"],
  );
  const head = await send("HEAD", `${instance}/apis/a`);
  assert.deepEqual([head.status, head.etag, head.body], [200, patched.etag, {}]);
  assert.equal((await send("DELETE", `${instance}/apis/a`, { headers: { "If-Match": patched.etag } })).status, 200);
  assert.equal((await send("DELETE", `${instance}/apis/a`, { headers: { "If-Match": "*" } })).status, 204);
});

void test("since 2024-05-01 deleting an API is long-running", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const accepted = await send("DELETE", `${instance}/apis/echo-api`, { headers: { "If-Match": "*" }, version: "2024-05-01" });
  assert.equal(accepted.status, 202);
  assert.equal((await finish("GET", accepted.headers.get("location") ?? "")).status, 200);
  assert.equal((await send("GET", `${instance}/apis/echo-api`)).status, 404);
});

void test("a list comes in pages that cover it once, filtered as asked", async (t) => {
  const { send, finish, instance } = await startTestArm(t, { pageSize: 2 });
  for (const id of ["a", "b", "c", "d"])
    await finish("PUT", `${instance}/apis/${id}`, { body: { properties: { displayName: `API ${id}`, path: `x/${id}` } } });
  const names: (string | undefined)[] = [];
  for (let link: string | undefined = `${instance}/apis`; link !== undefined;) {
    const { body } = await send("GET", link);
    assert.equal(body.count, 5);
    names.push(...(body.value ?? []).map(({ name }) => name));
    link = body.nextLink;
  }
  assert.deepEqual(names, ["echo-api", "a", "b", "c", "d"]);

  const list = async (query: Record<string, string>): Promise<unknown> =>
    (await send("GET", `${instance}/apis`, { query })).body.value?.map(({ name }) => name);
  assert.deepEqual(await list({ $top: "1", $skip: "3" }), ["c"]);
  assert.deepEqual(await list({ $filter: "path eq 'x/b'" }), ["b"]);
  assert.deepEqual(await list({ $filter: "startswith(path, 'x/') and name ne 'a' and substringof('api c', displayName)" }), ["c"]);
  assert.deepEqual(await list({ $filter: "isCurrent eq true and endswith(name,'-api')" }), ["echo-api"]);
  for (const query of [{ $top: "0" }, { $skip: "-1" }, { $filter: "path like 'x'" }, { $filter: "'" }])
    assert.equal((await send("GET", `${instance}/apis`, { query })).status, 400);
});

void test("APIs of one version set may share a suffix", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const inSet = { ...negotiateApi.properties, apiVersionSetId: "/apiVersionSets/chat" };
  for (const apiVersion of ["v1", "v2"]) {
    const created = await finish("PUT", `${instance}/apis/${apiVersion}`, { body: { properties: { ...inSet, apiVersion } } });
    assert.equal(created.status, 201);
  }
  assert.equal((await send("PUT", `${instance}/apis/other`, { body: negotiateApi })).status, 400);
});

void test("an API of another is made with its operations and policy", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const policy = { properties: { value: "<policies><inbound><base /></inbound></policies>" } };
  await send("PUT", `${instance}/apis/echo-api/policies/policy`, { body: policy });
  const clone = await finish("PUT", `${instance}/apis/clone`, {
    body: { properties: { sourceApiId: `${instance}/apis/echo-api`, displayName: "Clone", path: "clone" } },
  });
  assert.deepEqual(
    [clone.status, clone.body.properties?.["displayName"], clone.body.properties?.["serviceUrl"]],
    [201, "Clone", "http://127.0.0.1:9/api"],
  );
  assert.equal((await send("GET", `${instance}/apis/clone/operations`)).body.count, 3);
  assert.equal((await send("GET", `${instance}/apis/clone/policies/policy`)).status, 200);
  await send("DELETE", `${instance}/apis/clone/operations/create-resource`, { headers: { "If-Match": "*" } });
  assert.equal((await send("GET", `${instance}/apis/echo-api/operations`)).body.count, 3);
});

void test("what the service does not know in a body it ignores, and its own members cannot be written", async (t) => {
  const { finish, instance } = await startTestArm(t);
  const properties = { ...negotiateApi.properties, colour: "red", isOnline: false, isCurrent: false, provisioningState: "Failed" };
  const { body } = await finish("PUT", `${instance}/apis/n`, { body: { name: "other", properties } });
  assert.equal(body.name, "n");
  assert.deepEqual([body.properties?.["isOnline"], body.properties?.["isCurrent"]], [true, true]);
  assert.ok(!("colour" in (body.properties ?? {})) && !("provisioningState" in (body.properties ?? {})));
});
