import type { SignalRModel } from "../model.ts";

export type ServiceMode = "Default" | "Serverless" | "Classic";

/** The mode ARM's `features` hold now; Default where they say nothing. */
export function serviceMode(signalR: SignalRModel): ServiceMode {
  const { features } = signalR.properties;
  for (const feature of Array.isArray(features) ? features : []) {
    if (typeof feature !== "object" || feature === null || Array.isArray(feature) || feature["flag"] !== "ServiceMode") continue;
    if (feature["value"] === "Serverless" || feature["value"] === "Classic") return feature["value"];
  }
  return "Default";
}

/** How long a client may be silent where the service itself speaks with it (signalr.json, `ServerlessSettings`: 1 to 120 s, 30 by default). */
export function serverlessTimeoutMs({ properties: { serverless } }: SignalRModel): number {
  const seconds = typeof serverless === "object" && serverless !== null && !Array.isArray(serverless) ? serverless["connectionTimeoutInSeconds"] : undefined;
  return 1000 * (typeof seconds === "number" && seconds >= 1 && seconds <= 120 ? seconds : 30);
}

/** What a Default-mode service tells a client's handshake when no app server is there (aspnetcore issue 14979). */
export const noAppServer =
  "SignalR Service is now in 'Default' service mode. Current mode works as a proxy that routes client traffic to the connected app servers. However app servers are not connected.";
