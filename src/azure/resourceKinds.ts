import type { ApiManagementClient } from "@azure/arm-apimanagement";
import * as l10n from "@vscode/l10n";
import type { JsonObject } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";

/** What the SDK's calls are given besides the names of the path. */
export interface CallOptions {
  readonly onResponse: (response: { readonly status: number; readonly headers: { get(name: string): string | undefined }; readonly bodyAsText?: string | null }) => void;
  readonly abortSignal?: AbortSignal;
  readonly ifMatch?: string;
  /** Of a policy's document; read as `xml` by default. */
  readonly format?: PolicyFormat;
}

/** How a policy's document is given: in `xml` expressions are escaped, in `rawxml` they stand as their author wrote them (apim-facts 1.7). */
export type PolicyFormat = "xml" | "rawxml";

/** A long-running operation as the SDK gives it. */
export interface Poller {
  isDone(): boolean;
  poll(options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

type Place = readonly [resourceGroup: string, instance: string];

/** The SDK's calls for one resource. What is written by a long-running operation gives its poller. */
export interface Calls {
  get(options: CallOptions): Promise<unknown>;
  put(body: JsonObject, options: CallOptions): Promise<Poller | undefined>;
  /** Absent for what can only be replaced. */
  patch?(ifMatch: string, body: JsonObject, options: CallOptions): Promise<Poller | undefined>;
  remove(ifMatch: string, options: CallOptions): Promise<Poller | undefined>;
}

/** What a resource's path says about how to read its answers. */
export type Contents = "properties" | "policy" | "link";

interface Kind {
  readonly pattern: RegExp;
  readonly contents: Contents;
  readonly calls: (client: ApiManagementClient, place: Place, a: string, b: string, c: string) => Calls;
}

const policy = "policy";
const asXml = { format: "xml" } as const;

/** Resources under an instance that are read and written, each with the SDK's operation group for it. */
const kinds: readonly Kind[] = [
  {
    pattern: /^apis\/([^/]+)$/,
    contents: "properties",
    calls: ({ api }, place, id) => ({
      get: (options) => api.get(...place, id, options),
      put: (body, options) => api.beginCreateOrUpdate(...place, id, sdkApi(body), options),
      patch: (ifMatch, body, options) => nothing(api.update(...place, id, ifMatch, sdkApi(body), options)),
      // An API goes with its revisions.
      remove: (ifMatch, options) => api.beginDelete(...place, id, ifMatch, { ...options, deleteRevisions: true }),
    }),
  },
  {
    pattern: /^apis\/([^/]+)\/operations\/([^/]+)$/,
    contents: "properties",
    calls: ({ apiOperation }, place, api, id) => ({
      get: (options) => apiOperation.get(...place, api, id, options),
      put: (body, options) => nothing(apiOperation.createOrUpdate(...place, api, id, { ...body }, options)),
      patch: (ifMatch, body, options) => nothing(apiOperation.update(...place, api, id, ifMatch, { ...body }, options)),
      remove: (ifMatch, options) => nothing(apiOperation.delete(...place, api, id, ifMatch, options)),
    }),
  },
  {
    pattern: /^policies\/policy$/,
    contents: "policy",
    calls: ({ policy: service }, place) => ({
      get: (options) => service.get(...place, policy, { ...asXml, ...options }),
      put: (body, options) => nothing(service.createOrUpdate(...place, policy, { ...body }, options)),
      remove: (ifMatch, options) => nothing(service.delete(...place, policy, ifMatch, options)),
    }),
  },
  {
    pattern: /^apis\/([^/]+)\/policies\/policy$/,
    contents: "policy",
    calls: ({ apiPolicy }, place, api) => ({
      get: (options) => apiPolicy.get(...place, api, policy, { ...asXml, ...options }),
      put: (body, options) => nothing(apiPolicy.createOrUpdate(...place, api, policy, { ...body }, options)),
      remove: (ifMatch, options) => nothing(apiPolicy.delete(...place, api, policy, ifMatch, options)),
    }),
  },
  {
    pattern: /^apis\/([^/]+)\/operations\/([^/]+)\/policies\/policy$/,
    contents: "policy",
    calls: ({ apiOperationPolicy }, place, api, operation) => ({
      get: (options) => apiOperationPolicy.get(...place, api, operation, policy, { ...asXml, ...options }),
      put: (body, options) => nothing(apiOperationPolicy.createOrUpdate(...place, api, operation, policy, { ...body }, options)),
      remove: (ifMatch, options) => nothing(apiOperationPolicy.delete(...place, api, operation, policy, ifMatch, options)),
    }),
  },
  {
    pattern: /^products\/([^/]+)\/policies\/policy$/,
    contents: "policy",
    calls: ({ productPolicy }, place, product) => ({
      get: (options) => productPolicy.get(...place, product, policy, { ...asXml, ...options }),
      put: (body, options) => nothing(productPolicy.createOrUpdate(...place, product, policy, { ...body }, options)),
      remove: (ifMatch, options) => nothing(productPolicy.delete(...place, product, policy, ifMatch, options)),
    }),
  },
  {
    pattern: /^products\/([^/]+)$/,
    contents: "properties",
    calls: ({ product }, place, id) => ({
      get: (options) => product.get(...place, id, options),
      put: (body, options) => nothing(product.createOrUpdate(...place, id, { ...body }, options)),
      patch: (ifMatch, body, options) => nothing(product.update(...place, id, ifMatch, { ...body }, options)),
      // Not with its subscriptions: these are other people's keys, and ARM refuses while there are any.
      remove: (ifMatch, options) => nothing(product.delete(...place, id, ifMatch, options)),
    }),
  },
  {
    pattern: /^products\/([^/]+)\/apis\/([^/]+)$/,
    contents: "link",
    calls: ({ productApi }, place, product, api) => ({
      get: (options) => productApi.checkEntityExists(...place, product, api, options),
      put: (_body, options) => nothing(productApi.createOrUpdate(...place, product, api, options)),
      remove: (_ifMatch, options) => nothing(productApi.delete(...place, product, api, options)),
    }),
  },
  {
    pattern: /^apis\/([^/]+)\/tags\/([^/]+)$/,
    contents: "link",
    calls: ({ tag }, place, api, id) => ({
      get: (options) => tag.getByApi(...place, api, id, options),
      put: (_body, options) => nothing(tag.assignToApi(...place, api, id, options)),
      remove: (_ifMatch, options) => nothing(tag.detachFromApi(...place, api, id, options)),
    }),
  },
  {
    pattern: /^apis\/([^/]+)\/operations\/([^/]+)\/tags\/([^/]+)$/,
    contents: "link",
    calls: ({ tag }, place, api, operation, id) => ({
      get: (options) => tag.getByOperation(...place, api, operation, id, options),
      put: (_body, options) => nothing(tag.assignToOperation(...place, api, operation, id, options)),
      remove: (_ifMatch, options) => nothing(tag.detachFromOperation(...place, api, operation, id, options)),
    }),
  },
  {
    pattern: /^namedValues\/([^/]+)$/,
    contents: "properties",
    calls: ({ namedValue }, place, id) => ({
      get: (options) => namedValue.get(...place, id, options),
      put: (body, options) => namedValue.beginCreateOrUpdate(...place, id, { ...body }, options),
      patch: (ifMatch, body, options) => namedValue.beginUpdate(...place, id, ifMatch, { ...body }, options),
      remove: (ifMatch, options) => nothing(namedValue.delete(...place, id, ifMatch, options)),
    }),
  },
  {
    pattern: /^backends\/([^/]+)$/,
    contents: "properties",
    calls: ({ backend }, place, id) => ({
      get: (options) => backend.get(...place, id, options),
      put: (body, options) => nothing(backend.createOrUpdate(...place, id, { ...body }, options)),
      patch: (ifMatch, body, options) => nothing(backend.update(...place, id, ifMatch, { ...body }, options)),
      remove: (ifMatch, options) => nothing(backend.delete(...place, id, ifMatch, options)),
    }),
  },
];

/** A path under an instance, ready to be read or written. */
export interface Resource {
  readonly contents: Contents;
  readonly calls: (client: ApiManagementClient, place: Place) => Calls;
}

/** @throws Problem `resourcePathInvalid` */
export function resourceAt(path: string): Resource {
  for (const { pattern, contents, calls } of kinds) {
    const [, a = "", b = "", c = ""] = pattern.exec(path) ?? [];
    if (pattern.test(path)) {
      return { contents, calls: (client, place) => calls(client, place, a, b, c) };
    }
  }
  throw new Problem({ code: "resourcePathInvalid", message: l10n.t('"{0}" is not a resource that can be read or written here.', path), resource: path });
}

/** A call that is done when its answer is there. */
async function nothing(call: Promise<unknown>): Promise<undefined> {
  await call;
  return undefined;
}

/** The SDK calls JSON's `type` `apiType`, and JSON's `apiType` `soapApiType` (apim-facts 1.3). */
function sdkApi({ type, apiType, ...rest }: JsonObject): JsonObject {
  return { ...rest, ...(type !== undefined && { apiType: type }), ...(apiType !== undefined && { soapApiType: apiType }) };
}
