import type { ConnectOptions } from "../signalr/connection.ts";
import type { Claims } from "../signalr/token.ts";
import type { ConnectChoices } from "./connectChoices.ts";
import type { Network } from "./sessionNetwork.ts";

/** What the engine is told: where the target leads, as the person chose it. */
export function openOptions(resolved: ConnectOptions, choices: ConnectChoices, network: Network): ConnectOptions {
  const { transport, protocol, headers, query, reconnect, statefulReconnect, skipNegotiation, bare } = choices;
  const { handshakeTimeoutMs, serverTimeoutMs, keepAliveMs } = choices;
  return {
    ...resolved,
    transport,
    protocol,
    headers: { ...resolved.headers, ...Object.fromEntries(headers) },
    query: [...(resolved.query ?? []), ...query],
    ...(reconnect.length > 0 && { reconnect }),
    ...(statefulReconnect && { statefulReconnect }),
    ...(skipNegotiation && { skipNegotiation }),
    ...(bare && { bare }),
    ...(handshakeTimeoutMs !== undefined && { handshakeTimeoutMs }),
    ...(serverTimeoutMs !== undefined && { serverTimeoutMs }),
    ...(keepAliveMs !== undefined && { keepAliveMs }),
    ...network,
  };
}

/** The claims of the token; a name that was given more than once is a list. */
export function claimsOf({ claims }: ConnectChoices): Claims {
  const lists = new Map<string, string[]>();
  for (const [name, value] of claims) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
