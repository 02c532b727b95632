import type { PolicyApi, PolicyContext, PolicyDeployment, PolicyLastError, PolicyOperation, PolicyProduct, PolicyRequest, PolicyUrl } from "../expressions/context.ts";
import { PolicyResponse } from "../expressions/context.ts";
import type { PolicySubscription } from "../expressions/context.ts";
import type { Value } from "../expressions/value.ts";
import { textOf } from "../model.ts";
import type { InstanceModel } from "../model.ts";
import { FieldList } from "../policies/fields.ts";
import type { RequestDraft, ResponseDraft } from "../policies/drafts.ts";
import type { Route } from "./routes.ts";
import type { KeyCheck } from "./subscriptionKey.ts";
import { decoded, matchedParameters, segmentsOf } from "./urlTemplate.ts";

/** What policies change while they run. */
export interface RunState {
  readonly request: RequestDraft;
  readonly response: ResponseDraft | undefined;
  readonly variables: ReadonlyMap<string, Value>;
  readonly lastError: PolicyLastError | null;
}

/** What stays. */
export interface RunFacts {
  readonly instance: InstanceModel;
  readonly way: Route | undefined;
  readonly key: KeyCheck | undefined;
  /** The gateway's URL as the caller wrote it, with path and query. */
  readonly url: URL;
  readonly ipAddress: string;
  readonly requestId: string;
  readonly timestamp: number;
}

/** `context` of one request; made when the first expression asks, and following what policies change. */
export class RunContext implements PolicyContext {
  readonly #run: RunState;
  readonly #facts: RunFacts;
  readonly tracing = false;
  readonly user = null;

  constructor(run: RunState, facts: RunFacts) {
    this.#run = run;
    this.#facts = facts;
  }

  get request(): PolicyRequest {
    const { url, ipAddress, way } = this.#facts;
    const { request } = this.#run;
    const template = textOf(way?.operation?.properties["urlTemplate"]);
    return {
      method: request.method,
      url: { ...urlOf(url), path: decoded(request.rest === "" ? "/" : request.rest), query: request.query.map, queryString: queryString(request.query) },
      originalUrl: urlOf(url),
      headers: request.headers.map,
      matchedParameters: matchedParameters(template, segmentsOf(way?.rest ?? ""), url.searchParams),
      ipAddress,
      body: request.incoming,
    };
  }

  get response(): PolicyResponse | null {
    const { response } = this.#run;
    return response === undefined ? null : new PolicyResponse({ statusCode: response.statusCode, statusReason: response.statusReason, headers: response.headers.map, body: response.incoming });
  }

  get variables(): ReadonlyMap<string, Value> {
    return this.#run.variables;
  }

  get api(): PolicyApi {
    const { id = "", properties = {} } = this.#facts.way?.api ?? {};
    const service = URL.parse(textOf(properties["serviceUrl"]));
    return {
      id,
      name: textOf(properties["displayName"]),
      path: textOf(properties["path"]),
      serviceUrl: service === null ? null : urlOf(service),
      revision: textOf(properties["apiRevision"]),
      version: textOf(properties["apiVersion"]) || null,
      isCurrentRevision: properties["isCurrent"] !== false,
    };
  }

  get operation(): PolicyOperation {
    const { id = "", properties = {} } = this.#facts.way?.operation ?? {};
    return { id, name: textOf(properties["displayName"]), method: textOf(properties["method"]), urlTemplate: textOf(properties["urlTemplate"]) };
  }

  get product(): PolicyProduct | null {
    const product = this.#facts.key?.product;
    return product === undefined ? null : { id: product.id, name: textOf(product.properties["displayName"]) };
  }

  get subscription(): PolicySubscription | null {
    const { subscription, key = "" } = this.#facts.key ?? {};
    if (subscription === undefined) return null;
    const { id, properties } = subscription;
    return { id, name: textOf(properties["displayName"]), key, primaryKey: textOf(properties["primaryKey"]), secondaryKey: textOf(properties["secondaryKey"]) };
  }

  get deployment(): PolicyDeployment {
    const { name, envelope } = this.#facts.instance;
    return { region: textOf(envelope["location"]), serviceName: name, serviceId: name, gatewayId: "managed" };
  }

  get lastError(): PolicyLastError | null {
    return this.#run.lastError;
  }

  get requestId(): string {
    return this.#facts.requestId;
  }

  get timestamp(): number {
    return this.#facts.timestamp;
  }

  now(): number {
    return Date.now();
  }
}

function urlOf(url: URL): PolicyUrl {
  const scheme = url.protocol.slice(0, -1);
  const port = Number(url.port) || (/^(?:https|wss)$/.test(scheme) ? 443 : 80);
  return { scheme, host: url.hostname, port, path: decoded(url.pathname), queryString: url.search, query: FieldList.ofQuery(url.search).map };
}

function queryString(query: FieldList): string {
  const text = query.toQuery();
  return text === "" ? "" : `?${text}`;
}
