/**
 * What the sandbox's rooms share: the control plane (arm/) writes it, the gateway reads it at every request, the
 * service reads its keys and mode. Entities hold ARM properties as ARM returns them.
 */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** An entity with its ETag (a quoted string, as live ones are). */
export interface Entity {
  readonly id: string;
  etag: string;
  properties: JsonObject;
}
export interface ApiEntity extends Entity {
  readonly operations: Map<string, OperationEntity>;
  policy: Entity | undefined;
}
export interface OperationEntity extends Entity {
  policy: Entity | undefined;
}

/** One API Management instance. Keys of `apis` are the ARM names as first written (`id` or `id;rev=n`), looked up case-insensitively. */
export interface InstanceModel {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** `sku.name`, `location`, `tags` … of the resource envelope. */
  envelope: JsonObject;
  properties: JsonObject;
  readonly apis: Map<string, ApiEntity>;
  readonly namedValues: Map<string, Entity>;
  /** Subscriptions (keys): properties include `scope`, `state`, `primaryKey`, `secondaryKey` (never given out by GET). */
  readonly subscriptions: Map<string, Entity>;
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

export interface SandboxModel {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroups: Map<string, { name: string; location: string }>;
  /** Keyed by lower-case ARM id. */
  readonly instances: Map<string, InstanceModel>;
  readonly services: Map<string, SignalRModel>;
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
