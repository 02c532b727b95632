import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { JsonObject, SignalRService } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";
import { aborting, readApi, readResource } from "./apiReads.ts";
import { patchResource, putResource, removeResource } from "./apiWrites.ts";
import type { ControlPlaneOptions } from "./armClients.ts";
import { ArmClients } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import { readContents, readTags } from "./contentReads.ts";
import type { Cloud, ControlPlane, ServiceKeys } from "./controlPlane.ts";
import type { Credential } from "./credential.ts";
import { discover, listSubscriptions } from "./discovery.ts";
import { RawAnswers } from "./rawAnswers.ts";
import { instanceFrom, parseArmId, serviceFrom } from "./resources.ts";
import { TrafficCounter } from "./traffic.ts";

export type { ControlPlaneOptions } from "./armClients.ts";

/** The control plane of a cloud over Azure's SDKs. Nothing is loaded or sent before the first call. */
export function createControlPlane(cloud: Cloud, credential: Credential, options: ControlPlaneOptions = {}): ControlPlane {
  const traffic = new TrafficCounter();
  const clients = new ArmClients(cloud, credential, options, traffic);
  return {
    cloud,
    traffic,
    subscriptions: (signal) => listSubscriptions(clients, signal),
    discover: (subscriptionIds, signal, page) => discover(clients, subscriptionIds, signal, page),
    instance: async (id, signal) => instanceFrom(await wholeInstance(clients, id, signal), cloud),
    service: async (id, signal) => serviceFrom(await wholeService(clients, id, signal), cloud),
    whole: (resource, signal) => ("gatewayUrl" in resource ? wholeInstance : wholeService)(clients, resource.id, signal),
    contents: (instance, wants, signal) => readContents(clients, instance, wants, signal),
    api: (instance, apiId, signal) => readApi(clients, instance, apiId, signal),
    read: (instance, path, signal) => readResource(clients, instance, path, signal),
    rawPolicy: (instance, path, signal) => readResource(clients, instance, path, signal, "rawxml"),
    put: (instance, resource, signal) => putResource(clients, instance, resource, signal),
    patch: (instance, resource, signal) => patchResource(clients, instance, resource, signal),
    remove: (instance, resource, signal) => removeResource(clients, instance, resource, signal),
    tags: (instance, api, signal) => readTags(clients, instance, api, signal),
    keys: (service, signal) => keys(clients, service, signal),
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

async function wholeService(clients: ArmClients, id: string, signal: AbortSignal | undefined): Promise<JsonObject> {
  const { subscriptionId, resourceGroup, name } = parseArmId(id);
  return asProblems({ action: l10n.t("read the service {0}", name), resource: id, cloud: clients.cloud }, async () => {
    const answers = new RawAnswers();
    await (await clients.signalR(subscriptionId)).signalR.get(resourceGroup, name, { onResponse: answers.take, ...aborting(signal) });
    return answers.last;
  });
}

const keysSchema = v.object({ primaryKey: v.string(), secondaryKey: v.string(), primaryConnectionString: v.string() });

async function keys(clients: ArmClients, service: SignalRService, signal: AbortSignal | undefined): Promise<ServiceKeys> {
  if (service.disableLocalAuth) {
    throw new Problem({
      code: "localAuthDisabled",
      message: l10n.t("{0} does not accept access keys.", service.name),
      resource: service.id,
      likelyCause: l10n.t("Local authentication is switched off on the service."),
      nextStep: l10n.t("Use the Entra form of the connection string, which holds no key."),
    });
  }
  return asProblems({ action: l10n.t("read the keys of {0}", service.name), resource: service.id, cloud: clients.cloud }, async () => {
    const answers = new RawAnswers();
    await (await clients.signalR(service.subscriptionId)).signalR.listKeys(service.resourceGroup, service.name, { onResponse: answers.take, ...aborting(signal) });
    const read = v.safeParse(keysSchema, answers.last);
    if (!read.success) {
      throw new Problem({ code: "answerUnreadable", message: l10n.t("The keys of {0} came in a form that is not known.", service.name), resource: service.id });
    }
    return read.output;
  });
}
