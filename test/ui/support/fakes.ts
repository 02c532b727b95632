import type { ApiContents, ArmResource, Instance, Integration, SignalRService } from "../../../src/apim/model.ts";
import type { ControlPlane, Subscription } from "../../../src/azure/controlPlane.ts";
import { Inventory } from "../../../src/azure/inventory.ts";
import { Problem } from "../../../src/signalr/problem.ts";
import type { Account } from "../../../src/ui/account/account.ts";

export function instance(name: string, change: Partial<Instance> = {}): Instance {
  const subscriptionId = change.subscriptionId ?? "11111111-1111-1111-1111-111111111111";
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ApiManagement/service/${name}`,
    subscriptionId,
    resourceGroup: "rg",
    name,
    location: "westeurope",
    sku: "Developer",
    gatewayUrl: `https://${name}.azure-api.net`,
    gatewayUrls: [`https://${name}.azure-api.net`],
    provisioningState: "Succeeded",
    ...change,
  };
}

export function service(name: string, change: Partial<SignalRService> = {}): SignalRService {
  const subscriptionId = change.subscriptionId ?? "11111111-1111-1111-1111-111111111111";
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.SignalRService/signalR/${name}`,
    subscriptionId,
    resourceGroup: "rg",
    name,
    location: "westeurope",
    endpoint: `https://${name}.service.signalr.net`,
    serviceMode: "Default",
    disableLocalAuth: false,
    ...change,
  };
}

export function api(id: string, properties: ArmResource["properties"], operations: readonly ArmResource[] = []): ApiContents {
  return { api: { path: `apis/${id}`, properties: { displayName: id, isCurrent: true, ...properties } }, operations, policies: [] };
}

export function integration(change: Partial<Integration> = {}): Integration {
  return {
    name: "chat",
    layout: "webSocket",
    signalR: "chat",
    signalREndpoint: "https://chat.service.signalr.net",
    prefix: "",
    clientEndpoint: "https://apim.azure-api.net",
    gatewayUrls: ["https://apim.azure-api.net/client/"],
    requireSubscriptionKey: false,
    cors: [],
    hubs: [],
    origin: "published",
    state: "published",
    apis: [],
    findings: [],
    ...change,
  };
}

/** What a signed-in person can see, and every request that was made for it. */
export interface World {
  readonly subscriptions: readonly Subscription[];
  readonly instances: readonly Instance[];
  readonly services: readonly SignalRService[];
  readonly apis: readonly ApiContents[];
}

const refuse = (): Promise<never> => Promise.reject(new Problem({ code: "unexpected", message: "not in this test" }));

/** An account over a world. Only reading works: a test that would write fails. */
export function account(kind: Account["kind"], world: World): { readonly account: Account; readonly requests: string[] } {
  const requests: string[] = [];
  const answer = async <T>(request: string, value: T): Promise<T> => {
    requests.push(request);
    return Promise.resolve(value);
  };
  const controlPlane: ControlPlane = {
    cloud: { name: "Test", resourceManager: "https://arm.test", scope: "https://arm.test/.default", scheme: "https" },
    traffic: { requests: 0, writes: 0 },
    subscriptions: () => answer("subscriptions", world.subscriptions),
    discover: (ids) => {
      const within = (resource: { readonly subscriptionId: string }): boolean => ids === "tenant" || ids.includes(resource.subscriptionId);
      return answer(`discover ${ids === "tenant" ? ids : ids.join(",")}`, { instances: world.instances.filter(within), services: world.services.filter(within) });
    },
    tenants: refuse,
    contents: (of) => answer(`contents ${of.name}`, { apis: world.apis }),
    api: (of, id) => {
      const found = world.apis.find((contents) => contents.api.path === `apis/${id}`);
      return found === undefined ? refuse() : answer(`api ${of.name} ${id}`, found);
    },
    instance: refuse,
    service: refuse,
    whole: refuse,
    read: refuse,
    rawPolicy: refuse,
    put: refuse,
    patch: refuse,
    remove: refuse,
    tags: refuse,
    diagnostics: refuse,
    keys: refuse,
    regenerateKey: refuse,
    vaults: refuse,
    secret: refuse,
    putSecret: refuse,
  };
  const made: Account = {
    id: kind,
    kind,
    label: kind === "sandbox" ? "Sandbox" : "Azure",
    description: "running",
    controlPlane: () => Promise.resolve(controlPlane),
    inventory: new Inventory({ controlPlane: () => Promise.resolve(controlPlane), ...(kind === "sandbox" && { keepMs: 0 }) }),
    entraToken: refuse,
  };
  return { account: made, requests };
}
