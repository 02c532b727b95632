import type { ApiManagementClient } from "@azure/arm-apimanagement";
import * as l10n from "@vscode/l10n";
import type { ApiContents, ArmResource, Instance, InstanceContents, JsonObject } from "../apim/model.ts";
import { lastSegment } from "../apim/paths.ts";
import { policiesOfApi, policiesOfOperations } from "../apim/policyReads.ts";
import { Problem } from "../signalr/problem.ts";
import type { ArmClients } from "./armClients.ts";
import type { FailedCall } from "./armProblem.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers, drain, isObject, textIn } from "./rawAnswers.ts";
import { resourceAt } from "./resourceKinds.ts";
import type { Contents } from "./resourceKinds.ts";

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
    const [api, below] = await Promise.all([get(client, instance, path, signal), operations(client, instance, { path, properties: {} }, signal)]);
    const policyPaths = [path, ...below.map((operation) => operation.path)].map((owner) => `${owner}/policies/policy`);
    const policies = await Promise.all(policyPaths.map((policy) => readResource(clients, instance, policy, signal)));
    return { api, operations: below, policies: policies.filter((policy) => policy !== undefined) };
  });
}

/** One resource with its ETag; undefined for 404. */
export async function readResource(clients: ArmClients, instance: Instance, path: string, signal: AbortSignal | undefined): Promise<ArmResource | undefined> {
  try {
    return await asProblems(reading(clients, l10n.t("read {0}", path), `${instance.id}/${path}`), async () => get(await clients.apim(instance.subscriptionId), instance, path, signal));
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
  await drain(client.apiOperation.listByApi(instance.resourceGroup, instance.name, lastSegment(api.path), { onResponse: answers.take, ...aborting(signal) }));
  return answers.values.map((value) => resourceFrom(value, `${api.path}/operations`));
}

async function get(client: ApiManagementClient, instance: Instance, path: string, signal: AbortSignal | undefined): Promise<ArmResource> {
  const answers = new RawAnswers();
  const { contents, calls } = resourceAt(path);
  await calls(client, [instance.resourceGroup, instance.name]).get({ onResponse: answers.take, ...aborting(signal) });
  return answered(answers, path, contents);
}

/** What the last answer says of a resource, under the path it was asked for. A link's answer is what it leads to, which is not its own. */
export function answered(answers: RawAnswers, path: string, contents: Contents): ArmResource {
  const properties = answers.last["properties"];
  const known = isObject(properties) && contents !== "link" ? properties : {};
  return { path, properties: contents === "policy" ? { format: "rawxml", value: known["value"] ?? "" } : known, ...(answers.etag !== undefined && { etag: answers.etag }) };
}

export function aborting(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

function reading(clients: ArmClients, action: string, resource: string): FailedCall {
  return { action, resource, cloud: clients.cloud };
}
