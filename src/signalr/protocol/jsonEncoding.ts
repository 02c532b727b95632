import type { HubMessage } from "./messages.ts";

/** The message's bytes with 0x1E. */
export function encodeJsonMessage(message: HubMessage): Uint8Array {
  return Buffer.from(`${toJson(wireMembers(message))}\u001e`);
}

/** Any value as JSON, with what MessagePack has and JSON has not: bytes and large integers. */
export function toJson(value: object): string {
  return JSON.stringify(value, wireValue);
}

/** Members in the order in which the .NET server writes them (signalr-protocol 4.1). */
function wireMembers(message: HubMessage): Readonly<Record<string, unknown>> {
  switch (message.kind) {
    case "invocation":
      return { type: 1, headers: message.headers, invocationId: message.invocationId, target: message.target, arguments: message.arguments, streamIds: message.streamIds };
    case "streamItem":
      return { type: 2, headers: message.headers, invocationId: message.invocationId, item: message.item ?? null };
    case "completion":
      return { type: 3, headers: message.headers, invocationId: message.invocationId, error: message.error, ...("result" in message && message.error === undefined ? { result: message.result ?? null } : {}) };
    case "streamInvocation":
      return { type: 4, headers: message.headers, invocationId: message.invocationId, target: message.target, arguments: message.arguments, streamIds: message.streamIds };
    case "cancelInvocation":
      return { type: 5, headers: message.headers, invocationId: message.invocationId };
    case "ping":
      return { type: 6 };
    case "close":
      // .NET writes allowReconnect only when it is true.
      return { type: 7, error: message.error, allowReconnect: message.allowReconnect === true ? true : undefined };
    case "ack":
      return { type: 8, sequenceId: message.sequenceId };
    case "sequence":
      return { type: 9, sequenceId: message.sequenceId };
    default:
      return message satisfies never;
  }
}

/** For `JSON.stringify`. What MessagePack has and JSON has not: bytes travel as base64 (as .NET writes them), large integers with all their digits. */
export function wireValue(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const original = this[name];
  if (original instanceof Uint8Array) {
    return Buffer.from(original.buffer, original.byteOffset, original.byteLength).toString("base64");
  }
  return typeof value === "bigint" ? largeInteger(value) : value;
}

function largeInteger(value: bigint): unknown {
  // Node 20, on which the command line may run, does not have it yet.
  const rawJson: unknown = Reflect.get(JSON, "rawJSON");
  return typeof rawJson === "function" ? Reflect.apply(rawJson, JSON, [value.toString()]) : Number(value);
}
