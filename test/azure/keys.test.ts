import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeyName } from "../../src/azure/controlPlane.ts";
import { rotateKeys } from "../../src/azure/rotate.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import { parseConnectionString } from "../../src/signalr/connectionString.ts";
import { testAzure } from "../support/azureControlPlane.ts";

void test("a key is replaced, waited for, and the other one stays", async (t) => {
  const azure = await testAzure(t);
  const before = await azure.controlPlane.keys(azure.service);
  const after = await azure.controlPlane.regenerateKey(azure.service, "secondary");
  assert.equal(after.primaryKey, before.primaryKey);
  assert.notEqual(after.secondaryKey, before.secondaryKey);
  assert.equal(parseConnectionString(after.secondaryConnectionString).accessKey, after.secondaryKey);
  assert.equal(azure.controlPlane.traffic.writes, 1);
});

void test("through the whole rotation the key that the app has is one that the service takes", async (t) => {
  const azure = await testAzure(t);
  const [held] = [...azure.model.services.values()];
  assert.ok(held);
  const before = await azure.controlPlane.keys(azure.service);
  let app = before.primaryKey;
  const appWorks = (): boolean => [held.keys.primary, held.keys.secondary].includes(app);
  const given: KeyName[] = [];
  const after = await rotateKeys({
    controlPlane: azure.controlPlane,
    service: azure.service,
    give: (keys, key) => {
      assert.ok(appWorks(), `before the ${key} key is given`);
      app = key === "primary" ? keys.primaryKey : keys.secondaryKey;
      given.push(key);
      assert.ok(appWorks(), `with the ${key} key`);
      return Promise.resolve();
    },
  });
  assert.deepEqual(given, ["secondary", "primary"]);
  assert.equal(app, after.primaryKey);
  const old = new Set([before.primaryKey, before.secondaryKey]);
  assert.ok(!old.has(after.primaryKey) && !old.has(after.secondaryKey), "neither old key is left");
});

void test("an app that does not get the new string keeps the old one working: the primary key is not touched", async (t) => {
  const azure = await testAzure(t);
  const before = await azure.controlPlane.keys(azure.service);
  await assert.rejects(rotateKeys({ controlPlane: azure.controlPlane, service: azure.service, give: () => Promise.reject(new Cancelled()) }), Cancelled);
  assert.equal((await azure.controlPlane.keys(azure.service)).primaryKey, before.primaryKey);
});

void test("where the second key cannot be replaced, it is said what the app runs with", async (t) => {
  const azure = await testAzure(t);
  const rotation = rotateKeys({
    controlPlane: azure.controlPlane,
    service: azure.service,
    give: () => {
      azure.arm.faults.add({ method: "POST", path: /regenerateKey$/i, respond: () => ({ onPoll: faultError(409, "Conflict", "Busy.") }) });
      return Promise.resolve();
    },
  });
  await assert.rejects(rotation, (error) => error instanceof Problem && /replace the primary key of chat-signalr/.test(error.message) && /goes on with the secondary key/.test(error.details.nextStep ?? ""));
});

void test("a service that takes no keys is told as such before anything is sent", async (t) => {
  const azure = await testAzure(t);
  const entraOnly = { ...azure.service, disableLocalAuth: true };
  for (const asked of [azure.controlPlane.keys(entraOnly), azure.controlPlane.regenerateKey(entraOnly, "primary")]) {
    await assert.rejects(asked, (error) => error instanceof Problem && error.code === "localAuthDisabled" && /Entra/.test(error.details.nextStep ?? ""));
  }
  assert.deepEqual(azure.requests, []);
});
