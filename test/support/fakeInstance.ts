import type { Writer, Written } from "../../src/apim/steps.ts";
import type { ApiContents, ArmResource, Instance, InstanceContents, JsonObject, SignalRService } from "../../src/apim/model.ts";
import { isPolicy } from "../../src/apim/paths.ts";
import { Problem } from "../../src/signalr/problem.ts";

export const instance: Instance = {
  id: "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.ApiManagement/service/contoso-apim",
  subscriptionId: "11111111-1111-4111-8111-111111111111",
  resourceGroup: "rg",
  name: "contoso-apim",
  location: "westeurope",
  sku: "Developer",
  gatewayUrl: "https://contoso-apim.azure-api.net",
  gatewayUrls: ["https://contoso-apim.azure-api.net", "https://rt.contoso.com"],
  provisioningState: "Succeeded",
};

export const service: SignalRService = {
  id: "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/chat-signalr",
  subscriptionId: "11111111-1111-4111-8111-111111111111",
  resourceGroup: "rg",
  name: "chat-signalr",
  location: "westeurope",
  endpoint: "https://chat-signalr.service.signalr.net",
  serviceMode: "Default",
  disableLocalAuth: false,
};

/** What an instance would do with writes, in memory: no rules but existence, ETags, and the operations that go with their API. */
export class FakeInstance implements Writer {
  readonly resources = new Map<string, ArmResource>();
  /** Every write asked for: `put apis/x`. */
  readonly writes: string[] = [];
  /** Called before each write takes effect; what it throws fails the write. */
  beforeWrite: (write: string, count: number) => void = () => undefined;
  #etag = 0;

  constructor(resources: readonly ArmResource[] = []) {
    resources.forEach((resource) => this.#store(resource.path, resource.properties));
  }

  get contents(): InstanceContents {
    const all = [...this.resources.values()].map(({ path, properties }) => ({ path, properties }));
    const apis = all.filter(({ path }) => /^apis\/[^/]+$/.test(path));
    const products = all.filter(({ path }) => /^products\/[^/]+$/.test(path));
    const productsOf = (api: ArmResource): readonly ArmResource[] => products.filter(({ path }) => this.resources.has(`${path}/${api.path}`));
    return {
      apis: apis.map((api): ApiContents => ({
        api,
        operations: all.filter(({ path }) => path.startsWith(`${api.path}/operations/`) && !isPolicy(path) && !path.includes("/tags/")),
        policies: all.filter(({ path }) => path.startsWith(`${api.path}/`) && isPolicy(path)),
        products: productsOf(api),
        above: [...productsOf(api).flatMap(({ path }) => all.filter((policy) => policy.path === `${path}/policies/policy`)), ...all.filter(({ path }) => path === "policies/policy")],
      })),
      namedValues: all.filter(({ path }) => path.startsWith("namedValues/")).map(({ path, properties: { value, ...shown } }) => ({ path, properties: shown["secret"] === true || value === undefined ? shown : { ...shown, value } })),
      products,
      backends: all.filter(({ path }) => path.startsWith("backends/")),
    };
  }

  /** Everything there, for comparing before and after. */
  get snapshot(): readonly (readonly [string, JsonObject])[] {
    return [...this.resources.values()].map(({ path, properties }) => [path, properties] as const).toSorted(([a], [b]) => a.localeCompare(b));
  }

  read(_instance: Instance, path: string): Promise<ArmResource | undefined> {
    return Promise.resolve(this.resources.get(path));
  }

  async put(_instance: Instance, resource: ArmResource): Promise<Written> {
    this.#write(`put ${resource.path}`);
    const created = !this.resources.has(resource.path);
    return { ...this.#store(resource.path, resource.properties), created };
  }

  async patch(_instance: Instance, resource: ArmResource): Promise<ArmResource> {
    this.#write(`patch ${resource.path}`);
    const found = this.#unchanged(resource);
    return this.#store(resource.path, { ...found.properties, ...resource.properties });
  }

  async remove(_instance: Instance, resource: { readonly path: string; readonly etag?: string }): Promise<void> {
    this.#write(`remove ${resource.path}`);
    this.#unchanged(resource);
    // Its links to products go with an API.
    [...this.resources.keys()].filter((path) => path === resource.path || path.startsWith(`${resource.path}/`) || path.endsWith(`/${resource.path}`)).forEach((path) => this.resources.delete(path));
  }

  tags(_instance: Instance, api: string): Promise<readonly ArmResource[]> {
    return Promise.resolve([...this.resources.keys()].filter((path) => path.startsWith(`${api}/`) && path.includes("/tags/")).map((path) => ({ path, properties: {} })));
  }

  #write(write: string): void {
    this.writes.push(write);
    this.beforeWrite(write, this.writes.length);
  }

  #unchanged({ path, etag }: { readonly path: string; readonly etag?: string }): ArmResource {
    const found = this.resources.get(path);
    if (found === undefined) {
      throw new Problem({ code: "ResourceNotFound", message: `${path} not found`, status: 404 });
    }
    if (etag !== undefined && etag !== found.etag) {
      throw new Problem({ code: "PreconditionFailed", message: "Resource was modified since last retrieval.", status: 412 });
    }
    return found;
  }

  #store(path: string, properties: JsonObject): ArmResource {
    this.#etag += 1;
    const stored = { path, properties, etag: `"${this.#etag}"` };
    this.resources.set(path, stored);
    return stored;
  }
}

/** The integration as the article's reader makes it in the portal: other ids, slashes, no signature. */
export function handMade(endpoint = service.endpoint, prefix = ""): readonly ArmResource[] {
  return [
    { path: "apis/signalr-negotiate", properties: { displayName: "SignalR negotiate", path: `${prefix}client/negotiate/`, protocols: ["https"], serviceUrl: `${endpoint}/client/negotiate/`, subscriptionRequired: false } },
    { path: "apis/signalr-negotiate/operations/64f1", properties: { displayName: "negotiate preflight", method: "OPTIONS", urlTemplate: "/" } },
    { path: "apis/signalr-negotiate/operations/64f2", properties: { displayName: "negotiate", method: "POST", urlTemplate: "/" } },
    { path: "apis/signalr-connect", properties: { displayName: "SignalR connect", type: "websocket", path: `${prefix}client/`, protocols: ["wss"], serviceUrl: `${endpoint.replace("http", "ws")}/client/`, subscriptionRequired: false } },
  ];
}

/** An API that has nothing to do with SignalR. */
export const foreignApi: ArmResource = {
  path: "apis/orders",
  properties: { displayName: "Orders", path: "orders", protocols: ["https"], serviceUrl: "https://orders.contoso.com/", subscriptionRequired: true },
};

/** The HTTP layout as the article's reader makes it: five operations, DELETE forgotten, the GET's policy by hand. */
export function handMadeHttp(endpoint = service.endpoint, prefix = ""): readonly ArmResource[] {
  const path = "apis/signalr";
  const calls = ["OPTIONS /negotiate", "POST /negotiate", "OPTIONS /", "POST /", "GET /"].map((call) => call.split(" "));
  return [
    { path, properties: { displayName: "SignalR", path: `${prefix}client`, protocols: ["https"], serviceUrl: `${endpoint}/client/`, subscriptionRequired: false } },
    ...calls.map(([method = "", urlTemplate = ""], index) => ({ path: `${path}/operations/64a${index}`, properties: { displayName: `${method} ${urlTemplate}`, method, urlTemplate } })),
    { path: `${path}/operations/64a4/policies/policy`, properties: { format: "rawxml", value: '<policies>\r\n\t<inbound>\r\n\t\t<base />\r\n\t</inbound>\r\n\t<backend>\r\n\t\t<forward-request timeout="240" buffer-response=\'false\' />\r\n\t</backend>\r\n</policies>' } },
  ];
}
