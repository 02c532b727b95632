import assert from "node:assert/strict";
import { test } from "node:test";
import { connectApi, negotiateApi, startTestArm } from "./testArm.ts";

void test("a revision starts as a copy, becomes current by a release, and the two change ids", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const api = `${instance}/apis/echo-api`;
  const created = await finish("PUT", `${api};rev=2`, {
    body: { properties: { path: "echo", serviceUrl: "http://127.0.0.1:9/v2", sourceApiId: api, apiRevisionDescription: "second" } },
  });
  assert.deepEqual(
    [created.status, created.body.name, created.body.properties?.["apiRevision"], created.body.properties?.["isCurrent"]],
    [201, "echo-api;rev=2", "2", false],
  );
  assert.equal((await send("GET", `${api};rev=2/operations`)).body.count, 3);
  assert.equal((await send("GET", `${api};rev=1`)).body.id, api);

  const released = await send("PUT", `${api}/releases/now`, { body: { properties: { apiId: `${api};rev=2`, notes: "go" } } });
  assert.equal(released.status, 201);
  const current = await send("GET", api);
  assert.deepEqual([current.body.properties?.["apiRevision"], current.body.properties?.["serviceUrl"]], ["2", "http://127.0.0.1:9/v2"]);
  assert.equal((await send("GET", `${api};rev=1`)).body.properties?.["isCurrent"], false);

  const { body } = await send("GET", `${api}/revisions`);
  const rows = body.value?.map(({ apiRevision, isCurrent, description, privateUrl }) => ({ apiRevision, isCurrent, description, privateUrl }));
  assert.deepEqual(
    rows?.toSorted((a, b) => String(a.apiRevision).localeCompare(String(b.apiRevision))),
    [
      { apiRevision: "1", isCurrent: false, description: undefined, privateUrl: "http://127.0.0.1:1/echo;rev=1" },
      { apiRevision: "2", isCurrent: true, description: "second", privateUrl: undefined },
    ],
  );
});

void test("deleting an API with revisions needs deleteRevisions for the current one", async (t) => {
  const { send, finish, instance } = await startTestArm(t);
  const api = `${instance}/apis/echo-api`;
  const anyVersion = { headers: { "If-Match": "*" } };
  await finish("PUT", `${api};rev=2`, { body: { properties: { sourceApiId: api, path: "echo" } } });
  await finish("PUT", `${api};rev=3`, { body: { properties: { sourceApiId: api, path: "echo" } } });
  assert.equal((await send("DELETE", api, anyVersion)).status, 400);
  assert.equal((await send("DELETE", `${api};rev=3`, anyVersion)).status, 200);
  assert.equal((await send("GET", `${api}/revisions`)).body.count, 2);
  assert.equal((await send("DELETE", api, { ...anyVersion, query: { deleteRevisions: "true" } })).status, 200);
  assert.equal((await send("GET", `${instance}/apis`)).body.count, 0);
});

void test("a first API may be created as its revision 1, as Terraform does", async (t) => {
  const { finish, send, instance } = await startTestArm(t);
  const created = await finish("PUT", `${instance}/apis/ws;rev=1`, { body: connectApi });
  assert.deepEqual([created.status, created.body.name, created.body.properties?.["isCurrent"]], [201, "ws", true]);
  const wrong = await send("PUT", `${instance}/apis/ws;rev=2`, { body: { properties: { ...connectApi.properties, apiRevision: "3" } } });
  assert.equal(wrong.body.error?.details?.[0]?.target, "apiRevision");
});

void test("a release must name a revision of its own API", async (t) => {
  const { finish, send, instance } = await startTestArm(t);
  await finish("PUT", `${instance}/apis/other`, { body: negotiateApi });
  const { status, body } = await send("PUT", `${instance}/apis/echo-api/releases/r`, { body: { properties: { apiId: `${instance}/apis/other` } } });
  assert.deepEqual([status, body.error?.details?.[0]?.target], [400, "apiId"]);
  assert.equal(
    (
      await send("PUT", `${instance}/apis/x;rev=2`, {
        body: { properties: { ...negotiateApi.properties, path: "x", sourceApiId: `${instance}/apis/none` } },
      })
    ).status,
    404,
  );
});

void test("releases are listed and deleted", async (t) => {
  const { send, instance } = await startTestArm(t);
  const api = `${instance}/apis/echo-api`;
  await send("PUT", `${api}/releases/r`, { body: { properties: { apiId: `${api};rev=1`, notes: "first" } } });
  assert.deepEqual(
    (await send("GET", `${api}/releases`)).body.value?.map(({ name, properties }) => [name, properties?.["notes"]]),
    [["r", "first"]],
  );
  assert.equal((await send("GET", `${api}/releases/R`)).body.id, `${api}/releases/r`);
  assert.equal((await send("DELETE", `${api}/releases/r`, { headers: { "If-Match": "*" } })).status, 200);
  assert.equal((await send("GET", `${api}/releases/r`)).status, 404);
});
