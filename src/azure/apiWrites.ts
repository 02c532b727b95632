import { setTimeout as delay } from "node:timers/promises";
import * as l10n from "@vscode/l10n";
import type { ArmResource, Instance } from "../apim/model.ts";
import type { Company, Written } from "../apim/steps.ts";
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

/** @param company what else is under way: see `Writer` */
export async function putResource(clients: ArmClients, instance: Instance, resource: ArmResource, signal: AbortSignal | undefined, company: Company = {}): Promise<Written> {
  const conditional = resource.etag === undefined ? {} : { ifMatch: resource.etag };
  const put: Write = { action: l10n.t("create {0}", resource.path), send: (calls, options) => calls.put(resource.properties, { ...options, ...conditional }), company };
  return written(clients, instance, resource, put, signal);
}

/** @throws Problem `resourcePathInvalid` for a policy or a link, which can only be replaced */
export async function patchResource(clients: ArmClients, instance: Instance, resource: ArmResource, signal: AbortSignal | undefined): Promise<ArmResource> {
  const ifMatch = resource.etag ?? any;
  const send: Write["send"] = (calls, options) => {
    if (calls.patch === undefined) {
      throw new Problem({ code: "resourcePathInvalid", message: l10n.t("{0} cannot be changed in parts; it is written whole.", resource.path), resource: resource.path });
    }
    return calls.patch(ifMatch, resource.properties, options);
  };
  return written(clients, instance, resource, { action: l10n.t("update {0}", resource.path), send }, signal);
}

/** What is gone already is no failure. An API goes with its revisions. */
export async function removeResource(clients: ArmClients, instance: Instance, resource: { readonly path: string; readonly etag?: string }, signal: AbortSignal | undefined): Promise<void> {
  const ifMatch = resource.etag ?? any;
  const remove: Write = { action: l10n.t("delete {0}", resource.path), send: (calls, options) => calls.remove(ifMatch, options) };
  const deleted = written(clients, instance, { ...resource, properties: {} }, remove, signal);
  await deleted.catch((error: unknown) => {
    if (!(error instanceof Problem) || error.details.status !== 404) {
      throw error;
    }
  });
}

interface Write {
  /** What it does, for people. */
  readonly action: string;
  readonly send: (calls: Calls, options: CallOptions) => Promise<Poller | undefined>;
  readonly company?: Company;
}

async function written(clients: ArmClients, instance: Instance, resource: ArmResource, write: Write, signal: AbortSignal | undefined): Promise<Written> {
  const answers = new RawAnswers();
  const once = (): Promise<Written> => attempt(clients, instance, resource, write, signal, answers);
  // Writes below one API race; those that lose go on one after the other, when all that are under way are over.
  const race = clients.race(`${instance.id}/${resource.path.split("/").slice(0, 2).join("/")}`);
  try {
    return await early(() => race.run(once), write.company?.owners);
  } catch (error) {
    if (!passes(error, resource.etag !== undefined) || (await write.company?.owners) === false) {
      throw error;
    }
  }
  return race.runInTurn(() => again(once, clients, resource, write, signal, answers));
}

async function attempt(clients: ArmClients, instance: Instance, resource: ArmResource, { action, send, company }: Write, signal: AbortSignal | undefined, answers: RawAnswers): Promise<Written> {
  const { contents, calls } = resourceAt(resource.path);
  await asProblems({ action, resource: `${instance.id}/${resource.path}`, cloud: clients.cloud }, async () => {
    const client = await clients.apim(instance.subscriptionId);
    // The SDK polls once before it gives the poller.
    const onResponse: CallOptions["onResponse"] = (response) => {
      answers.take(response);
      if (answers.accepted) {
        company?.accepted?.();
      }
    };
    const poller = await send(calls(client, [instance.resourceGroup, instance.name]), { onResponse, ...aborting(signal) });
    await finished(clients, answers, poller, signal);
  });
  return { ...answered(answers, resource.path, contents), created: answers.status === 201 };
}

/** What was sent while its owner was being made, and refused for that, is sent again when the owner is there. Who lost a race goes in turn instead. */
async function early(once: () => Promise<Written>, owners: Promise<boolean> | undefined): Promise<Written> {
  if (owners === undefined) {
    return once();
  }
  try {
    return await once();
  } catch (error) {
    const tooEarly = error instanceof Problem && (error.details.status === 400 || error.details.status === 404 || isBusy(error));
    if (!tooEarly || !(await owners)) {
      throw error;
    }
    return once();
  }
}

/** At once where only a race was lost, then with growing waits, as long as what keeps it from happening is bound to pass. */
async function again(once: () => Promise<Written>, clients: ArmClients, resource: ArmResource, { action }: Write, signal: AbortSignal | undefined, answers: RawAnswers): Promise<Written> {
  const first = clients.options.retryDelayMs ?? defaultRetryDelayMs;
  for (let retry = 0; ; retry += 1) {
    const wait = answers.retryAfter === undefined ? (retry === 0 ? 0 : first * 2 ** (retry - 1)) : answers.retryAfter * 1000;
    await asProblems({ action, resource: resource.path, cloud: clients.cloud }, () => delay(wait, undefined, signal && { signal }));
    try {
      return await once();
    } catch (error) {
      if (retry >= maxRetries || !passes(error, resource.etag !== undefined)) {
        throw error;
      }
    }
  }
}

/**
 * Answers that API Management gives while it is busy with the same API, often only on the poll, where the SDK does not retry
 * (apim-facts 1.9). A 412 is one of them only where no ETag of ours was compared.
 */
function passes(error: unknown, conditional: boolean): boolean {
  return error instanceof Problem && (isBusy(error) || (error.details.status === 412 && !conditional));
}

function isBusy(error: Problem): boolean {
  return error.code === "PessimisticConcurrencyConflict" || error.code === "ManagementApiRequestFailed";
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
