import type { Hub, HubMember } from "../hubs.ts";
import type { MessageOf } from "../serverProtocol/messages.ts";
import { MsgpackWriter } from "../serverProtocol/msgpackWriter.ts";
import { groupPage } from "./groupPage.ts";

/** How an ack says that something was done or is so, and that it is not there or is not so. */
export const ackStatus = { ok: 1, notFound: 2 } as const;
type Status = (typeof ackStatus)[keyof typeof ackStatus];

const year = 365 * 24 * 3600;

export type GroupMessage = MessageOf<
  | "joinGroup" | "leaveGroup" | "joinGroupWithAck" | "leaveGroupWithAck"
  | "userJoinGroup" | "userLeaveGroup" | "userJoinGroupWithAck" | "userLeaveGroupWithAck"
  | "checkUserInGroupWithAck" | "checkGroupExistenceWithAck" | "checkConnectionExistenceWithAck" | "checkUserExistenceWithAck"
>;

/** Changes or looks at the groups of a hub for an app server; the status is for those messages that carry an ack's id. */
export function answerGroupMessage(hub: Hub, message: GroupMessage): Status {
  switch (message.kind) {
    case "joinGroup":
    case "joinGroupWithAck":
      return statusOf(hub.join(message.connectionId, message.groupName));
    case "leaveGroup":
    case "leaveGroupWithAck":
      return statusOf(message.groupName === null ? hub.leaveAll(message.connectionId) : hub.leave(message.connectionId, message.groupName));
    case "userJoinGroup":
    case "userJoinGroupWithAck":
      hub.joinUser(message.userId, message.groupName, message.extensions?.ttl ?? year);
      return ackStatus.ok;
    case "userLeaveGroup":
    case "userLeaveGroupWithAck":
      if (message.groupName === null) hub.leaveUserAll(message.userId);
      else hub.leaveUser(message.userId, message.groupName);
      return ackStatus.ok;
    case "checkUserInGroupWithAck":
      return statusOf(hub.userInGroup(message.userId, message.groupName));
    case "checkGroupExistenceWithAck":
      return statusOf(any(hub.group(message.groupName)));
    case "checkConnectionExistenceWithAck":
      return statusOf(hub.has(message.connectionId));
    case "checkUserExistenceWithAck":
      return statusOf(any(hub.user(message.userId)));
    default:
      return message satisfies never;
  }
}

/** A page of a group's members for the ack's payload: `[[[connectionId, userId] …], continuationToken]` (azure-signalr GroupMemberQueryResponse.cs). */
export function groupMembers(hub: Hub, message: MessageOf<"groupMemberQuery">): Uint8Array {
  const { members, next } = groupPage(hub, message.groupName, message);
  const writer = new MsgpackWriter();
  writer.array(2);
  writer.array(members.length);
  for (const { connectionId, userId } of members) {
    writer.array(2);
    writer.str(connectionId);
    if (userId === undefined) writer.nil();
    else writer.str(userId);
  }
  if (next === undefined) writer.nil();
  else writer.str(next);
  return writer.finish();
}

function statusOf(good: boolean): Status {
  return good ? ackStatus.ok : ackStatus.notFound;
}

function any(members: Iterable<HubMember>): boolean {
  return members[Symbol.iterator]().next().done !== true;
}
