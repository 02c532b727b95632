import { ApiManagementClient } from "@azure/arm-apimanagement";
import { ResourceGraphClient } from "@azure/arm-resourcegraph";
import { SubscriptionClient } from "@azure/arm-resources-subscriptions";
import { SignalRManagementClient } from "@azure/arm-signalr";
import { createDefaultHttpClient, createHttpHeaders } from "@azure/core-rest-pipeline";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { Exchange } from "./spec.ts";

const azure = "https://management.azure.com";

function parsed(text: unknown): unknown {
  if (typeof text !== "string" || text === "") return undefined;
  const value: unknown = JSON.parse(text);
  return value;
}

/**
 * A client for the official SDKs that sends what is meant for Azure to a control plane on loopback, and keeps every exchange.
 * The SDKs refuse a plain-http endpoint themselves (apim-facts 6.3), so they go on believing in Azure's address.
 */
function redirectingClient(loopbackUrl: string, exchanges: Exchange[]): HttpClient {
  const real = createDefaultHttpClient();
  return {
    sendRequest: async (request): Promise<PipelineResponse> => {
      const url = request.url;
      request.url = url.replace(azure, loopbackUrl);
      request.allowInsecureConnection = true;
      const response = await real.sendRequest(request);
      exchanges.push(exchangeOf(request, response));
      const headers = createHttpHeaders(response.headers.toJSON());
      for (const name of ["location", "azure-asyncoperation"]) {
        const value = headers.get(name);
        if (value !== undefined) headers.set(name, value.replace(loopbackUrl, azure));
      }
      // nextLink
      const text = response.bodyAsText?.replaceAll(loopbackUrl, azure);
      return { ...response, headers, ...(text === undefined ? {} : { bodyAsText: text }) };
    },
  };
}

/** One request and its answer, as the validator takes them. */
export function exchangeOf(request: PipelineRequest, response: PipelineResponse): Exchange {
  return {
    method: request.method,
    url: request.url,
    requestHeaders: request.headers.toJSON(),
    requestBody: parsed(request.body),
    status: response.status,
    responseHeaders: response.headers.toJSON(),
    responseBody: parsed(response.bodyAsText),
  };
}

/** The official management clients, pointed at `loopbackUrl`, and what they exchanged with it. */
export interface SdkClients {
  readonly apim: ApiManagementClient;
  readonly signalR: SignalRManagementClient;
  readonly subscriptions: SubscriptionClient;
  readonly graph: ResourceGraphClient;
  readonly exchanges: readonly Exchange[];
}

export function sdkClients(loopbackUrl: string, token: string, subscriptionId: string, apimVersion?: string): SdkClients {
  const exchanges: Exchange[] = [];
  const credential = { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const options = { httpClient: redirectingClient(loopbackUrl, exchanges), retryOptions: { maxRetries: 0 } };
  return {
    apim: new ApiManagementClient(credential, subscriptionId, { ...options, ...(apimVersion === undefined ? {} : { apiVersion: apimVersion }) }),
    signalR: new SignalRManagementClient(credential, subscriptionId, options),
    subscriptions: new SubscriptionClient(credential, options),
    graph: new ResourceGraphClient(credential, options),
    exchanges,
  };
}
