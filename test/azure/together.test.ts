import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient, createHttpHeaders } from "@azure/core-rest-pipeline";
import { apply } from "../../src/apim/apply.ts";
import { PublishFailed } from "../../src/apim/applyErrors.ts";
import type { Plan } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { concernedBy } from "../../src/apim/recognise.ts";
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

void test("an operation tried while its API is still being made is sent again when that is there", async (t) => {
  const azure = await testAzure(t, { operationMs: 60 });
  const planned = await publishing(azure);
  assert.equal((await apply(planned, azure.controlPlane)).outcome, "applied");
  assert.equal(puts(azure, connect), 2);
  assert.equal(azure.controlPlane.traffic.writes, planned.changes.length, "one write for each resource");
  assert.ok((await publishing(azure)).changes.every(({ action }) => action === "none"));
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
