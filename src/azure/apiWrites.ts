import { setTimeout as delay } from "node:timers/promises";
import type { ApiManagementClient } from "@azure/arm-apimanagement";
import * as l10n from "@vscode/l10n";
import type { ArmResource, Instance, JsonObject } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";
import { aborting, answered } from "./apiReads.ts";
import type { ArmClients } from "./armClients.ts";
import { defaultRetryDelayMs, maxRetries } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers } from "./rawAnswers.ts";
import type { Target } from "./resourcePath.ts";
import { targetOf } from "./resourcePath.ts";

/** A call's parts that are the same for all kinds of resources. */
interface Call {
  readonly clients: ArmClients;
  readonly client: ApiManagementClient;
  readonly place: readonly [resourceGroup: string, instance: string, apiId: string];
  readonly answers: RawAnswers;
  readonly signal: AbortSignal | undefined;
}

/** Unconditional `If-Match`. */
const any = "*";

export async function putResource(clients: ArmClients, instance: Instance, resource: ArmResource, signal: AbortSignal | undefined): Promise<ArmResource> {
  const conditional = resource.etag === undefined ? {} : { ifMatch: resource.etag };
  return written(clients, instance, resource, l10n.t("create {0}", resource.path), signal, async (call, target) => {
    const options = { onResponse: call.answers.take, ...aborting(call.signal), ...conditional };
    const { properties } = resource;
    switch (target.kind) {
      case "api":
        return finished(call, await call.client.api.beginCreateOrUpdate(...call.place, sdkApi(properties), options));
      case "operation":
        return call.client.apiOperation.createOrUpdate(...call.place, target.operationId, { ...properties }, options);
      case "apiPolicy":
        return call.client.apiPolicy.createOrUpdate(...call.place, "policy", { ...properties }, options);
      case "operationPolicy":
        return call.client.apiOperationPolicy.createOrUpdate(...call.place, target.operationId, "policy", { ...properties }, options);
    }
  });
}

/** @throws Problem `resourcePathInvalid` for a policy, which can only be replaced */
export async function patchResource(clients: ArmClients, instance: Instance, resource: ArmResource, signal: AbortSignal | undefined): Promise<ArmResource> {
  const ifMatch = resource.etag ?? any;
  return written(clients, instance, resource, l10n.t("update {0}", resource.path), signal, async (call, target) => {
    const options = { onResponse: call.answers.take, ...aborting(call.signal) };
    if (target.kind === "api") {
      return call.client.api.update(...call.place, ifMatch, sdkApi(resource.properties), options);
    }
    if (target.kind === "operation") {
      return call.client.apiOperation.update(...call.place, target.operationId, ifMatch, { ...resource.properties }, options);
    }
    throw new Problem({ code: "resourcePathInvalid", message: l10n.t("A policy cannot be changed in parts; it is written whole."), resource: resource.path });
  });
}

/** What is gone already is no failure. An API goes with its revisions. */
export async function removeResource(clients: ArmClients, instance: Instance, resource: { readonly path: string; readonly etag?: string }, signal: AbortSignal | undefined): Promise<void> {
  const ifMatch = resource.etag ?? any;
  const deleted = written(clients, instance, { ...resource, properties: {} }, l10n.t("delete {0}", resource.path), signal, async (call, target) => {
    const options = { onResponse: call.answers.take, ...aborting(call.signal) };
    switch (target.kind) {
      case "api":
        return finished(call, await call.client.api.beginDelete(...call.place, ifMatch, { ...options, deleteRevisions: true }));
      case "operation":
        return call.client.apiOperation.delete(...call.place, target.operationId, ifMatch, options);
      case "apiPolicy":
        return call.client.apiPolicy.delete(...call.place, "policy", ifMatch, options);
      case "operationPolicy":
        return call.client.apiOperationPolicy.delete(...call.place, target.operationId, "policy", ifMatch, options);
    }
  });
  await deleted.catch((error: unknown) => {
    if (!(error instanceof Problem) || error.details.status !== 404) {
      throw error;
    }
  });
}

async function written(clients: ArmClients, instance: Instance, resource: ArmResource, action: string, signal: AbortSignal | undefined, send: (call: Call, target: Target) => Promise<unknown>): Promise<ArmResource> {
  const target = targetOf(resource.path);
  for (let attempt = 0; ; attempt += 1) {
    const answers = new RawAnswers();
    try {
      await asProblems({ action, resource: `${instance.id}/${resource.path}`, cloud: clients.cloud }, async () => {
        const client = await clients.apim(instance.subscriptionId);
        await send({ clients, client, place: [instance.resourceGroup, instance.name, target.apiId], answers, signal }, target);
      });
      return answered(answers, resource.path, target);
    } catch (error) {
      if (attempt >= maxRetries || !passes(error, resource.etag !== undefined)) {
        throw error;
      }
      const wait = answers.retryAfter === undefined ? (clients.options.retryDelayMs ?? defaultRetryDelayMs) * 2 ** attempt : answers.retryAfter * 1000;
      await asProblems({ action, resource: resource.path, cloud: clients.cloud }, () => delay(wait, undefined, signal && { signal }));
    }
  }
}

/**
 * Answers that API Management gives while it is busy with the same API, often only on the poll, where the SDK does not retry
 * (apim-facts 1.9). A 412 is one of them only where no ETag of ours was compared.
 */
function passes(error: unknown, conditional: boolean): boolean {
  if (!(error instanceof Problem)) {
    return false;
  }
  const busy = error.code === "PessimisticConcurrencyConflict" || error.code === "ManagementApiRequestFailed";
  return busy || (error.details.status === 412 && !conditional);
}

interface Poller {
  isDone(): boolean;
  poll(options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

/** `Retry-After: 0` means at once, which for a poll is still not without end. */
const shortestPollMs = 25;

/** The SDK's own loop polls twice at once in the beginning. */
async function finished(call: Call, poller: Poller): Promise<void> {
  while (!poller.isDone()) {
    const { retryAfter } = call.answers;
    const wait = retryAfter === undefined ? (call.clients.options.pollIntervalMs ?? 1000) : retryAfter * 1000;
    await delay(Math.max(wait, shortestPollMs), undefined, call.signal && { signal: call.signal });
    await poller.poll(aborting(call.signal));
  }
}

/** The SDK calls JSON's `type` `apiType`, and JSON's `apiType` `soapApiType` (apim-facts 1.3). */
function sdkApi({ type, apiType, ...rest }: JsonObject): JsonObject {
  return { ...rest, ...(type !== undefined && { apiType: type }), ...(apiType !== undefined && { soapApiType: apiType }) };
}
