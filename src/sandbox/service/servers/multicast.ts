import type { Hub, HubMember } from "../hubs.ts";
import type { MessageOf } from "../serverProtocol/messages.ts";

export type Multicast = MessageOf<"multiConnectionData" | "userData" | "multiUserData" | "broadcastData" | "groupBroadcastData" | "multiGroupBroadcastData">;

/** Whom an app server's message is for. Nobody is named twice. */
export function membersOf(hub: Hub, message: Multicast): Iterable<HubMember> {
  switch (message.kind) {
    case "multiConnectionData":
      return union(message.connectionList, (id) => hub.connections(id));
    case "userData":
      return hub.user(message.userId);
    case "multiUserData":
      return union(message.userList, (user) => hub.user(user));
    case "broadcastData":
      return without(hub.all(), message.excludedList, []);
    case "groupBroadcastData":
      return without(hub.group(message.groupName), message.excludedList, message.excludedUserList);
    case "multiGroupBroadcastData":
      return union(message.groupList, (group) => hub.group(group));
    default:
      return message satisfies never;
  }
}

export type CloseMany = MessageOf<"closeConnectionWithAck" | "closeConnectionsWithAck" | "closeUserConnectionsWithAck" | "closeGroupConnectionsWithAck">;

/** Whom an app server wants closed. */
export function membersToClose(hub: Hub, message: CloseMany): Iterable<HubMember> {
  switch (message.kind) {
    case "closeConnectionWithAck":
      return hub.connections(message.connectionId);
    case "closeConnectionsWithAck":
      return without(hub.all(), message.excludedList, []);
    case "closeUserConnectionsWithAck":
      return without(hub.user(message.userId), message.excludedList, []);
    case "closeGroupConnectionsWithAck":
      return without(hub.group(message.groupName), message.excludedList, []);
    default:
      return message satisfies never;
  }
}

function union(names: readonly string[], members: (name: string) => Iterable<HubMember>): Iterable<HubMember> {
  return new Set(names.flatMap((name) => Array.from(members(name))));
}

function without(members: Iterable<HubMember>, connections: readonly string[], users: readonly string[]): Iterable<HubMember> {
  if (connections.length === 0 && users.length === 0) return members;
  const [excluded, excludedUsers] = [new Set(connections), new Set(users)];
  return Array.from(members).filter(({ connectionId, userId }) => !excluded.has(connectionId) && (userId === undefined || !excludedUsers.has(userId)));
}
