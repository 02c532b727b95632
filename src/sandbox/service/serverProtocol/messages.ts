import { extensions } from "./extensions.ts";
import { bin, bool, int, later, list, nullableBin, nullableInt, nullableStr, oneOf, pairs, since, str } from "./fields.ts";
import type { Field } from "./fields.ts";

const payloads = pairs(bin);
const headers = pairs(list(str));
const strings = list(str);

/**
 * Every message between app server and service: its number, then the places of its array in order
 * (service-protocol section 4). Names are the SDK's.
 */
export const layouts = {
  handshakeRequest: { type: 1, places: { version: int, connectionType: since(int, 0), target: since(nullableStr, ""), migrationLevel: since(int, 0), extensions, allowStatefulReconnects: later(bool) } },
  handshakeResponse: { type: 2, places: { errorMessage: nullableStr, extensions, connectionId: since(nullableStr, null) } },
  openConnection: { type: 4, places: { connectionId: str, claims: pairs(str), headers: since(headers, []), queryString: since(nullableStr, ""), extensions } },
  closeConnection: { type: 5, places: { connectionId: str, errorMessage: nullableStr, headers: since(headers, []), extensions } },
  connectionData: { type: 6, places: { connectionId: str, payload: bin, extensions } },
  multiConnectionData: { type: 7, places: { connectionList: strings, payloads, extensions } },
  userData: { type: 8, places: { userId: str, payloads, extensions } },
  multiUserData: { type: 9, places: { userList: strings, payloads, extensions } },
  broadcastData: { type: 10, places: { excludedList: strings, payloads, extensions } },
  joinGroup: { type: 11, places: { connectionId: str, groupName: str, extensions } },
  leaveGroup: { type: 12, places: { connectionId: str, groupName: str, extensions } },
  groupBroadcastData: { type: 13, places: { groupName: str, excludedList: strings, payloads, extensions, excludedUserList: since(strings, []), callerUserId: since(nullableStr, null) } },
  multiGroupBroadcastData: { type: 14, places: { groupList: strings, payloads, extensions } },
  serviceError: { type: 15, places: { errorMessage: nullableStr } },
  userJoinGroup: { type: 16, places: { userId: str, groupName: str, extensions } },
  userLeaveGroup: { type: 17, places: { userId: str, groupName: nullableStr, extensions } },
  joinGroupWithAck: { type: 18, places: { connectionId: str, groupName: str, ackId: int, extensions } },
  leaveGroupWithAck: { type: 19, places: { connectionId: str, groupName: nullableStr, ackId: int, extensions } },
  ack: { type: 20, places: { ackId: int, status: int, message: nullableStr, extensions, payload: later(nullableBin) } },
  checkUserInGroupWithAck: { type: 21, places: { userId: str, groupName: str, ackId: int, extensions } },
  serviceEvent: { type: 22, places: { objectType: int, id: nullableStr, eventKind: int, message: nullableStr, extensions } },
  checkGroupExistenceWithAck: { type: 23, places: { groupName: str, ackId: int, extensions } },
  checkConnectionExistenceWithAck: { type: 24, places: { connectionId: str, ackId: int, extensions } },
  checkUserExistenceWithAck: { type: 25, places: { userId: str, ackId: int, extensions } },
  userJoinGroupWithAck: { type: 26, places: { userId: str, groupName: str, ackId: int, extensions } },
  userLeaveGroupWithAck: { type: 27, places: { userId: str, groupName: nullableStr, ackId: int, extensions } },
  accessKeyRequest: { type: 28, places: { token: nullableStr, kid: nullableStr, extensions } },
  accessKeyResponse: { type: 29, places: { kid: nullableStr, accessKey: nullableStr, errorType: nullableStr, errorMessage: nullableStr, extensions } },
  closeConnectionWithAck: { type: 30, places: { connectionId: str, reason: nullableStr, ackId: int, extensions } },
  closeConnectionsWithAck: { type: 31, places: { reason: nullableStr, ackId: int, excludedList: strings, extensions } },
  closeUserConnectionsWithAck: { type: 32, places: { userId: str, reason: nullableStr, ackId: int, excludedList: strings, extensions } },
  closeGroupConnectionsWithAck: { type: 33, places: { groupName: str, reason: nullableStr, ackId: int, excludedList: strings, extensions } },
  clientInvocation: { type: 34, places: { invocationId: str, connectionId: str, callerServerId: str, payloads, extensions } },
  clientCompletion: { type: 35, places: { invocationId: str, connectionId: str, callerServerId: str, protocol: nullableStr, payload: bin, extensions } },
  errorCompletion: { type: 36, places: { invocationId: str, connectionId: str, callerServerId: str, error: nullableStr, extensions } },
  serviceMapping: { type: 37, places: { invocationId: str, connectionId: str, instanceId: str, extensions } },
  connectionReconnect: { type: 38, places: { connectionId: str, extensions } },
  /** `connectionType`: 1 client, 2 server. `operation`: 1 pause, 2 pauseAck, 3 resume, 4 offline. */
  connectionFlowControl: { type: 39, places: { connectionId: str, connectionType: oneOf(1, 2), operation: oneOf(1, 2, 3, 4), extensions } },
  groupMemberQuery: { type: 40, places: { extensions, groupName: str, ackId: int, top: nullableInt, continuationToken: since(nullableStr, null), maxPageSize: later(nullableInt) } },
} as const;

type Layouts = typeof layouts;
type Value<F> = F extends Field<infer T> ? T : never;
type Optional<P> = { [K in keyof P]: undefined extends Value<P[K]> ? K : never }[keyof P];
type Members<P> = { readonly [K in Exclude<keyof P, Optional<P>>]: Value<P[K]> } & { readonly [K in Optional<P> & keyof P]?: Value<P[K]> };

/** One of the messages by its name, or several. */
export type MessageOf<K extends keyof Layouts> = K extends keyof Layouts ? { readonly kind: K } & Members<Layouts[K]["places"]> : never;
/** A ping's strings are name, value, name, value …; their number is the array's length less one. */
export type Ping = { readonly kind: "ping"; readonly messages: readonly (string | null)[] };
export type ServiceMessage = Ping | MessageOf<keyof Layouts>;
