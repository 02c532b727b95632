import type { ApiContents, ArmResource, Instance, InstanceContents, InstancePlace, JsonObject, SignalRService } from "../apim/model.ts";
import type { Problem } from "../signalr/problem.ts";
import type { Company, Written } from "../apim/steps.ts";
import type { Vault, VaultSecret } from "./vaults.ts";

/** Where a control plane is and how its names are spelled. One cloud is one set of endpoints. */
export interface Cloud {
  /** `AzureCloud`, `AzureChinaCloud`, `AzureUSGovernment`, or the name a profile gives. */
  readonly name: string;
  /** Azure Resource Manager URL without trailing slash. */
  readonly resourceManager: string;
  /** Token scope for Resource Manager. */
  readonly scope: string;
  /** Entra authority host; absent where the profile brings its own token. */
  readonly authority?: string;
  /** Scheme of services and gateways in this cloud: `https`, except for control planes on loopback. */
  readonly scheme: "https" | "http";
}

export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  /** What is in it can be read and not changed: it was not paid for, or its credit is spent. */
  readonly disabled?: true;
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** Whether it is the account's own, and not one it is a guest of. */
  readonly home: boolean;
}

/** What was found in some subscriptions. */
export interface Discovered {
  readonly instances: readonly Instance[];
  readonly services: readonly SignalRService[];
  /** Why some of it is missing, if anything is: a subscription that may not be read (its `resource` is the subscription's id), or a resource in an unknown form. */
  readonly problems?: readonly Problem[];
}

/** `listKeys` of a SignalR Service. Lives in memory only. */
export interface ServiceKeys {
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly primaryConnectionString: string;
  readonly secondaryConnectionString: string;
}

/** A SignalR Service has two keys, so that one can be replaced while apps use the other. */
export type KeyName = "primary" | "secondary";

/** HTTP traffic so far: every request with polls and retries, and those that change something (not listKeys, Resource Graph). */
export interface Traffic {
  readonly requests: number;
  readonly writes: number;
}

/** The control plane of one signed-in identity in one cloud. Every call throws Problem on failure and Cancelled on cancel. */
export interface ControlPlane {
  readonly cloud: Cloud;
  readonly traffic: Traffic;
  subscriptions(signal?: AbortSignal): Promise<readonly Subscription[]>;
  /** The tenants that the identity belongs to, as a guest too. */
  tenants(signal?: AbortSignal): Promise<readonly Tenant[]>;
  /** Instances and services of the given subscriptions in one Resource Graph query; falls back to ARM lists where it is denied. Of the whole `tenant` only where Resource Graph tells. `page` is told of rows as they come. */
  discover(subscriptionIds: readonly string[] | "tenant", signal?: AbortSignal, page?: (found: Discovered) => void): Promise<Discovered>;
  /** By full ARM id, through ARM (Resource Graph lags). */
  instance(id: string, signal?: AbortSignal): Promise<Instance>;
  service(id: string, signal?: AbortSignal): Promise<SignalRService>;
  /** An instance or a service as ARM answers it: the envelope with all its `properties`. */
  whole(resource: Instance | SignalRService, signal?: AbortSignal): Promise<JsonObject>;
  /** All APIs, with operations and policies of those `wants` says yes to. Reads run in parallel. */
  contents(instance: InstancePlace, wants: (api: ArmResource) => boolean, signal?: AbortSignal): Promise<InstanceContents>;
  /** One API with operations and policies. */
  api(instance: Instance, apiId: string, signal?: AbortSignal): Promise<ApiContents>;
  /** One resource with its ETag, or undefined where there is none (404). Policies come as `{format: "xml", value}`. */
  read(instance: Instance, path: string, signal?: AbortSignal): Promise<ArmResource | undefined>;
  /** A policy's document as its author wrote it, `{format: "rawxml", value}`, with its ETag; undefined where there is none (404). */
  rawPolicy(instance: Instance, path: string, signal?: AbortSignal): Promise<ArmResource | undefined>;
  /** Creates or replaces; with `etag` only if unchanged (412 becomes a Problem). Long-running ones are awaited. Gives what is there now. */
  put(instance: Instance, resource: ArmResource, signal?: AbortSignal, company?: Company): Promise<Written>;
  /** Changes the given properties of an existing resource, only if unchanged since `etag`. */
  patch(instance: Instance, resource: ArmResource, signal?: AbortSignal): Promise<ArmResource>;
  remove(instance: Instance, resource: { readonly path: string; readonly etag?: string }, signal?: AbortSignal): Promise<void>;
  /** Tags of an API and of its operations, as paths of their assignments: `apis/{id}/tags/{id}`, `apis/{id}/operations/{id}/tags/{id}`. */
  tags(instance: Instance, api: string, signal?: AbortSignal): Promise<readonly ArmResource[]>;
  /** What is logged of calls on the instance and on the given APIs, as paths: `diagnostics/{id}`, `apis/{id}/diagnostics/{id}`. */
  diagnostics(instance: InstancePlace, apis: readonly string[], signal?: AbortSignal): Promise<readonly ArmResource[]>;
  /** @throws Problem `localAuthDisabled` where the service takes no keys; nothing is sent then */
  keys(service: SignalRService, signal?: AbortSignal): Promise<ServiceKeys>;
  /** Replaces one key; what uses the old one is refused from then on. Gives both as they are then. */
  regenerateKey(service: SignalRService, key: KeyName, signal?: AbortSignal): Promise<ServiceKeys>;
  /** The Key Vaults of the given subscriptions, by name. */
  vaults(subscriptionIds: readonly string[], signal?: AbortSignal): Promise<readonly Vault[]>;
  /** Undefined where the vault has no such secret. */
  secret(vault: Vault, name: string, signal?: AbortSignal): Promise<VaultSecret | undefined>;
  /** Writes a secret, or a new version of it. `value` is secret. */
  putSecret(vault: Vault, name: string, value: string, signal?: AbortSignal): Promise<VaultSecret>;
}
