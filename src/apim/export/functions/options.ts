import { checkHubName } from "../../../signalr/hubName.ts";
import { checkOrigins } from "../../policies/origins.ts";

export const functionLanguages = ["typescript", "csharp"] as const;
export type FunctionLanguage = (typeof functionLanguages)[number];

/** What a negotiate function is made from. */
export interface NegotiateFunction {
  readonly language: FunctionLanguage;
  readonly hub: string;
  /**
   * Who calls it: the clients, which it sends to the gateway by `ClientEndpoint`; or the gateway itself (layout gatewayNegotiate), which
   * gives the function's key and must be sent to the service (export-facts 4.1).
   */
  readonly caller: "clients" | "gateway";
  /** Web origins whose pages call it. Never `*`: SignalR clients send credentials. */
  readonly origins: readonly string[];
  /** `https://gateway/prefix/` of the integration that the clients go through, where it is known. */
  readonly clientEndpoint: string | undefined;
  /** Names of the SignalR Service and its resource group, where they are known. */
  readonly service: { readonly name: string; readonly resourceGroup: string } | undefined;
}

/** @throws Problem for a hub name or an origin that cannot be one */
export function checked(options: NegotiateFunction): NegotiateFunction {
  checkHubName(options.hub);
  return { ...options, origins: checkOrigins(options.origins) };
}
