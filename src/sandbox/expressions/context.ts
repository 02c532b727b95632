import { Instance } from "./instance.ts";
import type { Value } from "./value.ts";

/**
 * What a policy expression sees as `context`, as plain values. Members and their meaning: Microsoft's "API Management policy
 * expressions", context variable. Names are spelled here as TypeScript spells them; expressions use C#'s (`context.Request.Url.Host`).
 */
export interface PolicyContext {
  readonly request: PolicyRequest;
  /** Null until the backend (or a policy) has answered. */
  readonly response: PolicyResponse | null;
  readonly variables: ReadonlyMap<string, Value>;
  readonly api: PolicyApi;
  readonly operation: PolicyOperation;
  readonly product: PolicyProduct | null;
  readonly subscription: PolicySubscription | null;
  readonly user: PolicyUser | null;
  readonly deployment: PolicyDeployment;
  /** Null outside `on-error`. */
  readonly lastError: PolicyLastError | null;
  /** A GUID in its usual spelling. */
  readonly requestId: string;
  /** When the request arrived, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly tracing: boolean;
  /** The time now in milliseconds since 1970: what `DateTime.UtcNow` and `context.Elapsed` go by. */
  now(): number;
}

export interface PolicyRequest {
  readonly method: string;
  readonly url: PolicyUrl;
  readonly originalUrl: PolicyUrl;
  readonly headers: PolicyHeaders;
  /** What the operation's urlTemplate named, and only that. */
  readonly matchedParameters: ReadonlyMap<string, string>;
  readonly ipAddress: string;
  readonly body: PolicyBody | null;
}

/** Names in any case (looked up without regard to it), each with its values. */
export type PolicyHeaders = ReadonlyMap<string, readonly string[]>;

export interface PolicyUrl {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** With its leading slash, decoded as the gateway decodes it. */
  readonly path: string;
  /** With its leading `?`; empty without a query. */
  readonly queryString: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
}

/** A body that was gathered before the expression runs. Reading it takes it, unless the expression asks to preserve it. */
export class PolicyBody {
  #bytes: Uint8Array | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether it was read without being preserved: there is nothing left to forward. */
  get consumed(): boolean {
    return this.#bytes === undefined;
  }

  /** The bytes; undefined when they were taken before. */
  read(preserve: boolean): Uint8Array | undefined {
    const bytes = this.#bytes;
    if (!preserve) this.#bytes = undefined;
    return bytes;
  }
}

/** `context.Response`, and what `send-request` puts into its variable. */
export class PolicyResponse extends Instance {
  readonly typeName = "IResponse";
  readonly statusCode: number;
  readonly statusReason: string;
  readonly headers: PolicyHeaders;
  readonly body: PolicyBody | null;

  constructor(answer: { readonly statusCode: number; readonly statusReason: string; readonly headers: PolicyHeaders; readonly body: PolicyBody | null }) {
    super();
    this.statusCode = answer.statusCode;
    this.statusReason = answer.statusReason;
    this.headers = answer.headers;
    this.body = answer.body;
  }
}

export interface PolicyApi {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly serviceUrl: PolicyUrl | null;
  readonly revision: string;
  readonly version: string | null;
  readonly isCurrentRevision: boolean;
}

export interface PolicyOperation {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly urlTemplate: string;
}

export interface PolicyProduct {
  readonly id: string;
  readonly name: string;
}

export interface PolicySubscription {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

export interface PolicyUser {
  readonly id: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface PolicyDeployment {
  readonly region: string;
  readonly serviceName: string;
  readonly serviceId: string;
  readonly gatewayId: string;
}

export interface PolicyLastError {
  readonly source: string;
  readonly reason: string;
  readonly message: string;
  readonly scope: string | null;
  readonly section: string | null;
  readonly path: string | null;
  readonly policyId: string | null;
}
