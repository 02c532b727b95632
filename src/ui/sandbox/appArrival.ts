import type { Connections } from "../../sandbox/controlClient.ts";
import { Cancelled } from "../../signalr/problem.ts";

/** An app server that serves a hub. */
export interface AppArrival {
  readonly hub: string;
  readonly serverId: string;
}

/** Every app server that is connected and stays. */
export function appsIn({ hubs }: Connections): readonly AppArrival[] {
  return hubs.flatMap(({ hub, servers }) => servers.filter(({ leaving }) => !leaving).map(({ serverId }) => ({ hub, serverId })));
}

/**
 * Looks until an app server is there that `known` does not name: a restarted app comes with another id.
 * @throws Cancelled when `signal` is aborted, and what `read` throws
 */
export async function appArrival(read: (signal: AbortSignal) => Promise<Connections>, known: readonly AppArrival[], signal: AbortSignal, rest: (signal: AbortSignal) => Promise<unknown>): Promise<AppArrival> {
  const before = new Set(known.map(({ serverId }) => serverId));
  for (;;) {
    if (signal.aborted) throw new Cancelled();
    const arrived = appsIn(await read(signal)).find(({ serverId }) => !before.has(serverId));
    if (arrived !== undefined) return arrived;
    await rest(signal).catch(() => undefined);
  }
}
