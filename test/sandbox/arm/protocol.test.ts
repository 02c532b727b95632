import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { negotiateApi, startTestArm } from "./testArm.ts";

void test("a request without the token is refused with ARM's challenge, and a wrong token too", async (t) => {
  const { arm, model } = await startTestArm(t);
  for (const [headers, code] of [
    [{}, "AuthenticationFailed"],
    [{ Authorization: "Bearer wrong" }, "InvalidAuthenticationToken"],
  ] as const) {
    const response = await fetch(`${arm.url}/subscriptions?api-version=2022-12-01`, { headers });
    assert.equal(response.status, 401);
    assert.match(response.headers.get("www-authenticate") ?? "", new RegExp(`^Bearer authorization_uri="https://[^"]*${model.tenantId}"`));
    assert.partialDeepStrictEqual(await response.json(), { error: { code } });
  }
});

void test("a request from a web page is refused even with the token, and no CORS is granted", async (t) => {
  const { send } = await startTestArm(t);
  const answer = await send("GET", "/subscriptions", { version: "2022-12-01", headers: { Origin: "http://localhost:3000" } });
  assert.equal(answer.status, 403);
  assert.equal(answer.headers.get("access-control-allow-origin"), null);
});

void test("a foreign Host is refused", async (t) => {
  const { arm, token } = await startTestArm(t);
  const status = await new Promise((resolve, reject) => {
    request(
      {
        port: arm.port,
        host: "127.0.0.1",
        path: "/subscriptions?api-version=2022-12-01",
        headers: { Host: "evil.example", Authorization: `Bearer ${token}` },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    )
      .on("error", reject)
      .end();
  });
  assert.equal(status, 403);
});

void test("api-version must be there and be one the provider has; the refusal lists those", async (t) => {
  const { arm, token, send, instance, service } = await startTestArm(t);
  const missing = await fetch(`${arm.url}${instance}`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(missing.status, 400);
  assert.partialDeepStrictEqual(await missing.json(), { error: { code: "MissingApiVersionParameter" } });

  const cases = [
    [instance, "InvalidResourceType", "2022-08-01,2024-05-01"],
    [service, "InvalidResourceType", "2023-02-01,2024-03-01"],
    ["/subscriptions", "InvalidApiVersionParameter", "2022-12-01"],
  ] as const;
  for (const [path, code, listed] of cases) {
    const { status, body } = await send("GET", path, { version: "2019-01-01" });
    assert.equal(status, 400);
    assert.equal(body.error?.code, code);
    assert.ok(body.error?.message.includes(listed), body.error?.message);
  }
});

void test("what does not exist is told in ARM's words for each level", async (t) => {
  const { send, model, instance } = await startTestArm(t);
  const subscription = `/subscriptions/${model.subscriptionId}`;
  const cases = [
    ["/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups", 404, "SubscriptionNotFound", "2021-04-01"],
    ["/subscriptions/nonsense/resourceGroups", 400, "InvalidSubscriptionId", "2021-04-01"],
    [`${subscription}/resourceGroups/none`, 404, "ResourceGroupNotFound", "2021-04-01"],
    [`${subscription}/resourceGroups/none/providers/Microsoft.ApiManagement/service/x`, 404, "ResourceGroupNotFound", "2022-08-01"],
    [`${instance}x`, 404, "ResourceNotFound", "2022-08-01"],
    [`${instance}/apis/none`, 404, "ResourceNotFound", "2022-08-01"],
    [`${instance}/loggers/x`, 404, "InvalidResourceType", "2022-08-01"],
    [`${subscription}/providers/Microsoft.Unknown/things`, 404, "InvalidResourceNamespace", "2022-12-01"],
    ["/nowhere", 404, "NotFound", "2022-12-01"],
  ] as const;
  for (const [path, status, code, version] of cases) {
    const answer = await send("GET", path, { version });
    assert.deepEqual([path, answer.status, answer.body.error?.code], [path, status, code]);
  }
  assert.equal((await send("PUT", instance, { body: {} })).status, 405);
});

void test("names are found in any case and answered as they are written", async (t) => {
  const { send, instance } = await startTestArm(t);
  const { status, body } = await send("GET", `${instance.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions")}/APIS/Echo-API`);
  assert.equal(status, 200);
  assert.equal(body.id, `${instance}/apis/echo-api`);
});

void test("every answer carries request ids and rate limits; the client's correlation id comes back", async (t) => {
  const { send, instance, events } = await startTestArm(t);
  const { headers } = await send("GET", instance, { headers: { "x-ms-correlation-request-id": "given" } });
  assert.match(headers.get("x-ms-request-id") ?? "", /^[\da-f-]{36}$/);
  assert.equal(headers.get("x-ms-correlation-request-id"), "given");
  assert.equal(headers.get("x-ms-ratelimit-remaining-subscription-reads"), "249");
  assert.partialDeepStrictEqual(events, [{ part: "arm", event: "request", method: "GET", path: instance, status: 200 }]);
});

void test("a body that is not JSON, is too large or of another kind is refused", async (t) => {
  const { arm, token, instance } = await startTestArm(t);
  const put = (body: string, type = "application/json"): Promise<Response> =>
    fetch(`${arm.url}${instance}/apis/x?api-version=2022-08-01`, {
      method: "PUT",
      body,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": type },
    });
  assert.partialDeepStrictEqual(await (await put("{")).json(), { error: { code: "InvalidRequestContent" } });
  assert.partialDeepStrictEqual(await (await put("[]")).json(), { error: { code: "InvalidRequestContent" } });
  assert.equal((await put("a=b", "text/plain")).status, 415);
  assert.equal((await put(`"${"x".repeat(4 * 1024 * 1024)}"`)).status, 413);
});

void test("the tenant's lists are those of one subscription with one resource group", async (t) => {
  const { send, model } = await startTestArm(t);
  const subscriptions = await send("GET", "/subscriptions", { version: "2022-12-01" });
  assert.deepEqual(
    subscriptions.body.value?.map(({ subscriptionId, state }) => [subscriptionId, state]),
    [[model.subscriptionId, "Enabled"]],
  );
  const tenants = await send("GET", "/tenants", { version: "2022-12-01" });
  assert.deepEqual(
    tenants.body.value?.map(({ tenantId }) => tenantId),
    [model.tenantId],
  );
  const groups = await send("GET", `/subscriptions/${model.subscriptionId}/resourcegroups`, { version: "2021-04-01" });
  assert.deepEqual(
    groups.body.value?.map(({ name }) => name),
    ["sandbox-rg"],
  );
});

void test("one resource group is told by name, in any case", async (t) => {
  const { send, model } = await startTestArm(t);
  const { status, body } = await send("GET", `/subscriptions/${model.subscriptionId}/resourcegroups/SANDBOX-rg`, { version: "2021-04-01" });
  assert.deepEqual([status, body.name, body["location"]], [200, "sandbox-rg", "westeurope"]);
});

void test("a URL that cannot be decoded is a bad request, and the client's own id comes back where it asks for that", async (t) => {
  const { send, instance } = await startTestArm(t);
  const bad = await send("GET", "/subscriptions/%zz");
  assert.deepEqual([bad.status, bad.body.error?.code], [400, "BadRequest"]);
  const headers = { "x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "true" };
  assert.equal((await send("GET", instance, { headers })).headers.get("x-ms-client-request-id"), "mine");
  assert.equal((await send("GET", instance, { headers: { "x-ms-client-request-id": "mine" } })).headers.get("x-ms-client-request-id"), null);
});

void test("the method an answer is for decides whose quota it tells", async (t) => {
  const { send, instance } = await startTestArm(t);
  const left = async (method: string, path: string): Promise<string[]> =>
    [...(await send(method, path, { headers: { "If-Match": "*" } })).headers.keys()].filter((name) => name.startsWith("x-ms-ratelimit"));
  assert.deepEqual(await left("HEAD", `${instance}/apis/echo-api`), ["x-ms-ratelimit-remaining-subscription-reads"]);
  assert.deepEqual(await left("POST", `${instance}/subscriptions/master/listSecrets`), ["x-ms-ratelimit-remaining-subscription-writes"]);
  assert.deepEqual(await left("DELETE", `${instance}/apis/none`), ["x-ms-ratelimit-remaining-subscription-deletes"]);
});

void test("no event, answer or error tells the token or a key that was not asked for", async (t) => {
  const { send, instance, service, model, token, events } = await startTestArm(t);
  const answers = [
    await send("GET", instance),
    await send("GET", service, { version: "2024-03-01" }),
    await send("GET", `${instance}/subscriptions`),
    await send("POST", "/providers/Microsoft.ResourceGraph/resources", { version: "2024-04-01", body: { query: "Resources" } }),
    await send("GET", instance, { headers: { Authorization: `Basic ${token}` } }),
  ];
  const master = [...model.instances.values()][0]?.subscriptions.get("master")?.properties;
  const keys = [...model.services.values()].flatMap((each) => [each.keys.primary, each.keys.secondary]);
  const secrets = [token, ...keys, master?.["primaryKey"], master?.["secondaryKey"]];
  const told = JSON.stringify([answers.map(({ body }) => body), events]);
  for (const secret of secrets) assert.ok(typeof secret === "string" && secret.length >= 32 && !told.includes(secret));
});

void test("stopping ends requests that wait and operations that run, without their work", async (t) => {
  const { arm, send, instance, model, changes } = await startTestArm(t, { operationMs: 60_000 });
  assert.equal((await send("PUT", `${instance}/apis/n`, { body: negotiateApi })).status, 202);
  const reached = Promise.withResolvers<void>();
  arm.faults.add({
    respond: () => {
      reached.resolve();
      return new Promise(() => undefined);
    },
  });
  const waiting = assert.rejects(send("GET", instance));
  await reached.promise;
  await arm.stop();
  await waiting;
  assert.equal(changes(), 0);
  assert.deepEqual(
    [...model.instances.values()].map(({ apis }) => [...apis.keys()]),
    [["echo-api"]],
  );
});
