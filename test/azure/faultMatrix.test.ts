import assert from "node:assert/strict";
import { test } from "node:test";
import { RestError, createDefaultHttpClient } from "@azure/core-rest-pipeline";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { apply } from "../../src/apim/apply.ts";
import { PublishCancelled, PublishFailed } from "../../src/apim/applyErrors.ts";
import type { ApplyResult, Integration, Plan, PublishOptions } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { faultError } from "../../src/sandbox/arm/faults.ts";
import type { Fault } from "../../src/sandbox/arm/faults.ts";
import type { InstanceModel } from "../../src/sandbox/model.ts";
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

const extras = { hubs: ["chat"], rateLimit: { calls: 100, periodSeconds: 60, by: "ip" }, product: "realtime" } as const;
const wanted: Readonly<Record<string, PublishOptions>> = {
  webSocket: { layout: "webSocket", prefix: "team", requireSubscriptionKey: false },
  "webSocket with extras": { layout: "webSocket", prefix: "team", requireSubscriptionKey: true, cors: ["https://app.contoso.com"], ...extras },
  http: { layout: "http", prefix: "team", requireSubscriptionKey: false, cors: ["https://app.contoso.com"], rateLimit: extras.rateLimit },
  "gatewayNegotiate with a function key": { layout: "gatewayNegotiate", prefix: "team", requireSubscriptionKey: false, appNegotiate: { url: "http://127.0.0.1:4009/chat/negotiate", auth: "functionKey", newKey: true }, ...extras },
};

async function integrationOf({ controlPlane, instance, service }: TestAzure): Promise<{ readonly integration: Integration; readonly contents: Awaited<ReturnType<TestAzure["controlPlane"]["contents"]>> }> {
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const [integration] = recognise(instance, contents, [service]);
  assert.ok(integration);
  return { integration, contents };
}

async function publishing({ controlPlane, instance, service }: TestAzure, options: PublishOptions): Promise<Plan> {
  return plan({ instance, service, options, contents: await controlPlane.contents(instance, looksLikeOurs) });
}

/** Asked for once more: the key that is held stays. */
function held({ appNegotiate, ...options }: PublishOptions): PublishOptions {
  return appNegotiate === undefined ? options : { ...options, appNegotiate: { url: appNegotiate.url } };
}

async function carriedOut({ controlPlane }: TestAzure, planned: Plan, signal?: AbortSignal): Promise<ApplyResult> {
  return apply(planned, controlPlane, { secrets: new Map([["namedValues/chat-signalr-team-app-key", "the key"]]), ...(signal !== undefined && { signal }) });
}

/** Makes every API drift, so that a repair has an update to make, with one operation, policy or product's link short. */
async function drift({ controlPlane, instance }: TestAzure, { apis }: Integration, { requireSubscriptionKey, product }: PublishOptions): Promise<void> {
  for (const { api, operations, policies } of apis) {
    await controlPlane.patch(instance, { path: api.path, properties: { subscriptionRequired: !(requireSubscriptionKey || typeof product === "string") } });
    const gone = operations.find(({ path }) => !path.endsWith("onHandshake")) ?? policies[0];
    if (gone !== undefined) await controlPlane.remove(instance, { path: gone.path });
    if (typeof product === "string") await controlPlane.remove(instance, { path: `products/${product}/${api.path}` });
  }
}

/** Brings the instance to where a plan begins, and gives the plan. */
const situations: Readonly<Record<string, (azure: TestAzure, options: PublishOptions) => Promise<Plan>>> = {
  publish: publishing,
  repair: async (azure, options) => {
    await carriedOut(azure, await publishing(azure, options));
    await drift(azure, (await integrationOf(azure)).integration, options);
    return publishing(azure, held(options));
  },
  remove: async (azure, options) => {
    await carriedOut(azure, await publishing(azure, options));
    return planRemoval({ instance: azure.instance, ...(await integrationOf(azure)) });
  },
};

function only({ model }: TestAzure): InstanceModel {
  const [instance] = model.instances.values();
  assert.ok(instance);
  return instance;
}

function restore({ model }: TestAzure, state: InstanceModel): void {
  for (const id of model.instances.keys()) model.instances.set(id, structuredClone(state));
}

const madeAnew = new Set(["etag", "created", "updated"]);

/** All that the instance holds, hidden values too, without what it makes new at each write and in an order of its own. */
function everything(azure: TestAzure): unknown {
  const plain = (value: unknown): unknown => {
    if (value instanceof Map) return plain(Object.fromEntries(value));
    // A policy given back is escaped as ARM gave it, which means the same.
    if (typeof value === "string") return value.replaceAll("&quot;", '"').replaceAll("&gt;", ">");
    // Lists of names are sets.
    if (Array.isArray(value)) return value.every((each) => typeof each === "string") ? value.toSorted() : value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([name]) => !madeAnew.has(name)).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, plain(each)]));
  };
  return plain(only(azure));
}

/** What belongs to others: an API, a product with a key for it, and a secret. */
async function others({ controlPlane, instance, model }: TestAzure): Promise<void> {
  await controlPlane.put(instance, { path: "products/theirs", properties: { displayName: "Theirs", state: "published" } });
  await controlPlane.put(instance, { path: "products/theirs/apis/echo-api", properties: {} });
  await controlPlane.put(instance, { path: "namedValues/theirs", properties: { displayName: "theirs", secret: true, value: "hidden" } });
  const [held] = model.instances.values();
  held?.subscriptions.set("theirs", { id: "theirs", etag: '"1"', properties: { displayName: "Theirs", scope: `${instance.id}/products/theirs`, state: "active", primaryKey: "a", secondaryKey: "b" } });
}

function methodOf(action: string, path: string): string {
  if (action === "delete") return "DELETE";
  return action === "update" && !path.endsWith("/policy") ? "PATCH" : "PUT";
}

for (const [what, options] of Object.entries(wanted)) {
  for (const [doing, prepare] of Object.entries(situations)) {
    void test(`${what}, ${doing}: whatever goes wrong at whichever write, the instance is as before or as after, or it is said what stands`, { timeout: 120_000 }, async (t) => {
      const at: At = { method: "", path: "", mode: undefined };
      const azure = await testAzure(t, { operationMs: 0 }, { httpClient: network(at) });
      await others(azure);
      const first = everything(azure);
      const planned = await prepare(azure, options);
      const state = structuredClone(only(azure));
      const before = everything(azure);
      const toDo = async (): Promise<readonly unknown[]> => (await publishing(azure, held(options))).changes.filter(({ action }) => action !== "none");
      const steps = planned.changes.filter(({ action }) => action !== "none");
      assert.ok(steps.length > 0);
      for (const [fault, kind] of Object.entries(faults)) {
        for (const step of steps) {
          const name = `${fault} at ${step.action} ${step.resource}`;
          restore(azure, state);
          const stop = new AbortController();
          Object.assign(at, { method: methodOf(step.action, step.resource), path: step.resource, mode: kind === "dropped" || kind === "lost" ? kind : undefined });
          const path = new RegExp(`/service/[^/]+/${step.resource.replaceAll(/[.]/g, "\\.")}$`, "i");
          if (kind === "cancel") azure.arm.faults.add({ method: at.method, path, respond: () => (stop.abort(), undefined) });
          else if (typeof kind === "object") azure.arm.faults.add({ ...kind, method: at.method, path });
          const ended: unknown = await carriedOut(azure, planned, stop.signal).catch((error: unknown) => error);
          azure.arm.faults.clear();
          at.mode = undefined;
          const result: ApplyResult | undefined = ended instanceof PublishFailed || ended instanceof PublishCancelled ? ended.result : undefined;
          if (unavoidable.has(fault)) assert.ok(result, `${name}: it was met`);
          if (result === undefined) {
            assert.ok(!(ended instanceof Error), `${name}: ${String(ended)}`);
          } else if (result.outcome === "partial") {
            assert.ok(ended instanceof Error && result.applied.every((each) => ended.message.includes(each)), `${name}: what stands is named`);
            if (doing !== "remove") await carriedOut(azure, await publishing(azure, result.applied.some((each) => each.startsWith("namedValues/")) ? held(options) : options));
            else if ((await azure.controlPlane.contents(azure.instance, looksLikeOurs)).apis.length > 1) await carriedOut(azure, planRemoval({ instance: azure.instance, ...(await integrationOf(azure)) }));
          } else {
            assert.deepEqual(everything(azure), before, `${name}: as before (${result.outcome})`);
            continue;
          }
          if (doing === "remove") assert.deepEqual(everything(azure), first, `${name}: as it was first`);
          else assert.deepEqual(await toDo(), [], `${name}: as after`);
        }
      }
      restore(azure, state);
      if (doing === "remove") return;
      await carriedOut(azure, await publishing(azure, held(options)).catch(() => planned));
      await carriedOut(azure, planRemoval({ instance: azure.instance, ...(await integrationOf(azure)) }));
      assert.deepEqual(everything(azure), first, "removed, the first state is back");
    });
  }
}
