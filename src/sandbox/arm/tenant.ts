import { ArmError } from "./errors.ts";
import { ok, param } from "./call.ts";
import type { Handler } from "./call.ts";
import { findByName } from "../model.ts";
import type { Json, SandboxModel } from "../model.ts";
import type { Route } from "./router.ts";

function subscription(model: SandboxModel): Json {
  return {
    id: `/subscriptions/${model.subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId: model.subscriptionId,
    tenantId: model.tenantId,
    displayName: "Sandbox",
    state: "Enabled",
    subscriptionPolicies: { locationPlacementId: "Public_2014-09-01", quotaId: "PayAsYouGo_2014-09-01", spendingLimit: "Off" },
  };
}

function resourceGroup(model: SandboxModel, group: { name: string; location: string }): Json {
  const id = `/subscriptions/${model.subscriptionId}/resourceGroups/${group.name}`;
  return { id, ...group, type: "Microsoft.Resources/resourceGroups", properties: { provisioningState: "Succeeded" } };
}

const tenants: Handler = (_call, { model: { tenantId } }) => {
  const domain = "sandbox.invalid";
  const tenant = { id: `/tenants/${tenantId}`, tenantId, displayName: "Sandbox", domains: [domain], defaultDomain: domain, tenantCategory: "Home" };
  return ok({ value: [tenant] });
};

const subscriptions: Handler = (_call, { model }) => ok({ value: [subscription(model)], count: { type: "Total", value: 1 } });

const groups: Handler = (_call, { model }) => ok({ value: [...model.resourceGroups.values()].map((group) => resourceGroup(model, group)) });

const group: Handler = (call, { model }) => {
  const [, found] = findByName(model.resourceGroups, param(call, "resourceGroup")) ?? [];
  return ok(resourceGroup(model, found ?? noResourceGroup(param(call, "resourceGroup"))));
};

function noResourceGroup(name: string): never {
  throw new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/**
 * Checks the subscription and the resource group a path names, as Resource Manager does before any provider sees it.
 * @throws ArmError 400 for what is not a GUID, 404 for what does not exist
 */
export function checkScope(model: SandboxModel, segments: readonly string[]): void {
  const [first, id, next, resourceGroupName] = segments;
  if (first?.toLowerCase() !== "subscriptions" || id === undefined) return;
  if (!guid.test(id)) {
    throw new ArmError(400, "InvalidSubscriptionId", `The provided subscription identifier '${id}' is malformed or invalid.`);
  }
  if (id.toLowerCase() !== model.subscriptionId.toLowerCase()) {
    throw new ArmError(404, "SubscriptionNotFound", `The subscription '${id}' could not be found.`);
  }
  if (next?.toLowerCase() !== "resourcegroups" || resourceGroupName === undefined) return;
  if (findByName(model.resourceGroups, resourceGroupName) === undefined) noResourceGroup(resourceGroupName);
}

export const tenantRoutes: readonly Route[] = [
  { template: "tenants", methods: { GET: tenants } },
  { template: "subscriptions", methods: { GET: subscriptions } },
  { template: "subscriptions/{subscription}", methods: { GET: (_call, { model }) => ok(subscription(model)) } },
  { template: "subscriptions/{subscription}/resourceGroups", methods: { GET: groups } },
  { template: "subscriptions/{subscription}/resourceGroups/{resourceGroup}", methods: { GET: group } },
];
