import assert from "node:assert/strict";
import { test } from "node:test";
import { apply } from "../../src/apim/apply.ts";
import { PublishFailed } from "../../src/apim/applyErrors.ts";
import type { Plan } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import type { TestAzure } from "../support/azureControlPlane.ts";
import { testAzure } from "../support/azureControlPlane.ts";

async function publishing({ controlPlane, instance, service }: TestAzure): Promise<Plan> {
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  return plan({ instance, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey: false }, contents });
}

async function removing({ controlPlane, instance, service }: TestAzure): Promise<Plan> {
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const [integration] = recognise(instance, contents, [service]);
  assert.ok(integration);
  return planRemoval({ instance, integration, contents });
}

function held({ model }: TestAzure): readonly string[] {
  return [...model.instances.values()].flatMap(({ apis }) => [...apis.values()].flatMap((api) => [api.id, ...[...api.operations.keys()].map((operation) => `${api.id}/${operation}`)]));
}

void test("through the real SDKs: published, recognised, nothing on a second run, removed; the foreign API is never touched", async (t) => {
  const azure = await testAzure(t);
  const before = held(azure);
  const foreign = structuredClone([...azure.model.instances.values()][0]?.apis.get("echo-api")?.etag);

  const first = await apply(await publishing(azure), azure.controlPlane);
  assert.equal(first.outcome, "applied");
  assert.equal(azure.controlPlane.traffic.writes, 4, "one write for each resource");
  assert.deepEqual(held(azure).filter((path) => !before.includes(path)).toSorted(), [
    "chat-signalr-connect",
    "chat-signalr-connect/onHandshake",
    "chat-signalr-negotiate",
    "chat-signalr-negotiate/negotiate",
    "chat-signalr-negotiate/negotiate-preflight",
  ]);

  const contents = await azure.controlPlane.contents(azure.instance, looksLikeOurs);
  const [integration] = recognise(azure.instance, contents, [azure.service]);
  assert.equal(integration?.state, "published");
  assert.equal(integration?.signalREndpoint, "http://127.0.0.1:4002");
  assert.equal(integration?.clientEndpoint, "http://127.0.0.1:4001");

  azure.requests.length = 0;
  const second = await apply(await publishing(azure), azure.controlPlane);
  assert.equal(second.outcome, "nothing");
  assert.equal(azure.controlPlane.traffic.writes, 4);
  assert.equal(azure.requests.length, 11, "the instance's APIs, products, named values and policy; then the operations, products and policies of our two");

  await apply(await removing(azure), azure.controlPlane);
  assert.deepEqual(held(azure), before);
  assert.equal(azure.controlPlane.traffic.writes, 6);
  assert.equal([...azure.model.instances.values()][0]?.apis.get("echo-api")?.etag, foreign);
});

void test("drift is mended with one conditional PATCH that carries only what differs", async (t) => {
  const azure = await testAzure(t);
  await apply(await publishing(azure), azure.controlPlane);
  await azure.controlPlane.patch(azure.instance, { path: "apis/chat-signalr-connect", properties: { serviceUrl: "wss://elsewhere.example/client/", termsOfServiceUrl: "https://contoso.com/terms" } });
  const writes = azure.controlPlane.traffic.writes;
  assert.deepEqual((await apply(await publishing(azure), azure.controlPlane)).applied, ["apis/chat-signalr-connect"]);
  assert.equal(azure.controlPlane.traffic.writes, writes + 1);
  const api = await azure.controlPlane.read(azure.instance, "apis/chat-signalr-connect");
  assert.equal(api?.properties["serviceUrl"], "ws://127.0.0.1:4002/client/");
  assert.equal(api?.properties["termsOfServiceUrl"], "https://contoso.com/terms", "what is not ours stays");
});

void test("a long-running creation that fails on the poll is taken back and told in ARM's words", async (t) => {
  const azure = await testAzure(t);
  const before = held(azure);
  azure.arm.faults.add({ method: "PUT", path: /chat-signalr-connect$/i, respond: () => ({ onPoll: faultError(400, "ValidationError", "'serviceUrl' must not be empty.") }) });
  const error: unknown = await apply(await publishing(azure), azure.controlPlane).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof PublishFailed);
  assert.equal(error.code, "ValidationError");
  assert.match(error.message, /'serviceUrl' must not be empty\..*taken back/);
  assert.equal(error.result.outcome, "rolledBack");
  assert.deepEqual(held(azure), before);
});

void test("an API that is busy on the poll is tried again until it is free", async (t) => {
  const azure = await testAzure(t);
  azure.arm.faults.add({ method: "PUT", path: /chat-signalr-negotiate$/i, times: 2, respond: () => ({ onPoll: faultError(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress") }) });
  assert.equal((await apply(await publishing(azure), azure.controlPlane)).outcome, "applied");
});

void test("a change between plan and write is a 412 that says to plan again", async (t) => {
  const azure = await testAzure(t);
  await apply(await publishing(azure), azure.controlPlane);
  const read = await azure.controlPlane.read(azure.instance, "apis/chat-signalr-connect");
  assert.ok(read?.etag);
  await azure.controlPlane.patch(azure.instance, { path: read.path, properties: { displayName: "Renamed" } });
  await assert.rejects(azure.controlPlane.patch(azure.instance, { path: read.path, etag: read.etag, properties: { displayName: "Mine" } }), (error) => error instanceof Problem && error.details.status === 412 && /Plan again/.test(error.details.nextStep ?? ""));
});
