/**
 * What the sandbox's rooms share: the control plane (arm/) writes it, the gateway reads it at every request, the
 * service reads its keys and mode. Entities hold ARM properties as ARM returns them.
 */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** A property that should be a string; empty where it is absent or something else. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** An entity with its ETag (a quoted string, as live ones are). */
export interface Entity {
  /**
   * The ARM name as first written: the last segment of the ARM id (`policy`, `onHandshake`), for an API without
   * `;rev=n`. Full ARM ids are made when answering, because a release moves an API's contents to another id.
   */
  readonly id: string;
  etag: string;
  properties: JsonObject;
}
/** One revision of an API. */
export interface ApiEntity extends Entity {
  readonly operations: Map<string, OperationEntity>;
  policy: Entity | undefined;
  /** Names of tags it carries. */
  tags: string[];
  /** What is logged of its calls, where that is not as on the whole instance. */
  readonly diagnostics: Map<string, Entity>;
  /** ISO times of this revision. */
  readonly created: string;
  updated: string;
}
export interface OperationEntity extends Entity {
  policy: Entity | undefined;
  tags: string[];
}
/** A product, and the APIs that belong to it by their ids without revision. */
export interface ProductEntity extends Entity {
  apis: string[];
  policy: Entity | undefined;
}

/**
 * One API Management instance. Keys of `apis` are the ARM names: `id` for the current revision, `id;rev=n` for the
 * others. Names of all maps are looked up case-insensitively, see `findByName`.
 */
export interface InstanceModel {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** `sku.name`, `location`, `tags` … of the resource envelope. */
  envelope: JsonObject;
  properties: JsonObject;
  readonly apis: Map<string, ApiEntity>;
  /** Releases, keyed `{apiId}/{releaseId}`. */
  readonly releases: Map<string, Entity>;
  /** Properties include `value`, which a GET never gives out where `secret` is true. */
  readonly namedValues: Map<string, Entity>;
  /**
   * Subscriptions (keys): properties include `state`, `primaryKey`, `secondaryKey` (never given out by GET) and `scope`,
   * a full ARM id: the instance's own with a slash at its end (all APIs), followed by `apis` (all APIs too), `apis/{id}` or `products/{id}`.
   */
  readonly subscriptions: Map<string, Entity>;
  readonly products: Map<string, ProductEntity>;
  readonly tags: Map<string, Entity>;
  readonly backends: Map<string, Entity>;
  /** What is logged of calls, by where it goes: `applicationinsights`, `azuremonitor`. */
  readonly diagnostics: Map<string, Entity>;
  /** The service-scope policy. */
  policy: Entity | undefined;
}

/** One SignalR Service. */
export interface SignalRModel {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  envelope: JsonObject;
  /** ARM properties incl. `hostName`, `publicPort`, `serverPort`, `features`, `disableLocalAuth`. */
  properties: JsonObject;
  keys: { primary: string; secondary: string };
}

/** One Key Vault, as Resource Manager has it. */
export interface VaultModel {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  envelope: JsonObject;
  properties: JsonObject;
  readonly secrets: Map<string, VaultSecretModel>;
}

/** The present version of a secret. */
export interface VaultSecretModel {
  version: string;
  tags: JsonObject;
  /** Include `value`, which nobody is given. */
  properties: JsonObject;
}

export interface SandboxModel {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroups: Map<string, { name: string; location: string }>;
  /** Keyed by lower-case ARM id. */
  readonly instances: Map<string, InstanceModel>;
  readonly services: Map<string, SignalRModel>;
  readonly vaults: Map<string, VaultModel>;
}

/** The value whose key is `name` in any case (ARM resource names are case-insensitive), with the key as first written. */
export function findByName<T>(map: ReadonlyMap<string, T>, name: string): readonly [key: string, value: T] | undefined {
  const exact = map.get(name);
  if (exact !== undefined) return [name, exact];
  const wanted = name.toLowerCase();
  for (const [key, value] of map) if (key.toLowerCase() === wanted) return [key, value];
  return undefined;
}

/** What happened, for the sandbox's event stream (JSON Lines after the first line). No secrets. */
export interface SandboxEvent {
  readonly time: string;
  readonly part: "arm" | "gateway" | "service" | "app";
  readonly event: string;
  readonly [member: string]: Json | undefined;
}

/** The first line of `npm run -s sandbox -- --json` (cli.md, "The sandbox line"). */
export interface SandboxLine {
  readonly version: 1;
  readonly pid: number;
  readonly armEndpoint: string;
  readonly armToken: string;
  readonly gatewayUrl: string;
  readonly serviceEndpoint: string;
  readonly appServerUrl: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly apimName: string;
  readonly signalRName: string;
  readonly connectionString: string;
}

/** One listening part of the sandbox. */
export interface Part {
  /** Stops listening, ends every connection, resolves when the port is free. */
  stop(): Promise<void>;
}
/** What every part is started with. Parts listen on 127.0.0.1 only and refuse a foreign `Host` with 403 (see loopback.ts). */
export interface PartOptions {
  readonly model: SandboxModel;
  /** 0 for any free port. */
  readonly port: number;
  readonly event: (event: SandboxEvent) => void;
  /** Called after every change that a restart with --state must keep. */
  readonly changed: () => void;
}
