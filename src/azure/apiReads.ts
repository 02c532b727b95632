import type { ApiManagementClient } from "@azure/arm-apimanagement";
import * as l10n from "@vscode/l10n";
import type { ApiContents, ArmResource, InstancePlace, JsonObject } from "../apim/model.ts";
import { lastSegment } from "../apim/paths.ts";
import { Problem } from "../signalr/problem.ts";
import type { ArmClients } from "./armClients.ts";
import type { FailedCall } from "./armProblem.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers, drain, isObject, textIn } from "./rawAnswers.ts";
import { resourceAt } from "./resourceKinds.ts";
import type { Contents, PolicyFormat } from "./resourceKinds.ts";

/** @throws Problem with status 404 where there is no such API */
export async function readApi(clients: ArmClients, instance: InstancePlace, apiId: string, signal: AbortSignal | undefined): Promise<ApiContents> {
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
export async function readResource(clients: ArmClients, instance: InstancePlace, path: string, signal: AbortSignal | undefined, format?: PolicyFormat): Promise<ArmResource | undefined> {
  try {
    return await asProblems(reading(clients, l10n.t("read {0}", path), `${instance.id}/${path}`), async () => get(await clients.apim(instance.subscriptionId), instance, path, signal, format));
  } catch (error) {
    if (error instanceof Problem && error.details.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** A resource of an answer that holds its name, such as an element of a list. */
export function resourceFrom(value: JsonObject, below: string): ArmResource {
  const properties = value["properties"];
  return { path: `${below}/${textIn(value, "name")}`, properties: isObject(properties) ? properties : {} };
}

export async function operations(client: ApiManagementClient, instance: InstancePlace, api: ArmResource, signal: AbortSignal | undefined): Promise<readonly ArmResource[]> {
  const answers = new RawAnswers();
  await drain(client.apiOperation.listByApi(instance.resourceGroup, instance.name, lastSegment(api.path), { onResponse: answers.take, ...aborting(signal) }));
  return answers.values.map((value) => resourceFrom(value, `${api.path}/operations`));
}

async function get(client: ApiManagementClient, instance: InstancePlace, path: string, signal: AbortSignal | undefined, format?: PolicyFormat): Promise<ArmResource> {
  const answers = new RawAnswers();
  const { contents, calls } = resourceAt(path);
  await calls(client, [instance.resourceGroup, instance.name]).get({ onResponse: answers.take, ...aborting(signal), ...(format !== undefined && { format }) });
  return answered(answers, path, contents, format);
}

/** What the last answer says of a resource, under the path it was asked for. A link's answer is what it leads to, which is not its own. */
export function answered(answers: RawAnswers, path: string, contents: Contents, format: PolicyFormat = "xml"): ArmResource {
  const properties = answers.last["properties"];
  const known = isObject(properties) && contents !== "link" ? properties : {};
  return { path, properties: contents === "policy" ? { format, value: known["value"] ?? "" } : known, ...(answers.etag !== undefined && { etag: answers.etag }) };
}

export function aborting(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

export function reading(clients: ArmClients, action: string, resource: string): FailedCall {
  return { action, resource, cloud: clients.cloud };
}
