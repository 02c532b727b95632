import { absent, id, ids, list, text, Unreadable, wholeNumber, withHeaders } from "./members.ts";
import type { Completion, DecodedMessage, HubMessage, Invocation, StreamInvocation } from "./messages.ts";

/** How a completion ended: the fourth item (HubProtocol.md, "Completion Message Encoding"). */
const RESULT_KIND = { error: 1, void: 2, value: 3 } as const;

/** The items of a message's array. Readers take any length from the least one on: later versions add items at the end. */
export function wireItems(message: HubMessage): readonly unknown[] {
  switch (message.kind) {
    case "invocation":
      return [1, message.headers ?? {}, message.invocationId ?? null, ...call(message)];
    case "streamItem":
      return [2, message.headers ?? {}, message.invocationId, message.item];
    case "completion":
      return [3, message.headers ?? {}, message.invocationId, ...outcome(message)];
    case "streamInvocation":
      return [4, message.headers ?? {}, message.invocationId, ...call(message)];
    case "cancelInvocation":
      return [5, message.headers ?? {}, message.invocationId];
    case "ping":
      return [6];
    case "close":
      return [7, message.error ?? null, ...(message.allowReconnect === undefined ? [] : [message.allowReconnect])];
    case "ack":
      return [8, message.sequenceId];
    case "sequence":
      return [9, message.sequenceId];
    default:
      return message satisfies never;
  }
}

function call(message: Invocation | StreamInvocation): readonly unknown[] {
  return [message.target, message.arguments, ...(message.streamIds === undefined ? [] : [message.streamIds])];
}

function outcome(message: Completion): readonly unknown[] {
  if (message.error !== undefined) {
    return [RESULT_KIND.error, message.error];
  }
  return "result" in message ? [RESULT_KIND.value, message.result] : [RESULT_KIND.void];
}

/** @throws Unreadable */
export function readMessage(value: unknown): DecodedMessage {
  if (!Array.isArray(value)) {
    throw new Unreadable("The record is not an array");
  }
  const items: readonly unknown[] = value;
  const [type] = items;
  switch (type) {
    case 1:
      return { kind: "invocation", ...headers(items, 5), ...(absent(items[2]) ? {} : { invocationId: id(items[2]) }), ...readCall(items) };
    case 2:
      return { kind: "streamItem", ...headers(items, 4), invocationId: id(items[2]), item: items[3] };
    case 3:
      return { kind: "completion", ...headers(items, 4), invocationId: id(items[2]), ...readOutcome(items) };
    case 4:
      return { kind: "streamInvocation", ...headers(items, 5), invocationId: id(items[2]), ...readCall(items) };
    case 5:
      return { kind: "cancelInvocation", ...headers(items, 3), invocationId: id(items[2]) };
    case 6:
      return { kind: "ping" };
    case 7:
      return { kind: "close", ...readClose(items) };
    case 8:
      return { kind: "ack", sequenceId: wholeNumber(items[1], "sequenceId") };
    case 9:
      return { kind: "sequence", sequenceId: wholeNumber(items[1], "sequenceId") };
    default:
      if (typeof type !== "number") {
        throw new Unreadable(items.length === 0 ? "The array is empty" : "The first item is not a message type");
      }
      return { kind: "unknown", type };
  }
}

function headers(items: readonly unknown[], least: number): ReturnType<typeof withHeaders> {
  if (items.length < least) {
    throw new Unreadable(`The array has ${items.length} items, but this message needs ${least}`);
  }
  return withHeaders(items[1]);
}

function readCall(items: readonly unknown[]): Pick<Invocation, "target" | "arguments" | "streamIds"> {
  const streamIds = absent(items[5]) ? [] : ids(items[5], "streamIds");
  return { target: id(items[3], "target"), arguments: list(items[4], "arguments"), ...(streamIds.length === 0 ? {} : { streamIds }) };
}

function readOutcome(items: readonly unknown[]): Pick<Completion, "result" | "error"> {
  const [, , , kind, value] = items;
  switch (kind) {
    case RESULT_KIND.void:
      return {};
    case RESULT_KIND.error:
      return { error: text(value, "error") };
    case RESULT_KIND.value:
      if (items.length < 5) {
        throw new Unreadable(`"result" is missing`);
      }
      return { result: value };
    default:
      throw new Unreadable("The kind of the completion is not 1, 2 or 3");
  }
}

function readClose(items: readonly unknown[]): { readonly error?: string; readonly allowReconnect?: boolean } {
  const [, error, allowReconnect] = items;
  if (!absent(allowReconnect) && typeof allowReconnect !== "boolean") {
    throw new Unreadable(`"allowReconnect" is not a boolean`);
  }
  return { ...(absent(error) ? {} : { error: text(error, "error") }), ...(absent(allowReconnect) ? {} : { allowReconnect }) };
}
