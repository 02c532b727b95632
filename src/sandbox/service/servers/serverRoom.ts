import type { Hub } from "../hubs.ts";
import { ready } from "../hubProtocols.ts";
import { sendTo } from "../hubs.ts";
import type { ServiceMessage } from "../serverProtocol/messages.ts";
import type { ClientResults } from "./clientResults.ts";
import { ackStatus, answerGroupMessage, groupMembers } from "./groupMessages.ts";
import type { HubServers } from "./hubServers.ts";
import { membersOf, membersToClose } from "./multicast.ts";
import { answerPing } from "./pings.ts";
import type { ServerConnection } from "./serverConnection.ts";

/** What an app server's messages act upon: one hub, and nothing of another. */
export interface ServerRoom {
  readonly hub: Hub;
  readonly servers: HubServers;
  readonly results: ClientResults;
  /** Signs tokens for apps without a key: the answer to an app's own Entra token. */
  readonly accessKey: (token: string | null) => { readonly keyId: string; readonly accessKey: string } | undefined;
  /** Told what an app server did that it should not have. */
  readonly odd: (from: ServerConnection, what: string) => void;
}

/** Carries out one message of an app server (service-protocol section 4, direction A>S). */
export function handleServerMessage(from: ServerConnection, message: ServiceMessage, room: ServerRoom): void {
  const { hub, servers, results } = room;
  const acknowledge = (ackId: number, status: number, payload?: Uint8Array): void =>
    from.send({ kind: "ack", ackId, status, message: "", ...(payload === undefined ? {} : { payload }) });
  switch (message.kind) {
    case "ping":
      answerPing(from, message, hub, servers);
      return;
    case "connectionData":
      // What comes for a client that left is what was on its way when it did.
      from.clients.get(message.connectionId)?.fromServer(message.payload);
      return;
    case "closeConnection": {
      const error = message.errorMessage === "" || message.errorMessage === null ? undefined : message.errorMessage;
      // The management SDK has no clients of its own: it closes those of others.
      if (from.weak) for (const member of hub.connections(message.connectionId)) member.close(error, true);
      else from.clients.get(message.connectionId)?.endedByServer(error);
      return;
    }
    case "multiConnectionData":
    case "userData":
    case "multiUserData":
    case "broadcastData":
    case "groupBroadcastData":
    case "multiGroupBroadcastData":
      sendTo(membersOf(hub, message), ready(message.payloads));
      return;
    case "joinGroup":
    case "leaveGroup":
    case "userJoinGroup":
    case "userLeaveGroup":
      answerGroupMessage(hub, message);
      return;
    case "joinGroupWithAck":
    case "leaveGroupWithAck":
    case "userJoinGroupWithAck":
    case "userLeaveGroupWithAck":
    case "checkUserInGroupWithAck":
    case "checkGroupExistenceWithAck":
    case "checkConnectionExistenceWithAck":
    case "checkUserExistenceWithAck":
      acknowledge(message.ackId, answerGroupMessage(hub, message));
      return;
    case "groupMemberQuery":
      acknowledge(message.ackId, ackStatus.ok, groupMembers(hub, message));
      return;
    case "closeConnectionWithAck":
    case "closeConnectionsWithAck":
    case "closeUserConnectionsWithAck":
    case "closeGroupConnectionsWithAck": {
      const members = Array.from(membersToClose(hub, message));
      for (const member of members) member.close(message.reason ?? undefined, true);
      acknowledge(message.ackId, message.kind === "closeConnectionWithAck" && members.length === 0 ? ackStatus.notFound : ackStatus.ok);
      return;
    }
    case "clientInvocation":
      results.invoke(from, message);
      return;
    case "clientCompletion":
    case "errorCompletion":
      results.complete(from, message);
      return;
    case "connectionFlowControl":
      if (message.operation === 2) from.clients.get(message.connectionId)?.paused();
      return;
    case "accessKeyRequest": {
      const key = room.accessKey(message.token);
      if (key === undefined) from.send({ kind: "accessKeyResponse", kid: null, accessKey: null, errorType: "UnauthorizedAccess", errorMessage: "The token is not one the service takes." });
      else from.send({ kind: "accessKeyResponse", kid: key.keyId, accessKey: key.accessKey, errorType: null, errorMessage: null });
      return;
    }
    case "handshakeRequest":
    case "handshakeResponse":
    case "openConnection":
    case "serviceError":
    case "ack":
    case "serviceEvent":
    case "accessKeyResponse":
    case "serviceMapping":
    case "connectionReconnect":
      room.odd(from, `A ${message.kind} is not for the service.`);
      return;
  }
}
