import type { ApiManagementClient } from "@azure/arm-apimanagement";
import * as l10n from "@vscode/l10n";
import type { ApiContents, ArmResource, Instance, InstanceContents, JsonObject } from "../apim/model.ts";
import { policiesOfApi, policiesOfOperations } from "../apim/policyReads.ts";
import { Problem } from "../signalr/problem.ts";
import type { ArmClients } from "./armClients.ts";
import type { FailedCall } from "./armProblem.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers, drain, isObject, textIn } from "./rawAnswers.ts";
import type { Target } from "./resourcePath.ts";
import { targetOf } from "./resourcePath.ts";

/**
 * All APIs with the operations of those that are wanted, and the policies that matter. The list of APIs comes first, then the rest all at
 * once, and last the policies of operations that only the list of operations tells of.
 */
export async function readContents(clients: ArmClients, instance: Instance, wants: (api: ArmResource) => boolean, signal: AbortSignal | undefined): Promise<InstanceContents> {
  return asProblems(reading(clients, l10n.t("read the APIs of {0}", instance.name), instance.id), async () => {
    const client = await clients.apim(instance.subscriptionId);
    const answers = new RawAnswers();
    await drain(client.api.listByService(instance.resourceGroup, instance.name, { onResponse: answers.take, ...aborting(signal) }));
    const apis = answers.values.map((value) => resourceFrom(value, "apis"));
    return { apis: await Promise.all(apis.map(async (api) => (wants(api) ? below(clients, client, instance, api, signal) : { api, operations: [], policies: [] }))) };
  });
}

async function below(clients: ArmClients, client: ApiManagementClient, instance: Instance, api: ArmResource, signal: AbortSignal | undefined): Promise<ApiContents> {
  const read = async (paths: readonly string[]): Promise<readonly ArmResource[]> => (await Promise.all(paths.map((path) => readResource(clients, instance, path, signal)))).filter((policy) => policy !== undefined);
  const early = policiesOfApi(api);
  const [listed, policies] = await Promise.all([operations(client, instance, api, signal), read(early)]);
  const late = policiesOfOperations(api, listed).filter((path) => !early.includes(path));
  return { api, operations: listed, policies: [...policies, ...(await read(late))] };
}

/** @throws Problem with status 404 where there is no such API */
export async function readApi(clients: ArmClients, instance: Instance, apiId: string, signal: AbortSignal | undefined): Promise<ApiContents> {
  return asProblems(reading(clients, l10n.t("read the API {0}", apiId), `${instance.id}/apis/${apiId}`), async () => {
    const client = await clients.apim(instance.subscriptionId);
    const path = `apis/${apiId}`;
    const [api, below] = await Promise.all([get(client, instance, { kind: "api", apiId }, path, signal), operations(client, instance, { path, properties: {} }, signal)]);
    const policyPaths = [path, ...below.map((operation) => operation.path)].map((owner) => `${owner}/policies/policy`);
    const policies = await Promise.all(policyPaths.map((policy) => readResource(clients, instance, policy, signal)));
    return { api, operations: below, policies: policies.filter((policy) => policy !== undefined) };
  });
}

/** One resource with its ETag; undefined for 404. */
export async function readResource(clients: ArmClients, instance: Instance, path: string, signal: AbortSignal | undefined): Promise<ArmResource | undefined> {
  try {
    return await asProblems(reading(clients, l10n.t("read {0}", path), `${instance.id}/${path}`), async () => get(await clients.apim(instance.subscriptionId), instance, targetOf(path), path, signal));
  } catch (error) {
    if (error instanceof Problem && error.details.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** A resource of an answer that holds its name, such as an element of a list. */
function resourceFrom(value: JsonObject, below: string): ArmResource {
  const properties = value["properties"];
  return { path: `${below}/${textIn(value, "name")}`, properties: isObject(properties) ? properties : {} };
}

async function operations(client: ApiManagementClient, instance: Instance, api: ArmResource, signal: AbortSignal | undefined): Promise<readonly ArmResource[]> {
  const answers = new RawAnswers();
  await drain(client.apiOperation.listByApi(instance.resourceGroup, instance.name, targetOf(api.path).apiId, { onResponse: answers.take, ...aborting(signal) }));
  return answers.values.map((value) => resourceFrom(value, `${api.path}/operations`));
}

async function get(client: ApiManagementClient, instance: Instance, target: Target, path: string, signal: AbortSignal | undefined): Promise<ArmResource> {
  const answers = new RawAnswers();
  const options = { onResponse: answers.take, ...aborting(signal) };
  const place = [instance.resourceGroup, instance.name, target.apiId] as const;
  switch (target.kind) {
    case "api":
      await client.api.get(...place, options);
      break;
    case "operation":
      await client.apiOperation.get(...place, target.operationId, options);
      break;
    case "apiPolicy":
      await client.apiPolicy.get(...place, "policy", { ...options, format: "rawxml" });
      break;
    case "operationPolicy":
      await client.apiOperationPolicy.get(...place, target.operationId, "policy", { ...options, format: "rawxml" });
      break;
  }
  return answered(answers, path, target);
}

/** What the last answer says of a resource, under the path it was asked for. */
export function answered(answers: RawAnswers, path: string, target: Target): ArmResource {
  const properties = answers.last["properties"];
  const known = isObject(properties) ? properties : {};
  const policy = target.kind === "apiPolicy" || target.kind === "operationPolicy";
  return { path, properties: policy ? { format: "rawxml", value: known["value"] ?? "" } : known, ...(answers.etag !== undefined && { etag: answers.etag }) };
}

export function aborting(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

function reading(clients: ArmClients, action: string, resource: string): FailedCall {
  return { action, resource, cloud: clients.cloud };
}
