import { serviceTarget } from "../signalr/connectTarget.ts";
import type { ServiceTarget } from "../signalr/connectTarget.ts";
import { entraSigningKey } from "../signalr/signingKey.ts";
import type { ServiceAccess } from "./serviceSide.ts";
import type { TokenChoices } from "./target.ts";

/**
 * A client's way to a hub with a token of our own: signed with the string's key, or with the one that the service lends to the
 * person's Entra identity as it does to an app's.
 * @param signal ends asking for that key
 * @throws Problem as `serviceTarget`, and when the token is made as `entraSigningKey`
 */
export function clientOfService({ connectionString, hub, entraToken }: ServiceAccess, choices: TokenChoices, signal: AbortSignal): ServiceTarget {
  const { userId, claims, lifetimeSeconds, network } = choices;
  return serviceTarget({
    connectionString,
    hub,
    claims,
    ...(userId !== "" && { userId }),
    ...(lifetimeSeconds !== undefined && { lifetimeSeconds }),
    ...(connectionString.accessKey === undefined && entraToken !== undefined && { signingKey: async () => entraSigningKey(connectionString, await entraToken(), network, signal) }),
  });
}
