import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { startTestArm } from "./testArm.ts";

void test("a request without the token is refused with ARM's challenge, and a wrong token too", async (t) => {
  const { arm, model } = await startTestArm(t);
  for (const [headers, code] of [[{}, "AuthenticationFailed"], [{ Authorization: "Bearer wrong" }, "InvalidAuthenticationToken"]] as const) {
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
    request({ port: arm.port, host: "127.0.0.1", path: "/subscriptions?api-version=2022-12-01", headers: { Host: "evil.example", Authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
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
    [`${instance}/backends/x`, 404, "InvalidResourceType", "2022-08-01"],
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
    fetch(`${arm.url}${instance}/apis/x?api-version=2022-08-01`, { method: "PUT", body, headers: { Authorization: `Bearer ${token}`, "Content-Type": type } });
  assert.partialDeepStrictEqual(await (await put("{")).json(), { error: { code: "InvalidRequestContent" } });
  assert.partialDeepStrictEqual(await (await put("[]")).json(), { error: { code: "InvalidRequestContent" } });
  assert.equal((await put("a=b", "text/plain")).status, 415);
  assert.equal((await put(`"${"x".repeat(4 * 1024 * 1024)}"`)).status, 413);
});

void test("the tenant's lists are those of one subscription with one resource group", async (t) => {
  const { send, model } = await startTestArm(t);
  const subscriptions = await send("GET", "/subscriptions", { version: "2022-12-01" });
  assert.deepEqual(subscriptions.body.value?.map(({ subscriptionId, state }) => [subscriptionId, state]), [[model.subscriptionId, "Enabled"]]);
  const tenants = await send("GET", "/tenants", { version: "2022-12-01" });
  assert.deepEqual(tenants.body.value?.map(({ tenantId }) => tenantId), [model.tenantId]);
  const groups = await send("GET", `/subscriptions/${model.subscriptionId}/resourcegroups`, { version: "2021-04-01" });
  assert.deepEqual(groups.body.value?.map(({ name }) => name), ["sandbox-rg"]);
});
