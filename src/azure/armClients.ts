import type { ApiManagementClient } from "@azure/arm-apimanagement";
import type { ResourceGraphClient } from "@azure/arm-resourcegraph";
import type { SubscriptionClient } from "@azure/arm-resources-subscriptions";
import type { SignalRManagementClient } from "@azure/arm-signalr";
import type { GetTokenOptions } from "@azure/core-auth";
import type { HttpClient, Pipeline, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { claimsWanted } from "./claims.ts";
import type { Cloud } from "./controlPlane.ts";
import type { Credential } from "./credential.ts";
import { Race } from "./race.ts";
import { Throttle } from "./throttle.ts";
import type { Wait } from "./throttle.ts";
import type { Exchange, TrafficCounter } from "./traffic.ts";
import { guarded, maxRetries } from "./traffic.ts";

export interface ControlPlaneOptions {
  /** What carries requests; for tests and measurements. Default: the SDK's own. */
  readonly httpClient?: HttpClient;
  /** Told of every request once its answer is there, or it is known that none comes. */
  readonly exchange?: (exchange: Exchange) => void;
  /** Told when Azure asks to wait, for a countdown that can be cancelled. */
  readonly waiting?: (wait: Wait) => void;
  /** Wait between polls of a long-running operation where no `Retry-After` says otherwise, in milliseconds. Default 1000. */
  readonly pollIntervalMs?: number;
  /** First wait before a failed request is sent again where no `Retry-After` says otherwise, in milliseconds; doubled each time. Default 500. */
  readonly retryDelayMs?: number;
}

export const defaultRetryDelayMs = 500;

interface ClientOptions {
  readonly endpoint: string;
  readonly credentialScopes: string;
  readonly credentials: { readonly scopes: string[] };
  readonly httpClient: HttpClient;
  readonly retryOptions: { readonly maxRetries: number; readonly retryDelayInMs: number };
}

/** The SDKs' clients, loaded and made on first use: together they are a megabyte. */
export class ArmClients {
  readonly cloud: Cloud;
  readonly options: ControlPlaneOptions;
  readonly #credential: Credential;
  readonly #traffic: TrafficCounter;
  /** Shared by all clients: Azure counts what an identity sends, whichever client sends it. */
  readonly #throttle: Throttle;
  readonly #races = new Map<string, Race>();
  readonly #apim = new Map<string, Promise<ApiManagementClient>>();
  readonly #signalR = new Map<string, Promise<SignalRManagementClient>>();

  constructor(cloud: Cloud, credential: Credential, options: ControlPlaneOptions, traffic: TrafficCounter) {
    this.cloud = cloud;
    this.options = options;
    this.#credential = credential;
    this.#traffic = traffic;
    this.#throttle = new Throttle(options.waiting);
  }

  /** @throws Problem `subscriptionIdInvalid`: the SDK refuses what is no GUID with a text nobody understands. */
  async apim(subscriptionId: string): Promise<ApiManagementClient> {
    checkGuid(subscriptionId);
    return once(this.#apim, subscriptionId, async () => {
      const [sdk, options] = await Promise.all([import("./sdks.ts"), this.#clientOptions()]);
      return this.#ready(new sdk.ApiManagementClient(this.#credential, subscriptionId, options));
    });
  }

  /** @throws Problem `subscriptionIdInvalid` */
  async signalR(subscriptionId: string): Promise<SignalRManagementClient> {
    checkGuid(subscriptionId);
    return once(this.#signalR, subscriptionId, async () => {
      const [sdk, options] = await Promise.all([import("./sdks.ts"), this.#clientOptions()]);
      return this.#ready(new sdk.SignalRManagementClient(this.#credential, subscriptionId, options));
    });
  }

  async subscriptions(): Promise<SubscriptionClient> {
    const [sdk, options] = await Promise.all([import("./sdks.ts"), this.#clientOptions()]);
    return this.#ready(new sdk.SubscriptionClient(this.#credential, options));
  }

  async resourceGraph(): Promise<ResourceGraphClient> {
    const [sdk, options] = await Promise.all([import("./sdks.ts"), this.#clientOptions()]);
    return this.#ready(new sdk.ResourceGraphClient(this.#credential, options));
  }

  /** The writes below one resource of an instance. */
  race(key: string): Race {
    const race = this.#races.get(key) ?? new Race();
    this.#races.set(key, race);
    return race;
  }

  /** Sends what none of the SDKs has a call for, by the policies of theirs. Answers of any status are given back. */
  async send(request: PipelineRequest): Promise<PipelineResponse> {
    const [{ pipeline }, { httpClient }] = await Promise.all([this.subscriptions(), this.#clientOptions()]);
    return pipeline.sendRequest(httpClient, request);
  }

  async #clientOptions(): Promise<ClientOptions> {
    const inner = this.options.httpClient ?? (await import("./sdks.ts")).createDefaultHttpClient();
    return {
      endpoint: this.cloud.resourceManager,
      // The clients take the scope under two names and default to the public cloud's.
      credentialScopes: this.cloud.scope,
      credentials: { scopes: [this.cloud.scope] },
      httpClient: guarded(inner, this.cloud, { traffic: this.#traffic, throttle: this.#throttle, told: this.options.exchange }),
      retryOptions: { maxRetries, retryDelayInMs: this.options.retryDelayMs ?? defaultRetryDelayMs },
    };
  }

  /**
   * The SDK's bearer policy insists on https. A control plane on loopback has no TLS, so its clients get a policy that sets the same
   * header; and no proxy, which would carry the token off the machine.
   */
  #ready<Client extends { readonly pipeline: Pipeline }>(client: Client): Client {
    if (this.cloud.scheme === "http") {
      client.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
      client.pipeline.removePolicy({ name: "proxyPolicy" });
      client.pipeline.addPolicy({
        name: "loopbackTokenPolicy",
        sendRequest: async (request, next) => {
          const send = async (options: GetTokenOptions = {}): Promise<PipelineResponse> => {
            const token = await this.#credential.getToken(this.cloud.scope, options);
            request.headers.set("authorization", `Bearer ${token?.token ?? ""}`);
            return next(request);
          };
          const response = await send();
          const claims = claimsWanted(response);
          return claims === undefined ? response : send({ claims });
        },
      });
    }
    return client;
  }
}

async function once<Client>(made: Map<string, Promise<Client>>, key: string, make: () => Promise<Client>): Promise<Client> {
  const client = made.get(key) ?? make();
  made.set(key, client);
  return client;
}

function checkGuid(subscriptionId: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscriptionId)) {
    throw new Problem({
      code: "subscriptionIdInvalid",
      message: l10n.t('"{0}" is not a subscription id: it must be a GUID.', subscriptionId),
      nextStep: l10n.t("Take the id from the portal or from: az account list."),
    });
  }
}
