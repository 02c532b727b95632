import * as l10n from "@vscode/l10n";
import type { JsonObject } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";
import { aborting, readApi, readResource } from "./apiReads.ts";
import { patchResource, putResource, removeResource } from "./apiWrites.ts";
import type { ControlPlaneOptions } from "./armClients.ts";
import { ArmClients } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import { readContents, readDiagnostics, readTags } from "./contentReads.ts";
import type { Cloud, ControlPlane } from "./controlPlane.ts";
import type { Credential } from "./credential.ts";
import { directCall } from "./directCall.ts";
import { discover, listSubscriptions, listTenants } from "./discovery.ts";
import { readKeys, regenerateKey } from "./keys.ts";
import { RawAnswers } from "./rawAnswers.ts";
import { instanceFrom, parseArmId, serviceFrom } from "./resources.ts";
import { TrafficCounter } from "./traffic.ts";
import { findVaults, readSecret, writeSecret } from "./vaults.ts";

export type { ControlPlaneOptions } from "./armClients.ts";

/** The control plane of a cloud over Azure's SDKs. Nothing is loaded or sent before the first call. */
export function createControlPlane(cloud: Cloud, credential: Credential, options: ControlPlaneOptions = {}): ControlPlane {
  const traffic = new TrafficCounter();
  const clients = new ArmClients(cloud, credential, options, traffic);
  return {
    cloud,
    traffic,
    subscriptions: (signal) => listSubscriptions(clients, signal),
    tenants: (signal) => listTenants(clients, signal),
    discover: (subscriptionIds, signal, page) => discover(clients, subscriptionIds, signal, page),
    instance: async (id, signal) => instanceFrom(await wholeInstance(clients, id, signal), cloud),
    service: async (id, signal) => serviceFrom(await wholeService(clients, id, signal), cloud),
    whole: (resource, signal) => "gatewayUrl" in resource ? wholeInstance(clients, resource.id, signal) : newestService(clients, resource.id, signal),
    contents: (instance, wants, signal) => readContents(clients, instance, wants, signal),
    api: (instance, apiId, signal) => readApi(clients, instance, apiId, signal),
    read: (instance, path, signal) => readResource(clients, instance, path, signal),
    rawPolicy: (instance, path, signal) => readResource(clients, instance, path, signal, "rawxml"),
    put: (instance, resource, signal, company) => putResource(clients, instance, resource, signal, company),
    patch: (instance, resource, signal) => patchResource(clients, instance, resource, signal),
    remove: (instance, resource, signal) => removeResource(clients, instance, resource, signal),
    tags: (instance, api, signal) => readTags(clients, instance, api, signal),
    diagnostics: (instance, apis, signal) => readDiagnostics(clients, instance, apis, signal),
    keys: (service, signal) => readKeys(clients, service, signal),
    regenerateKey: (service, key, signal) => regenerateKey(clients, service, key, signal),
    vaults: (subscriptionIds, signal) => findVaults(clients, subscriptionIds, signal),
    secret: (vault, name, signal) => readSecret(clients, vault, name, signal),
    putSecret: (vault, name, value, signal) => writeSecret(clients, vault, name, value, signal),
  };
}

async function wholeInstance(clients: ArmClients, id: string, signal: AbortSignal | undefined): Promise<JsonObject> {
  const { subscriptionId, resourceGroup, name } = parseArmId(id);
  return asProblems({ action: l10n.t("read the instance {0}", name), resource: id, cloud: clients.cloud }, async () => {
    const answers = new RawAnswers();
    await (await clients.apim(subscriptionId)).apiManagementService.get(resourceGroup, name, { onResponse: answers.take, ...aborting(signal) });
    return answers.last;
  });
}

/** Whether a service is stopped is told from this version on, which the SDK does not ask for yet; a cloud that has it not is asked as the SDK asks. */
async function newestService(clients: ArmClients, id: string, signal: AbortSignal | undefined): Promise<JsonObject> {
  const { name } = parseArmId(id);
  try {
    return await directCall(clients, { method: "GET", url: `${id}?api-version=2024-03-01` }, { action: l10n.t("read the service {0}", name), resource: id }, signal);
  } catch (error) {
    if (error instanceof Problem && error.details.status === 400) return wholeService(clients, id, signal);
    throw error;
  }
}

async function wholeService(clients: ArmClients, id: string, signal: AbortSignal | undefined): Promise<JsonObject> {
  const { subscriptionId, resourceGroup, name } = parseArmId(id);
  return asProblems({ action: l10n.t("read the service {0}", name), resource: id, cloud: clients.cloud }, async () => {
    const answers = new RawAnswers();
    await (await clients.signalR(subscriptionId)).signalR.get(resourceGroup, name, { onResponse: answers.take, ...aborting(signal) });
    return answers.last;
  });
}
