/** Plain values of API Management and SignalR Service, as far as publishing needs them. ARM names keep ARM's spelling. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** Path of an ARM resource under the instance: `apis/{id}`, `apis/{id}/operations/{id}`, `…/policies/policy`, `namedValues/{id}`. */
export type ResourcePath = string;

/** An ARM resource under an instance, wanted or read. */
export interface ArmResource {
  readonly path: ResourcePath;
  /** The body's `properties`. Policies are held as `{format: "xml", value}`: well-formed, also where expressions hold quotes. */
  readonly properties: JsonObject;
  /** Present on what was read. */
  readonly etag?: string;
}

/** An API Management instance (`Microsoft.ApiManagement/service`). */
export interface Instance {
  /** Full ARM id. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  /** `sku.name`: `Developer`, `Consumption`, … */
  readonly sku: string;
  /** ARM's `gatewayUrl`, without a trailing slash. */
  readonly gatewayUrl: string;
  /** `gatewayUrl` first, then one URL for each `Proxy` host name configuration. */
  readonly gatewayUrls: readonly string[];
  readonly provisioningState: string;
}

/** Where an instance is: enough to read and write below it. */
export type InstancePlace = Pick<Instance, "id" | "subscriptionId" | "resourceGroup" | "name">;

/** An Azure SignalR Service (`Microsoft.SignalRService/signalR`). */
export interface SignalRService {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  /** URL without trailing slash, made from the cloud's scheme, `hostName`, and `publicPort` where it is not the scheme's own. */
  readonly endpoint: string;
  /** Value of the feature flag `ServiceMode`, `Default` where absent. */
  readonly serviceMode: string;
  readonly disableLocalAuth: boolean;
  /** `SignalR`, or `RawWebSockets` (a Web PubSub style service that clients of SignalR cannot use). Absent where not read. */
  readonly kind?: string;
  /** ARM's `provisioningState`. Absent where not read. */
  readonly provisioningState?: string;
}

/** An API with what hangs below it. */
export interface ApiContents {
  readonly api: ArmResource;
  readonly operations: readonly ArmResource[];
  readonly policies: readonly ArmResource[];
  /** The products it belongs to (`products/{id}`); absent where not read. */
  readonly products?: readonly ArmResource[];
  /** Policies of wider scopes, narrowest first: its products' (`products/{id}/policies/policy`), the instance's (`policies/policy`); absent where not read. */
  readonly above?: readonly ArmResource[];
}

/** What an instance holds, as far as it was read. */
export interface InstanceContents {
  readonly apis: readonly ApiContents[];
  /** Named values (`namedValues/{id}`), secret ones without their value; absent where not read. */
  readonly namedValues?: readonly ArmResource[];
  /** All products (`products/{id}`); absent where not read. */
  readonly products?: readonly ArmResource[];
  /** The policies among the APIs' `above`, each once. */
  readonly policies?: readonly ArmResource[];
  /** Backend entities (`backends/{id}`) that policies of the APIs that were read refer to. */
  readonly backends?: readonly ArmResource[];
}

/** The layouts that can be published today (see architecture.md, "The words"). */
export const layoutNames = ["webSocket", "http", "gatewayNegotiate"] as const;
export type LayoutName = (typeof layoutNames)[number];

/** What the person chose. */
export interface PublishOptions {
  readonly layout: LayoutName;
  /**
   * What stands before `client` in the API suffixes, without slashes at its ends; empty for none. In the layout `gatewayNegotiate` the
   * suffix of its one API; empty for the default.
   */
  readonly prefix: string;
  /** Integration name; default: the service's name, and `-` and the prefix with slashes as dashes. */
  readonly name?: string;
  readonly requireSubscriptionKey: boolean;
  /** Origins whose pages the gateway itself answers preflights for; none by default: then the service answers them. */
  readonly cors?: readonly string[];
  /** The gateway address clients will use: one of `Instance.gatewayUrls`; default its first. */
  readonly gatewayUrl?: string;
  /** How the layout `gatewayNegotiate` negotiates; needed there, and only there. */
  readonly appNegotiate?: AppNegotiate;
  /** Names of the hubs that clients may reach; every hub by default. */
  readonly hubs?: readonly string[];
  /** Null takes it away; where absent, it stays as it is. The same holds for `jwt` and `product`. */
  readonly rateLimit?: RateLimit | null;
  readonly jwt?: JwtCheck | null;
  /** Id of the product whose subscribers may connect; it is made where it does not exist. Clients then need a subscription key. */
  readonly product?: string | null;
}

/** How the gateway makes itself known to the app: the client's `Authorization` passed on, or a key of the function app. */
export const appAuths = ["forwarded", "functionKey"] as const;
export type AppAuth = (typeof appAuths)[number];

/** The app's negotiate, as the gateway calls it. */
export interface AppNegotiate {
  /** Absolute URL without user name and fragment; https, or http on loopback. */
  readonly url: string;
  /** Default: as it is, and `forwarded` where nothing is there. */
  readonly auth?: AppAuth;
  /** A key is at hand when the plan is applied, and takes the place of the one that is held. It is never part of a plan. */
  readonly newKey?: true;
}

/** At most so many requests in each period; more are answered with 429. */
export interface RateLimit {
  readonly calls: number;
  /** 1 to 300. */
  readonly periodSeconds: number;
  /** What is counted by: the caller's address, or the SignalR connection (each message of the layout `http` is a request). */
  readonly by: "ip" | "connection";
}

/** A token of the app's own that clients have to show when they negotiate, besides the service's. */
export interface JwtCheck {
  /** URL of the OpenID configuration of who issues it. */
  readonly openIdConfig: string;
  /** Empty for those of the configuration. */
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** The header that carries it. Outside the layout `gatewayNegotiate` the service's own token stands in `Authorization`. */
  readonly header: string;
}

export type ChangeAction = "create" | "update" | "none" | "delete";

/** One step of a plan. */
export interface Change {
  readonly action: ChangeAction;
  readonly resource: ResourcePath;
  /** For people: `API "SignalR negotiate"`, `operation POST /`. */
  readonly title: string;
  /** The properties that matter, as they are; absent for create. */
  readonly before?: JsonObject;
  /** The properties as they will be; absent for delete and none. */
  readonly after?: JsonObject;
  /** The ETag the step is conditional on (update, delete); where absent, `apply` reads it and checks that `before` still holds. */
  readonly etag?: string;
  /** Delete only: what goes with the resource because it hangs below it. Needed to bring it back. */
  readonly children?: readonly ArmResource[];
}

/** Something the person should know before applying a plan; it does not stop the plan. */
export interface PlanWarning {
  /** camelCase, stable: `serviceModeServerless`, `apiKept`, … */
  readonly code: string;
  readonly message: string;
}

/** The ordered changes that bring an instance from what it has to an integration (or away from it). */
export interface Plan {
  readonly layout: LayoutName;
  /** Integration name. */
  readonly name: string;
  readonly instance: Instance;
  /** Name of the SignalR Service. */
  readonly signalR: string;
  /** URL for `ClientEndpoint=`; null for layouts without one. */
  readonly clientEndpoint: string | null;
  /** Addresses at which clients reach the hub through the gateway. */
  readonly gatewayUrls: readonly string[];
  readonly changes: readonly Change[];
  /** The plan takes an integration away. */
  readonly removal?: true;
  /** The plan only marks an integration that someone else made, so that publishing looks after it. */
  readonly adoption?: true;
  readonly warnings: readonly PlanWarning[];
}

/** Something missing or odd about an integration. */
export interface Finding {
  /** camelCase, stable: `operationMissing`, `backendDiffers`, `apiMissing`, … */
  readonly code: string;
  readonly resource: ResourcePath;
  readonly message: string;
}

/** Who made it: publishing; someone else, with publishing looking after it since it was adopted; someone else alone, wholly or in part. */
export type Origin = "published" | "adopted" | "handMade";

export type IntegrationState = "published" | "incomplete" | "drifted";

/** One SignalR Service published through one instance by one layout, as recognised from the instance's APIs. */
export interface Integration {
  readonly name: string;
  readonly layout: LayoutName;
  /** The service's name where its endpoint is known, else the backend's host. */
  readonly signalR: string;
  /** The backend's SignalR endpoint URL (http or https). */
  readonly signalREndpoint: string;
  readonly prefix: string;
  readonly clientEndpoint: string | null;
  readonly gatewayUrls: readonly string[];
  readonly requireSubscriptionKey: boolean;
  /** Origins the gateway's `cors` policy lists; empty where it has none. */
  readonly cors: readonly string[];
  /** Hubs that clients may reach; empty for any. */
  readonly hubs: readonly string[];
  /** How the gateway negotiates; absent where it does not, or where that cannot be read. */
  readonly appNegotiate?: AppNegotiate;
  readonly origin: Origin;
  readonly state: IntegrationState;
  /** The APIs that carry it, in the layout's order. */
  readonly apis: readonly ApiContents[];
  readonly findings: readonly Finding[];
}

/** What applying a plan came to (cli.md, `outcome`). */
export type Outcome = "applied" | "nothing" | "rolledBack" | "partial";
export interface ApplyResult {
  readonly outcome: Outcome;
  readonly applied: readonly ResourcePath[];
  readonly remaining: readonly ResourcePath[];
}
