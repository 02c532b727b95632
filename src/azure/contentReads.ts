import type { ApiManagementClient } from "@azure/arm-apimanagement";
import * as l10n from "@vscode/l10n";
import { markerOf } from "../apim/marker.ts";
import { backendsIn } from "../apim/mentions.ts";
import type { ApiContents, ArmResource, InstanceContents, InstancePlace, ResourcePath } from "../apim/model.ts";
import { lastSegment } from "../apim/paths.ts";
import { policyPath } from "../apim/policyPlan.ts";
import { policiesOfApi, policiesOfOperations } from "../apim/policyReads.ts";
import { Problem } from "../signalr/problem.ts";
import { aborting, operations, readResource, reading, resourceFrom } from "./apiReads.ts";
import type { ArmClients } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers, drain } from "./rawAnswers.ts";
import type { CallOptions } from "./resourceKinds.ts";

/** What the parts of one reading share. */
interface Reading {
  readonly clients: ArmClients;
  readonly client: ApiManagementClient;
  readonly instance: InstancePlace;
  readonly signal: AbortSignal | undefined;
}

/** A fresh instance has two. */
const fewProducts = 4;

/**
 * All APIs with the operations of those that are wanted, and what else has a say in what those do. Lists of the instance come first,
 * then what hangs below each API all at once, and last what only the answers before tell of: policies of operations and products, and
 * backends.
 */
export async function readContents(clients: ArmClients, instance: InstancePlace, wants: (api: ArmResource) => boolean, signal: AbortSignal | undefined): Promise<InstanceContents> {
  return asProblems(reading(clients, l10n.t("read the APIs of {0}", instance.name), instance.id), async () => {
    const client = await clients.apim(instance.subscriptionId);
    const at: Reading = { clients, client, instance, signal };
    const place = [instance.resourceGroup, instance.name] as const;
    const [listed, products, namedValues, service] = await Promise.all([
      list("apis", at, (options) => client.api.listByService(...place, options)),
      whereAllowed(list("products", at, (options) => client.product.listByService(...place, options))),
      whereAllowed(list("namedValues", at, (options) => client.namedValue.listByService(...place, options))),
      resources(at, ["policies/policy"]),
    ]);
    const wanted = listed.filter(wants);
    const early = wanted.length === 0 ? [] : likelyAbove(products ?? []);
    const [apis, ofProducts] = await Promise.all([
      Promise.all(listed.map(async (api) => (wanted.includes(api) ? below(at, api) : { api, operations: [], policies: [] }))),
      resources(at, early),
    ]);
    return { ...(products !== undefined && { products }), ...(namedValues !== undefined && { namedValues }), ...(await around(at, apis, { service, early, ofProducts })) };
  });
}

/** The tags an API and its operations carry. */
export async function readTags(clients: ArmClients, instance: InstancePlace, api: string, signal: AbortSignal | undefined): Promise<readonly ArmResource[]> {
  const client = await clients.apim(instance.subscriptionId);
  const place = [instance.resourceGroup, instance.name, lastSegment(api)] as const;
  const at: Reading = { clients, client, instance, signal };
  const found = await operations(client, instance, { path: api, properties: {} }, signal);
  const lists = await Promise.all([
    list(`${api}/tags`, at, (options) => client.tag.listByApi(...place, options)),
    ...found.map(({ path }) => list(`${path}/tags`, at, (options) => client.tag.listByOperation(...place, lastSegment(path), options))),
  ]);
  return lists.flat().map(({ path }) => ({ path, properties: {} }));
}

/** What the gateway logs of calls: on the whole instance, and on single APIs, where an entry takes the place of the instance's one of its name. */
export async function readDiagnostics(clients: ArmClients, instance: InstancePlace, apis: readonly ResourcePath[], signal: AbortSignal | undefined): Promise<readonly ArmResource[]> {
  const client = await clients.apim(instance.subscriptionId);
  const place = [instance.resourceGroup, instance.name] as const;
  const at: Reading = { clients, client, instance, signal };
  const lists = await Promise.all([
    list("diagnostics", at, (options) => client.diagnostic.listByService(...place, options)),
    ...apis.map((api) => list(`${api}/diagnostics`, at, (options) => client.apiDiagnostic.listByService(...place, lastSegment(api), options))),
  ]);
  return lists.flat();
}

async function below(at: Reading, api: ArmResource): Promise<ApiContents> {
  const { client, instance, signal } = at;
  const early = policiesOfApi(api);
  const [found, policies, products] = await Promise.all([
    operations(client, instance, api, signal),
    resources(at, early),
    whereAllowed(list("products", at, (options) => client.apiProduct.listByApis(instance.resourceGroup, instance.name, lastSegment(api.path), options))),
  ]);
  const late = policiesOfOperations(api, found).filter((path) => !early.includes(path));
  return { api, operations: found, policies: [...policies, ...(await resources(at, late))], ...(products !== undefined && { products }) };
}

/** Policies above APIs that were read before it was known which products the APIs belong to. */
interface Above {
  readonly service: readonly ArmResource[];
  /** Paths of those of products that were asked for. */
  readonly early: readonly ResourcePath[];
  /** What of them there is. */
  readonly ofProducts: readonly ArmResource[];
}

async function around(at: Reading, apis: readonly ApiContents[], { service, early, ofProducts }: Above): Promise<Pick<InstanceContents, "apis" | "policies" | "backends">> {
  const asked = [...new Set(apis.flatMap(ofProductsOf))];
  const [late, backends] = await Promise.all([
    resources(at, asked.filter((path) => !early.includes(path))),
    resources(at, backendsIn([...service, ...apis.flatMap(({ policies }) => policies)])),
  ]);
  const products = [...ofProducts.filter(({ path }) => asked.includes(path)), ...late];
  const above = (api: ApiContents): readonly ArmResource[] => [...products.filter(({ path }) => ofProductsOf(api).includes(path)), ...service];
  return { apis: apis.map((api) => ({ ...api, above: above(api) })), policies: [...service, ...products], backends };
}

function ofProductsOf({ products = [] }: ApiContents): readonly ResourcePath[] {
  return products.map(({ path }) => policyPath(path));
}

/** Worth a request without knowing whose APIs belong to them, which saves a round trip: those that publishing made, and all where there are few. */
function likelyAbove(products: readonly ArmResource[]): readonly ResourcePath[] {
  return products.filter((product) => products.length <= fewProducts || markerOf(product) !== undefined).map(({ path }) => policyPath(path));
}

async function resources({ clients, instance, signal }: Reading, paths: readonly string[]): Promise<readonly ArmResource[]> {
  const found = await Promise.all(paths.map((path) => whereAllowed(readResource(clients, instance, path, signal))));
  return found.filter((resource) => resource !== undefined);
}

/** Every page of a collection of the instance. */
async function list(collection: string, { clients, instance, signal }: Reading, pages: (options: CallOptions) => { byPage(): AsyncIterable<unknown> }): Promise<readonly ArmResource[]> {
  const answers = new RawAnswers();
  const actions: Readonly<Record<string, string>> = {
    apis: l10n.t("read the APIs of {0}", instance.name),
    products: l10n.t("read the products of {0}", instance.name),
    tags: l10n.t("read the tags of {0}", collection.slice(0, -"/tags".length)),
    diagnostics: l10n.t("read what {0} logs", instance.name),
  };
  await asProblems(reading(clients, actions[lastSegment(collection)] ?? l10n.t("read the named values of {0}", instance.name), instance.id), () => drain(pages({ onResponse: answers.take, ...aborting(signal) })));
  return answers.values.map((value) => resourceFrom(value, collection));
}

/** What an account may not read is not known, which keeps nobody from seeing the APIs that it may. */
async function whereAllowed<Result>(read: Promise<Result>): Promise<Result | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Problem && error.details.status === 403) {
      return undefined;
    }
    throw error;
  }
}
