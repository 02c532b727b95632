import { setTimeout as delay } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import type { ArmResource, Instance } from "../apim/model.ts";
import type { Written } from "../apim/steps.ts";
import { Problem } from "../signalr/problem.ts";
import { aborting, answered } from "./apiReads.ts";
import type { ArmClients } from "./armClients.ts";
import { defaultRetryDelayMs } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers } from "./rawAnswers.ts";
import { resourceAt } from "./resourceKinds.ts";
import type { CallOptions, Calls, Poller } from "./resourceKinds.ts";
import { maxRetries } from "./traffic.ts";

/** Unconditional `If-Match`. */
const any = "*";

export async function putResource(clients: ArmClients, instance: Instance, resource: ArmResource, signal: AbortSignal | undefined): Promise<Written> {
  const conditional = resource.etag === undefined ? {} : { ifMatch: resource.etag };
  return written(clients, instance, resource, l10n.t("create {0}", resource.path), signal, (calls, options) => calls.put(resource.properties, { ...options, ...conditional }));
}

/** @throws Problem `resourcePathInvalid` for a policy or a link, which can only be replaced */
export async function patchResource(clients: ArmClients, instance: Instance, resource: ArmResource, signal: AbortSignal | undefined): Promise<ArmResource> {
  const ifMatch = resource.etag ?? any;
  return written(clients, instance, resource, l10n.t("update {0}", resource.path), signal, (calls, options) => {
    if (calls.patch === undefined) {
      throw new Problem({ code: "resourcePathInvalid", message: l10n.t("{0} cannot be changed in parts; it is written whole.", resource.path), resource: resource.path });
    }
    return calls.patch(ifMatch, resource.properties, options);
  });
}

/** What is gone already is no failure. An API goes with its revisions. */
export async function removeResource(clients: ArmClients, instance: Instance, resource: { readonly path: string; readonly etag?: string }, signal: AbortSignal | undefined): Promise<void> {
  const ifMatch = resource.etag ?? any;
  const deleted = written(clients, instance, { ...resource, properties: {} }, l10n.t("delete {0}", resource.path), signal, (calls, options) => calls.remove(ifMatch, options));
  await deleted.catch((error: unknown) => {
    if (!(error instanceof Problem) || error.details.status !== 404) {
      throw error;
    }
  });
}

type Send = (calls: Calls, options: CallOptions) => Promise<Poller | undefined>;

async function written(clients: ArmClients, instance: Instance, resource: ArmResource, action: string, signal: AbortSignal | undefined, send: Send): Promise<Written> {
  const { contents, calls } = resourceAt(resource.path);
  for (let attempt = 0; ; attempt += 1) {
    const answers = new RawAnswers();
    try {
      await asProblems({ action, resource: `${instance.id}/${resource.path}`, cloud: clients.cloud }, async () => {
        const client = await clients.apim(instance.subscriptionId);
        const poller = await send(calls(client, [instance.resourceGroup, instance.name]), { onResponse: answers.take, ...aborting(signal) });
        await finished(clients, answers, poller, signal);
      });
      return { ...answered(answers, resource.path, contents), created: answers.status === 201 };
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

/** `Retry-After: 0` means at once, which for a poll is still not without end. */
const shortestPollMs = 25;

/** Waits for a long-running operation. The SDK's own loop polls twice at once in the beginning. */
export async function finished(clients: ArmClients, answers: RawAnswers, poller: Poller | undefined, signal: AbortSignal | undefined): Promise<void> {
  while (poller?.isDone() === false) {
    const { retryAfter } = answers;
    const wait = retryAfter === undefined ? (clients.options.pollIntervalMs ?? 1000) : retryAfter * 1000;
    await delay(Math.max(wait, shortestPollMs), undefined, signal && { signal });
    await poller.poll(aborting(signal));
  }
}
