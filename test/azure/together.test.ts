import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient, createHttpHeaders } from "@azure/core-rest-pipeline";
import { apply } from "../../src/apim/apply.ts";
import { PublishFailed } from "../../src/apim/applyErrors.ts";
import type { Plan } from "../../src/apim/model.ts";
import { lastSegment } from "../../src/apim/paths.ts";
import { plan } from "../../src/apim/plan.ts";
import { concernedBy } from "../../src/apim/recognise.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { tokenCredential } from "../../src/azure/credential.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import type { TestAzure } from "../support/azureControlPlane.ts";
import { testAzure } from "../support/azureControlPlane.ts";

const connect = "apis/chat-signalr-http/operations/connect";

async function publishing({ controlPlane, instance, service }: TestAzure): Promise<Plan> {
  const options = { layout: "http", prefix: "", requireSubscriptionKey: false, hubs: ["chat"] } as const;
  return plan({ instance, service, options, contents: await controlPlane.contents(instance, concernedBy(service, options)) });
}

function puts({ requests }: TestAzure, path: string): number {
  return requests.filter((request) => request.startsWith("PUT ") && request.endsWith(path)).length;
}

/** As API Management does it: of writes below one API at the same time one gets through (apim-facts 1.9). */
function racing(): { readonly httpClient: HttpClient; readonly lost: Map<string, number> } {
  const network = createDefaultHttpClient();
  const busy = new Set<string>();
  const lost = new Map<string, number>();
  return {
    lost,
    httpClient: {
      async sendRequest(request) {
        const [, api, child] = /\/apis\/([^/?]+)\/([^?]+)/.exec(request.url) ?? [];
        if (request.method !== "PUT" || api === undefined || child === undefined) return network.sendRequest(request);
        if (busy.has(api)) {
          lost.set(child, (lost.get(child) ?? 0) + 1);
          const bodyAsText = JSON.stringify({ error: { code: "PreconditionFailed", message: "Resource was modified since last retrieval." } });
          return { request, status: 412, headers: createHttpHeaders({ "content-type": "application/json" }), bodyAsText };
        }
        busy.add(api);
        return network.sendRequest(request).finally(() => busy.delete(api));
      },
    },
  };
}

void test("of writes below one API that API Management lets only one through, each of the others loses once and is done in its turn", async (t) => {
  const { httpClient, lost } = racing();
  const azure = await testAzure(t, { operationMs: 0 }, { httpClient });
  const planned = await publishing(azure);
  assert.equal((await apply(planned, azure.controlPlane)).outcome, "applied");
  assert.ok(lost.size > 0, "there was a race");
  assert.deepEqual([...new Set(lost.values())], [1]);
  assert.equal(azure.controlPlane.traffic.writes, planned.changes.length, "one write for each resource");
  assert.ok((await publishing(azure)).changes.every(({ action }) => action === "none"));
});

void test("an operation tried while its API is still being made is sent again when that is there, whatever it was refused with", async (t) => {
  for (const [status, code] of [[404, "ResourceNotFound"], [409, "PessimisticConcurrencyConflict"], [400, "ValidationError"]] as const) {
    const azure = await testAzure(t, { operationMs: 0 });
    azure.arm.faults.add({ method: "PUT", path: new RegExp(`${connect}$`), times: 1, respond: () => faultError(status, code, "Not yet.") });
    const planned = await publishing(azure);
    assert.equal((await apply(planned, azure.controlPlane)).outcome, "applied");
    assert.equal(puts(azure, connect), 2, code);
    assert.equal(azure.controlPlane.traffic.writes, planned.changes.length, "one write for each resource");
    assert.ok((await publishing(azure)).changes.every(({ action }) => action === "none"));
  }
});

void test("where the API cannot be made after all, that is what is told, and nothing stands", async (t) => {
  const azure = await testAzure(t, { operationMs: 60 });
  azure.arm.faults.add({ method: "PUT", path: /http$/, respond: () => ({ onPoll: faultError(400, "ValidationError", "It went wrong later.") }) });
  const planned = await publishing(azure);
  const error: unknown = await apply(planned, azure.controlPlane).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof PublishFailed);
  assert.match(error.message, /It went wrong later\./);
  assert.equal(error.result.outcome, "nothing");
  assert.deepEqual((await publishing(azure)).changes, planned.changes);
});

void test("an API that is found busy when it is polled for is made again, and what waits below it with it", async (t) => {
  const azure = await testAzure(t, { operationMs: 20 });
  azure.arm.faults.add({ method: "PUT", path: /http$/, times: 1, respond: () => ({ onPoll: faultError(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress") }) });
  const planned = await publishing(azure);
  assert.equal((await apply(planned, azure.controlPlane)).outcome, "applied");
  assert.ok((await publishing(azure)).changes.every(({ action }) => action === "none"));
});

void test("of two who publish at the same moment one wins all of it and the other is told", async (t) => {
  for (const layout of ["webSocket", "gatewayNegotiate"] as const) {
    const azure = await testAzure(t, { operationMs: 1 });
    const other = createControlPlane(azure.cloud, tokenCredential(() => Promise.resolve(azure.token)), { retryDelayMs: 1, pollIntervalMs: 1 });
    const options = { layout, prefix: "", requireSubscriptionKey: false, hubs: ["chat"], product: "realtime", ...(layout === "gatewayNegotiate" && { appNegotiate: { url: "http://127.0.0.1:9/negotiate", auth: "functionKey", newKey: true } as const }) };
    const contents = await azure.controlPlane.contents(azure.instance, concernedBy(azure.service, options));
    const planned = plan({ instance: azure.instance, service: azure.service, options, contents });
    const key = `namedValues/${planned.name}-app-key`;
    const ended = await Promise.allSettled([azure.controlPlane, other].map((controlPlane, index) => apply(planned, controlPlane, { secrets: new Map([[key, `key ${index}`]]) })));
    const won = ended.findIndex(({ status }) => status === "fulfilled");
    const [lost] = ended.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    assert.ok(won >= 0 && lost instanceof PublishFailed, layout);
    assert.match(lost.code, /^(madeMeanwhile|PessimisticConcurrencyConflict)$/);
    const [held] = azure.model.instances.values();
    assert.equal(held?.namedValues.get(lastSegment(key))?.properties["value"], layout === "gatewayNegotiate" ? `key ${won}` : undefined);
    const { appNegotiate: _, ...rest } = options;
    const again = { ...rest, ...(layout === "gatewayNegotiate" && { appNegotiate: { url: "http://127.0.0.1:9/negotiate" } }) };
    const now = await azure.controlPlane.contents(azure.instance, concernedBy(azure.service, again));
    assert.deepEqual(plan({ instance: azure.instance, service: azure.service, options: again, contents: now }).changes.filter(({ action }) => action !== "none"), [], "the winner's stands, whole");
  }
});
