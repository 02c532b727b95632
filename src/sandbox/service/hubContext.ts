import type { ClientProxy, HubContext } from "./hubHost.ts";
import { encoded } from "./hubProtocols.ts";
import { sendTo } from "./hubs.ts";
import type { Hub, HubMember } from "./hubs.ts";

/** What a hub method called by `caller` can reach. */
export function hubContext(hub: Hub, caller: HubMember): HubContext {
  return {
    connectionId: caller.connectionId,
    userId: caller.userId,
    clients: {
      all: proxy(() => hub.all()),
      caller: proxy(() => [caller]),
      user: (userId) => proxy(() => hub.user(userId)),
      group: (name) => proxy(() => hub.group(name)),
      connection: (connectionId) => proxy(() => hub.connections(connectionId)),
    },
    groups: {
      add: (connectionId, group) => void hub.join(connectionId, group),
      remove: (connectionId, group) => void hub.leave(connectionId, group),
    },
  };
}

function proxy(members: () => Iterable<HubMember>): ClientProxy {
  return { send: (target, ...args) => sendTo(members(), encoded({ kind: "invocation", target, arguments: args })) };
}
