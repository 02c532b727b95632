import { MessageType } from "@microsoft/signalr";
import type { HubMessage as OfficialMessage } from "@microsoft/signalr";
import * as fc from "fast-check";
import type { HubMessage } from "../../../src/signalr/protocol/messages.ts";
import type { DecodedRecord, HubProtocol } from "../../../src/signalr/protocol/protocol.ts";

const id = fc.string({ minLength: 1, maxLength: 12 });
/** Values that both protocols carry unchanged. */
/** JSON writes -0 as 0, and a whole number beyond 2^53 as digits that are read as such. */
function changesInJson(candidate: unknown): boolean {
  if (typeof candidate === "number") {
    return Object.is(candidate, -0) || (Number.isInteger(candidate) && !Number.isSafeInteger(candidate));
  }
  return typeof candidate === "object" && candidate !== null && Object.values(candidate).some((each) => changesInJson(each));
}

const value = fc.jsonValue({ maxDepth: 3 }).filter((candidate) => !JSON.stringify(candidate).includes("__proto__") && !changesInJson(candidate));
const headers = fc.option(fc.dictionary(fc.string({ minLength: 1 }).filter((name) => name !== "__proto__"), fc.string(), { minKeys: 1, maxKeys: 3, noNullPrototype: true }), { nil: undefined });
const call = { target: id, arguments: fc.array(value, { maxLength: 4 }), headers, streamIds: fc.option(fc.array(id, { minLength: 1, maxLength: 2 }), { nil: undefined }) };

/** Leaves members out instead of setting them to undefined, as decoded messages do. */
function withoutUndefined<T extends object>(message: T): T {
  return Object.fromEntries(Object.entries(message).filter(([, member]) => member !== undefined)) as T;
}

/** Any hub message that has a meaning. */
export const hubMessage: fc.Arbitrary<HubMessage> = fc.oneof(
  fc.record({ kind: fc.constant("invocation" as const), invocationId: fc.option(id, { nil: undefined }), ...call }),
  fc.record({ kind: fc.constant("streamInvocation" as const), invocationId: id, ...call }),
  fc.record({ kind: fc.constant("streamItem" as const), invocationId: id, item: value, headers }),
  fc.record({ kind: fc.constant("completion" as const), invocationId: id, headers }),
  fc.record({ kind: fc.constant("completion" as const), invocationId: id, headers, result: value }),
  fc.record({ kind: fc.constant("completion" as const), invocationId: id, headers, error: id }),
  fc.record({ kind: fc.constant("cancelInvocation" as const), invocationId: id, headers }),
  fc.constant({ kind: "ping" as const }),
  fc.record({ kind: fc.constant("close" as const), error: fc.option(id, { nil: undefined }), allowReconnect: fc.constantFrom(true, undefined) }),
  fc.record({ kind: fc.constantFrom("ack" as const, "sequence" as const), sequenceId: fc.nat() }),
).map((message) => withoutUndefined(message) as HubMessage);

const TYPES = {
  invocation: MessageType.Invocation, streamItem: MessageType.StreamItem, completion: MessageType.Completion, streamInvocation: MessageType.StreamInvocation,
  cancelInvocation: MessageType.CancelInvocation, ping: MessageType.Ping, close: MessageType.Close, ack: MessageType.Ack, sequence: MessageType.Sequence,
} as const;

/** The message as the official JavaScript packages hold it. */
export function official({ kind, ...members }: HubMessage): OfficialMessage {
  return { type: TYPES[kind], ...members } as OfficialMessage;
}

/** Members that say nothing: the packages set them to undefined, null or empty where a message has none. */
function silent([name, member]: readonly [string, unknown]): boolean {
  return member === undefined || (name === "error" && member === null) || ((name === "headers" || name === "streamIds") && Object.keys(Object(member)).length === 0);
}

/** What the official client reads of a message; it takes what only servers read for unknown. */
export function readByOfficial(parsed: object | undefined): object | undefined {
  if (parsed === undefined) {
    return undefined;
  }
  return Object.fromEntries(Object.entries(parsed).filter((entry) => !silent(entry)));
}

/** The bytes cut at the given places and read piece by piece, ends included. */
export function readCut(protocol: HubProtocol, bytes: Uint8Array, cuts: readonly number[]): DecodedRecord[] {
  const decoder = protocol.decoder();
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const records: DecodedRecord[] = [];
  let from = 0;
  for (const to of [...places, bytes.length]) {
    records.push(...decoder.push(bytes.subarray(from, to)).map(({ message, bytes: own, start }) => ({ message, bytes: own, start: start + from })));
    from = to;
  }
  return [...records, ...decoder.end()];
}

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
