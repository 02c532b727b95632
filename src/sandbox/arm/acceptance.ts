import type { Call, Room } from "./call.ts";
import type { Reply } from "./reply.ts";

/** The part of a long-running call that goes on after its 202. */
export interface Accepted {
  /** What is locked while it runs. */
  readonly key: string;
  readonly asyncCode: 200 | 201 | 204;
  readonly work: () => Reply;
}

/**
 * API Management's answer to a long-running call: 202 and a `Location` that is the resource's own URL with `asyncId` and
 * `asyncCode`, the code the last poll will have (OpenAPI example ApiManagementCreateWebsocketApi).
 */
export function accept(call: Call, room: Room, accepted: Accepted): Reply {
  const asyncId = room.longRunning.start(accepted.key, () => call.failOnPoll ?? { ...accepted.work(), status: accepted.asyncCode });
  const query = `api-version=${encodeURIComponent(call.apiVersion)}&asyncId=${asyncId}&asyncCode=${accepted.asyncCode}`;
  return room.longRunning.running(`${call.base}${encodeURI(call.path)}?${query}`);
}

/** The poll of such a `Location`; undefined when the request is no poll. */
export function pollAccepted(call: Pick<Call, "method" | "path" | "query" | "base">, room: Room, search: string): Reply | undefined {
  const asyncId = call.query.get("asyncid");
  if (call.method !== "GET" || asyncId === undefined || !room.longRunning.has(asyncId)) return undefined;
  return room.longRunning.poll(asyncId) ?? room.longRunning.running(`${call.base}${encodeURI(call.path)}${search}`);
}
