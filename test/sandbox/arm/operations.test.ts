import assert from "node:assert/strict";
import { test } from "node:test";
import { connectApi, negotiateApi, startTestArm } from "./testArm.ts";

const negotiate = { properties: { displayName: "negotiate", method: "POST", urlTemplate: "/" } };

void test("an operation is created at once, replaced with a new ETag, changed and deleted", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  await finish("PUT", `${instance}/apis/n`, { body: negotiateApi });
  const path = `${instance}/apis/n/operations/negotiate`;
  const created = await send("PUT", path, { body: negotiate });
  assert.deepEqual([created.status, created.body.id, created.body.type], [201, path, "Microsoft.ApiManagement/service/apis/operations"]);
  assert.deepEqual(created.body.properties, { ...negotiate.properties, templateParameters: [], responses: [] });
  const replaced = await send("PUT", path, { body: negotiate, headers: { "If-Match": created.etag } });
  assert.equal(replaced.status, 200);
  assert.equal((await send("PUT", path, { body: negotiate, headers: { "If-Match": created.etag } })).status, 412);
  const patched = await send("PATCH", path, { body: { properties: { displayName: "n" } }, headers: { "If-Match": replaced.etag } });
  assert.deepEqual([patched.body.properties?.["displayName"], patched.body.properties?.["method"]], ["n", "POST"]);
  assert.equal((await send("HEAD", path)).etag, patched.etag);
  assert.deepEqual(
    (await send("GET", `${instance}/apis/n/operations`, { query: { $filter: "method eq 'POST'" } })).body.value?.map(({ name }) => name),
    ["negotiate"],
  );
  assert.equal((await send("DELETE", path, { headers: { "If-Match": "*" } })).status, 200);
  assert.equal((await send("GET", path)).body.error?.message, "Operation not found.");
});

void test("a WebSocket API has onHandshake by itself and takes no other operation", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  await finish("PUT", `${instance}/apis/ws`, { body: connectApi });
  assert.deepEqual(
    (await send("GET", `${instance}/apis/ws/operations`)).body.value?.map(({ name }) => name),
    ["onHandshake"],
  );
  const refused = [
    await send("PUT", `${instance}/apis/ws/operations/negotiate`, { body: negotiate }),
    await send("PUT", `${instance}/apis/ws/operations/onHandshake`, { body: negotiate }),
    await send("DELETE", `${instance}/apis/ws/operations/onHandshake`, { headers: { "If-Match": "*" } }),
  ];
  for (const { status, body } of refused)
    assert.deepEqual(
      [status, body.error],
      [400, { code: "ValidationError", message: "Operation entity cannot be defined by user for web socket api type." }],
    );
  assert.equal((await send("GET", `${instance}/apis/ws/operations/onhandshake`)).status, 200);
});

void test("wrong operations are refused by the field that is wrong", async (t) => {
  const { send, instance } = await startTestArm(t);
  const target = async (properties: unknown, id = "op"): Promise<string | undefined> => {
    const { status, body } = await send("PUT", `${instance}/apis/echo-api/operations/${id}`, { body: { properties } });
    assert.equal(status, 400);
    return body.error?.details?.[0]?.target;
  };
  const good = { displayName: "x", method: "GET", urlTemplate: "/x" };
  assert.equal(await target({ ...good, displayName: "" }), "displayName");
  assert.equal(await target({ ...good, method: "GET IT" }), "method");
  assert.equal(await target({ ...good, urlTemplate: "" }), "urlTemplate");
  assert.equal(await target({ ...good, urlTemplate: "/resource" }), "urlTemplate");
  assert.equal(await target({ ...good, urlTemplate: "/{id}" }), "templateParameters");
  assert.equal(await target({ ...good, templateParameters: [{ name: "id" }] }), "templateParameters");
  assert.equal(await target(good, "x".repeat(81)), "operationId");
  const declared = await send("PUT", `${instance}/apis/echo-api/operations/op`, {
    body: { properties: { ...good, urlTemplate: "/{id}", templateParameters: [{ name: "id", type: "string" }] } },
  });
  assert.equal(declared.status, 201);
});
