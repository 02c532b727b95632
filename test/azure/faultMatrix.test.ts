import assert from "node:assert/strict";
import { test } from "node:test";
import { RestError, createDefaultHttpClient } from "@azure/core-rest-pipeline";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { apply } from "../../src/apim/apply.ts";
import { PublishCancelled, PublishFailed } from "../../src/apim/applyErrors.ts";
import type { ApplyResult, Integration, LayoutName, Plan } from "../../src/apim/model.ts";
import { layoutNames } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import type { Fault } from "../../src/sandbox/arm/faults.ts";
import type { TestAzure } from "../support/azureControlPlane.ts";
import { testAzure } from "../support/azureControlPlane.ts";

/** More often than anything is tried again. */
const always = 20;

/** What goes wrong at one write; each is met by every attempt at it. */
const faults: Readonly<Record<string, Omit<Fault, "method" | "path"> | "cancel" | "dropped" | "lost">> = {
  "429": { times: always, respond: () => faultError(429, "TooManyRequests", "Slow down.", { "Retry-After": "0" }) },
  "409": { times: always, respond: () => faultError(409, "PessimisticConcurrencyConflict", "Operation on the API is in progress") },
  "412": { times: always, respond: () => faultError(412, "PreconditionFailed", "Resource was modified since last retrieval.") },
  "422": { times: always, respond: () => faultError(422, "ManagementApiRequestFailed", "Could not be done.") },
  "500": { times: always, respond: () => ({ status: 500, body: null }) },
  "failing long-running operation": { times: always, respond: () => ({ onPoll: faultError(400, "ValidationError", "It went wrong later.") }) },
  cancel: "cancel",
  dropped: "dropped",
  lost: "lost",
};

/** Those that no attempt gets past. A lost answer is found out, a cancel at the last write comes too late, and not all writes are long-running. */
const unavoidable = new Set(["429", "409", "412", "422", "500", "dropped"]);

interface At {
  method: string;
  path: string;
  mode: "dropped" | "lost" | undefined;
}

/** A network that loses the request, or the answer to it, of one call. */
function network(at: At): HttpClient {
  const real = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      const meant = at.mode !== undefined && request.method === at.method && new URL(request.url).pathname.toLowerCase().endsWith(at.path.toLowerCase());
      if (meant && at.mode === "dropped") throw new RestError("socket hang up", { code: "ECONNRESET", request });
      const response = await real.sendRequest(request);
      if (meant) throw new RestError("socket hang up", { code: "ECONNRESET", request });
      return response;
    },
  };
}

async function integrationOf({ controlPlane, instance, service }: TestAzure): Promise<{ readonly integration: Integration; readonly contents: Awaited<ReturnType<TestAzure["controlPlane"]["contents"]>> }> {
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const [integration] = recognise(instance, contents, [service]);
  assert.ok(integration);
  return { integration, contents };
}

async function publishing({ controlPlane, instance, service }: TestAzure, layout: LayoutName): Promise<Plan> {
  const options = { layout, prefix: "team", requireSubscriptionKey: false, ...(layout === "gatewayNegotiate" ? { appNegotiate: { url: "http://127.0.0.1:4009/chat/negotiate" } } : { cors: ["https://app.contoso.com"] }) };
  return plan({ instance, service, options, contents: await controlPlane.contents(instance, looksLikeOurs) });
}

/** All of it that ARM shows, without what it makes new each time. */
async function everything({ controlPlane, instance }: TestAzure): Promise<readonly (readonly [path: string, properties: unknown])[]> {
  const { apis } = await controlPlane.contents(instance, () => true);
  return apis
    .flatMap(({ api, operations, policies }) => [api, ...operations, ...policies])
    .map(({ path, properties }) => [path, properties] as const)
    .toSorted(([a], [b]) => a.localeCompare(b));
}

/** Makes every API drift, so that a repair has an update to make, and one operation or policy short. */
async function drift({ controlPlane, instance }: TestAzure, { apis }: Integration): Promise<void> {
  for (const { api, operations, policies } of apis) {
    await controlPlane.patch(instance, { path: api.path, properties: { subscriptionRequired: true } });
    const gone = operations.find(({ path }) => !path.endsWith("onHandshake")) ?? policies[0];
    if (gone !== undefined) await controlPlane.remove(instance, { path: gone.path });
  }
}

const situations: Readonly<Record<string, (azure: TestAzure, layout: LayoutName) => Promise<Plan>>> = {
  publish: publishing,
  repair: async (azure, layout) => {
    await apply(await publishing(azure, layout), azure.controlPlane);
    await drift(azure, (await integrationOf(azure)).integration);
    return publishing(azure, layout);
  },
  remove: async (azure, layout) => {
    await apply(await publishing(azure, layout), azure.controlPlane);
    return planRemoval({ instance: azure.instance, ...(await integrationOf(azure)) });
  },
};

async function clean(azure: TestAzure): Promise<void> {
  for (const { api } of (await azure.controlPlane.contents(azure.instance, () => false)).apis) {
    if (!api.path.endsWith("echo-api")) await azure.controlPlane.remove(azure.instance, { path: api.path });
  }
}

function methodOf(action: string, path: string): string {
  if (action === "delete") return "DELETE";
  return action === "update" && !path.endsWith("/policy") ? "PATCH" : "PUT";
}

for (const layout of layoutNames) {
  for (const [doing, prepare] of Object.entries(situations)) {
    void test(`${layout}, ${doing}: whatever goes wrong at whichever write, the instance is as before or as after, or it is said what stands`, { timeout: 120_000 }, async (t) => {
      const at: At = { method: "", path: "", mode: undefined };
      const azure = await testAzure(t, { operationMs: 1 }, { httpClient: network(at) });
      const echo = JSON.stringify((await everything(azure)).filter(([path]) => path.startsWith("apis/echo-api")));
      const steps = (await prepare(azure, layout)).changes.filter(({ action }) => action !== "none");
      assert.ok(steps.length > 0);
      for (const [fault, kind] of Object.entries(faults)) {
        for (const step of steps) {
          const name = `${fault} at ${step.action} ${step.resource}`;
          await clean(azure);
          const planned = await prepare(azure, layout);
          const before = await everything(azure);
          const stop = new AbortController();
          Object.assign(at, { method: methodOf(step.action, step.resource), path: step.resource, mode: kind === "dropped" || kind === "lost" ? kind : undefined });
          const path = new RegExp(`${step.resource.replaceAll(/[.]/g, "\\.")}$`, "i");
          if (kind === "cancel") azure.arm.faults.add({ method: at.method, path, respond: () => (stop.abort(), undefined) });
          else if (typeof kind === "object") azure.arm.faults.add({ ...kind, method: at.method, path });
          const ended: unknown = await apply(planned, azure.controlPlane, { signal: stop.signal }).catch((error: unknown) => error);
          azure.arm.faults.clear();
          at.mode = undefined;
          const now = await everything(azure);
          assert.equal(JSON.stringify(now.filter(([each]) => each.startsWith("apis/echo-api"))), echo, `${name}: what is someone else's`);
          const result: ApplyResult | undefined = ended instanceof PublishFailed || ended instanceof PublishCancelled ? ended.result : undefined;
          if (unavoidable.has(fault)) assert.ok(result, `${name}: it was met`);
          if (result === undefined) {
            assert.ok(!(ended instanceof Error), `${name}: ${String(ended)}`);
            assert.ok((await prepareAgain(azure, layout, doing)).every(({ action }) => action === "none"), `${name}: as after`);
          } else if (result.outcome !== "partial") {
            assert.deepEqual(now, before, `${name}: as before (${result.outcome})`);
          } else {
            assert.ok(ended instanceof Error && result.applied.every((each) => ended.message.includes(each)), `${name}: what stands is named`);
            if (doing !== "remove") {
              await apply(await publishing(azure, layout), azure.controlPlane);
              assert.ok((await prepareAgain(azure, layout, doing)).every(({ action }) => action === "none"), `${name}: the same again completes it`);
            }
          }
        }
      }
    });
  }
}

/** What is left to do. */
async function prepareAgain(azure: TestAzure, layout: LayoutName, doing: string): Promise<Plan["changes"]> {
  if (doing !== "remove") return (await publishing(azure, layout)).changes;
  const found = recognise(azure.instance, await azure.controlPlane.contents(azure.instance, looksLikeOurs), [azure.service]);
  assert.deepEqual(found, []);
  return [];
}
