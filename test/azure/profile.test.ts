import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { cloudNames, cloudOf } from "../../src/azure/clouds.ts";
import { parseProfile, readProfile } from "../../src/azure/profile.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { tempFolder } from "../support/tempFolder.ts";

const line = {
  version: 1,
  pid: 1,
  armEndpoint: "http://127.0.0.1:4000",
  armToken: "arm-secret-token",
  gatewayUrl: "http://127.0.0.1:4001",
  serviceEndpoint: "http://127.0.0.1:4002",
  appServerUrl: "http://127.0.0.1:4003",
  tenantId: "22222222-2222-4222-8222-222222222222",
  subscriptionId: "11111111-1111-4111-8111-111111111111",
  resourceGroup: "sandbox-rg",
  apimName: "sandbox-apim",
  signalRName: "chat-signalr",
  connectionString: "Endpoint=http://127.0.0.1:4002;AccessKey=secret;Version=1.0;",
};

void test("the sandbox line is a profile", async (t) => {
  const file = join(await tempFolder(t), "profile.json");
  await writeFile(file, `\uFEFF${JSON.stringify(line)}\n`);
  const { cloud, credential, ...names } = await readProfile(file);
  assert.deepEqual(names, { tenantId: line.tenantId, subscriptionId: line.subscriptionId, resourceGroup: "sandbox-rg", apim: "sandbox-apim", signalR: "chat-signalr", appServerUrl: "http://127.0.0.1:4003" });
  assert.equal(cloud.resourceManager, "http://127.0.0.1:4000");
  assert.equal(cloud.scheme, "http");
  assert.equal((await credential.getToken(cloud.scope))?.token, "arm-secret-token");
});

void test("what a running sandbox has printed so far is a profile too: events stand behind its first line", () => {
  const event = JSON.stringify({ time: "2026-01-01T00:00:00.000Z", part: "arm", event: "request" });
  assert.equal(parseProfile(`${JSON.stringify(line)}\n${event}\n${event.slice(0, 20)}`, "sandbox.json").subscriptionId, line.subscriptionId);
  assert.equal(parseProfile(JSON.stringify(line, null, 2), "sandbox.json").subscriptionId, line.subscriptionId);
});

void test("what cannot be read names the file and the part, and never a secret", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["{", /not JSON/],
    ["[]", /missing or malformed/],
    [JSON.stringify({ ...line, armToken: undefined, subscriptionId: "mine" }), /armToken, subscriptionId|subscriptionId, armToken/],
    [JSON.stringify({ ...line, version: 2 }), /version/],
    [JSON.stringify({ ...line, armEndpoint: "http://management.example" }), /plain http to another machine/],
    [JSON.stringify({ ...line, armEndpoint: "ftp://127.0.0.1" }), /armEndpoint/],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => parseProfile(text, "profile.json"), (error) => error instanceof Problem && error.code === "profileUnreadable" && message.test(error.message) && error.message.includes("profile.json") && !error.message.includes("arm-secret-token"));
  }
  await assert.rejects(readProfile("/nowhere/profile.json"), (error) => error instanceof Problem && error.code === "profileUnreadable" && /ENOENT/.test(error.message));
});

void test("any JSON is either a profile or said not to be one", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      assert.throws(() => parseProfile(text, "x"), Problem);
    }),
  );
});

void test("the clouds are Azure's own, by name", () => {
  assert.deepEqual(cloudNames, ["AzureCloud", "AzureChinaCloud", "AzureUSGovernment"]);
  assert.equal(cloudOf("AzureUSGovernment").resourceManager, "https://management.usgovcloudapi.net");
  assert.throws(() => cloudOf("AzureGermanCloud"), (error) => error instanceof Problem && error.message.includes("AzureGermanCloud"));
});
