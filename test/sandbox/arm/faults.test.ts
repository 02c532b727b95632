import assert from "node:assert/strict";
import { test } from "node:test";
import { faultError } from "../../../src/sandbox/arm/faults.ts";
import { negotiateApi, startTestArm } from "./testArm.ts";

void test("a fault answers as many matching requests as it was set for, and nothing is changed by them", async (t) => {
  const { arm, send, instance, changes } = await startTestArm(t);
  arm.faults.add({
    method: "PUT",
    path: /\/operations\//,
    times: 2,
    respond: () => faultError(429, "TooManyRequests", "Slow down.", { "Retry-After": "7" }),
  });
  const put = (): ReturnType<typeof send> =>
    send("PUT", `${instance}/apis/echo-api/operations/x`, { body: { properties: { displayName: "x", method: "GET", urlTemplate: "/x" } } });
  assert.equal((await send("GET", `${instance}/apis/echo-api/operations`)).status, 200);
  for (const answer of [await put(), await put()])
    assert.deepEqual([answer.status, answer.headers.get("retry-after"), answer.body.error?.code], [429, "7", "TooManyRequests"]);
  assert.equal(changes(), 0);
  assert.equal((await put()).status, 201);
});

void test("an operation can fail on its poll: accepted, then refused, and the API is not there", async (t) => {
  const { arm, send, finish, instance } = await startTestArm(t);
  arm.faults.add({ method: "PUT", respond: () => ({ onPoll: faultError(422, "ManagementApiRequestFailed", "Trouble.") }) });
  const accepted = await send("PUT", `${instance}/apis/n`, { body: negotiateApi });
  assert.equal(accepted.status, 202);
  const polled = await finish("GET", accepted.headers.get("location") ?? "");
  assert.deepEqual([polled.status, polled.body.error?.code], [422, "ManagementApiRequestFailed"]);
  assert.equal((await send("GET", `${instance}/apis/n`)).status, 404);
});

void test("a key that could not be regenerated is told by the operation's status", async (t) => {
  const { arm, send, service } = await startTestArm(t);
  arm.faults.add({ method: "POST", respond: () => ({ onPoll: faultError(500, "InternalServerError", "No.") }) });
  const accepted = await send("POST", `${service}/regenerateKey`, { version: "2024-03-01", body: { keyType: "Primary" } });
  const status = accepted.headers.get("azure-asyncoperation") ?? "";
  let state = await send("GET", status);
  while (state.body.status === "Running") state = await send("GET", status);
  assert.deepEqual([state.body.status, state.body.error?.code], ["Failed", "InternalServerError"]);
});

void test("a request can be held back until it is released", async (t) => {
  const { arm, send, instance } = await startTestArm(t);
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<undefined>();
  arm.faults.add({
    respond: () => {
      reached.resolve();
      return release.promise;
    },
  });
  let answered = false;
  const held = send("GET", instance).finally(() => (answered = true));
  await reached.promise;
  assert.equal((await send("GET", instance)).status, 200);
  assert.equal(answered, false);
  release.resolve(undefined);
  assert.equal((await held).status, 200);
});

void test("cleared faults are gone", async (t) => {
  const { arm, send, instance } = await startTestArm(t);
  arm.faults.add({ times: 9, respond: () => faultError(403, "AuthorizationFailed", "No.") });
  assert.equal((await send("GET", instance)).body.error?.code, "AuthorizationFailed");
  arm.faults.clear();
  assert.equal((await send("GET", instance)).status, 200);
});

void test("latency is waited before every answer", async (t) => {
  const { send, instance } = await startTestArm(t, { latencyMs: 60 });
  const began = performance.now();
  await send("GET", instance);
  assert.ok(performance.now() - began >= 59);
});
