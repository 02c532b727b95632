import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { cloudOf } from "../../src/azure/clouds.ts";
import type { ControlPlane } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import type { Exchange } from "../../src/azure/traffic.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { instance } from "../support/fakeInstance.ts";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** Azure's public cloud, answering with the given bodies one after the other. */
function scripted(bodies: readonly unknown[], sent: Sent[]): ControlPlane {
  const rest = [...bodies];
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      sent.push({ method: request.method, url: request.url, body: typeof request.body === "string" ? request.body : "" });
      return Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText: JSON.stringify(rest.shift() ?? {}) });
    },
  };
  return createControlPlane(cloudOf("AzureCloud"), tokenCredential(() => Promise.resolve("t")), { httpClient, retryDelayMs: 1 });
}

function row(name: string, more: object = {}): object {
  return { id: `/subscriptions/${instance.subscriptionId}/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/${name}`, name, type: "microsoft.signalrservice/signalr", location: "westeurope", properties: { hostName: `${name}.service.signalr.net`, publicPort: 443, ...more } };
}

function page(nextLink: string): object {
  return { value: [], nextLink };
}

void test("a search of several pages is read to its end with the token of the page before", async () => {
  const sent: Sent[] = [];
  const controlPlane = scripted([{ data: [row("a")], $skipToken: "next", totalRecords: 2, count: 1, resultTruncated: "false" }, { data: [row("b", { features: [{ flag: "ServiceMode", value: "Serverless" }] })], totalRecords: 2, count: 1, resultTruncated: "false" }], sent);
  const { services } = await controlPlane.discover([instance.subscriptionId]);
  assert.deepEqual(services.map(({ name, endpoint, serviceMode }) => [name, endpoint, serviceMode]), [
    ["a", "https://a.service.signalr.net", "Default"],
    ["b", "https://b.service.signalr.net", "Serverless"],
  ]);
  assert.equal(sent.length, 2);
  assert.match(sent[1]?.body ?? "", /"\$skipToken":"next"/);
});

void test("more subscriptions than one search takes are searched in parts, and none twice", async () => {
  const sent: Sent[] = [];
  const ids = Array.from({ length: 1001 }, (_, n) => `11111111-1111-4111-8111-${String(n).padStart(12, "0")}`);
  await scripted([], sent).discover(ids);
  const asked = sent.flatMap(({ body }) => body.match(/11111111-1111-4111-8111-\d{12}/g) ?? []);
  assert.equal(sent.length, 2);
  assert.deepEqual(asked.toSorted(), ids);
});

void test("a next page on a regional host of the same cloud is followed; one elsewhere is not", async () => {
  const sent: Sent[] = [];
  await scripted([page("https://westeurope.management.azure.com/next"), { value: [] }], sent).subscriptions();
  assert.deepEqual(sent.map(({ url }) => new URL(url).host), ["management.azure.com", "westeurope.management.azure.com"]);
  for (const host of ["https://management.azure.com.evil.example", "https://management.azure.com:8443", "https://evilmanagement.azure.com"]) {
    sent.length = 0;
    await assert.rejects(scripted([page(`${host}/next`)], sent).subscriptions(), (error) => error instanceof Problem && error.code === "foreignHost" && error.message.includes(new URL(host).host));
    assert.equal(sent.length, 1);
  }
});

void test("an answer in another form than Azure's says which part was not understood", async () => {
  await assert.rejects(scripted([{ id: "x" }], []).instance(instance.id), (error) => error instanceof Problem && error.code === "answerUnreadable" && /name/.test(error.message) && /properties/.test(error.message));
  const service = { id: instance.id.replace("ApiManagement/service", "SignalRService/SignalR"), subscriptionId: instance.subscriptionId, resourceGroup: "rg", name: "s", location: "", endpoint: "https://s", serviceMode: "Default", disableLocalAuth: false };
  await assert.rejects(scripted([{ primaryKey: "only-this-secret" }], []).keys(service), (error) => error instanceof Problem && error.code === "answerUnreadable" && !error.message.includes("only-this-secret"));
});

void test("every request is told once for a log: what was asked, without secrets, how it ended, and Azure's id of it", async () => {
  const told: Exchange[] = [];
  const answers = [
    { status: 503, headers: createHttpHeaders({ "x-ms-request-id": "first" }) },
    { status: 200, headers: createHttpHeaders({ "x-ms-request-id": "own", "x-ms-correlation-request-id": "shared" }) },
  ];
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error("getaddrinfo ENOTFOUND management.azure.com");
      return { request, ...answer, bodyAsText: JSON.stringify(page("https://management.azure.com/next?sig=hush-hush-hush")) };
    },
  };
  const controlPlane = createControlPlane(cloudOf("AzureCloud"), tokenCredential(() => Promise.resolve("t")), { httpClient, retryDelayMs: 1, exchange: (exchange) => told.push(exchange) });
  await assert.rejects(controlPlane.subscriptions());
  assert.deepEqual(told.slice(0, 2).map(({ method, status, requestId }) => [method, status, requestId]), [["GET", 503, "first"], ["GET", 200, "shared"]]);
  assert.match(told[0]?.url ?? "", /^https:\/\/management\.azure\.com\/subscriptions\?/);
  const last = told.at(-1);
  assert.deepEqual([last?.url, last?.status, last?.requestId], ["https://management.azure.com/next?sig=***&api-version=2022-12-01", undefined, undefined]);
  assert.equal(told.length, controlPlane.traffic.requests);
  assert.ok(told.every(({ ms }) => ms >= 0));
});
