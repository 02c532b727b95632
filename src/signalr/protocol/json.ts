import { Chunks } from "./chunks.ts";
import { encodeJsonMessage } from "./jsonEncoding.ts";
import { parseJson } from "./jsonText.ts";
import { absent, id, ids, list, malformed, text, Unreadable, wholeNumber, withHeaders } from "./members.ts";
import type { DecodedMessage, Invocation } from "./messages.ts";
import type { DecodedRecord, HubProtocol, RecordDecoder, RecordKind } from "./protocol.ts";
import { RecordSlice } from "./recordSlice.ts";

/** Ends every record of the json protocol and of the handshake (HubProtocol.md, "Text-based encoding"). */
export const RECORD_SEPARATOR = 0x1e;

/** The hub protocol `json` (HubProtocol.md, "JSON Encoding"). Writes members in the order the .NET server does. */
export const jsonProtocol: HubProtocol = {
  name: "json",
  binary: false,
  encode: encodeJsonMessage,
  framed: (record) => Buffer.concat([record, Uint8Array.of(RECORD_SEPARATOR)]),
  decoder: () => new JsonDecoder(),
};

class JsonDecoder implements RecordDecoder {
  readonly #begun = new Chunks();

  get pending(): number {
    return this.#begun.length;
  }

  push(chunk: Uint8Array): DecodedRecord[] {
    const records: DecodedRecord[] = [];
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // Looked for once in all records together: a search in each would cost more than the rest.
    const noId = !bytes.includes('"invocationId"', 0, "latin1");
    let start = 0;
    for (let end = bytes.indexOf(RECORD_SEPARATOR); end >= 0; end = bytes.indexOf(RECORD_SEPARATOR, start)) {
      const before = this.#begun.length;
      if (before === 0) {
        records.push(new RecordSlice(chunk, start, end, start, decodeJsonMessage, kindHint(chunk, start, end, noId)));
      } else {
        const joined = this.#begun.take(chunk.subarray(start, end));
        records.push(new RecordSlice(joined, 0, joined.length, start - before, decodeJsonMessage));
      }
      start = end + 1;
    }
    this.#begun.add(chunk.subarray(start));
    return records;
  }

  end(): DecodedRecord[] {
    const before = this.#begun.length;
    if (before === 0) {
      return [];
    }
    const bytes = this.#begun.take(new Uint8Array());
    return [{ message: { kind: "malformed", reason: "The record is not ended by 0x1E", offset: bytes.length }, bytes, start: -before }];
  }
}

/** As the .NET server and the service write them, `type` first; other writers' records are read to know. */
const TYPE_FIRST = Buffer.from('{"type":');

function kindHint(chunk: Uint8Array, start: number, end: number, noId: boolean): RecordKind | undefined {
  const at = start + TYPE_FIRST.length;
  for (let index = 0; index < TYPE_FIRST.length; index += 1) {
    if (chunk[start + index] !== TYPE_FIRST[index]) {
      return undefined;
    }
  }
  const more = chunk[at + 1] === COMMA;
  const digit = chunk[at];
  if (digit === DIGIT_ONE) {
    return more && noId ? "invocation" : undefined;
  }
  if (digit === DIGIT_TWO) {
    return more ? "streamItem" : undefined;
  }
  return digit === DIGIT_SIX && end === at + 2 ? "ping" : undefined;
}

const COMMA = 0x2c;
const DIGIT_ONE = 0x31;
const DIGIT_TWO = 0x32;
const DIGIT_SIX = 0x36;

/** One record without its terminator. */
function decodeJsonMessage(bytes: Uint8Array): DecodedMessage {
  try {
    if (bytes.length === 0) {
      throw new Unreadable("The record is empty");
    }
    const value = parseJson(bytes);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Unreadable("The record is not a JSON object");
    }
    return readMessage({ ...value });
  } catch (error) {
    return malformed(error);
  }
}

function readMessage(members: Readonly<Record<string, unknown>>): DecodedMessage {
  const type = members["type"];
  const headers = (): ReturnType<typeof withHeaders> => withHeaders(members["headers"]);
  const invocationId = (): string => id(members["invocationId"]);
  switch (type) {
    case 1:
      return { kind: "invocation", ...headers(), ...(absent(members["invocationId"]) ? {} : { invocationId: invocationId() }), ...readCall(members) };
    case 2:
      if (!("item" in members)) {
        throw new Unreadable(`"item" is missing`);
      }
      return { kind: "streamItem", ...headers(), invocationId: invocationId(), item: members["item"] };
    case 3:
      if (!absent(members["error"]) && !absent(members["result"])) {
        throw new Unreadable(`A completion has "result" or "error", not both`);
      }
      return {
        kind: "completion", ...headers(), invocationId: invocationId(),
        ...(absent(members["error"]) ? "result" in members && { result: members["result"] } : { error: text(members["error"], "error") }),
      };
    case 4:
      return { kind: "streamInvocation", ...headers(), invocationId: invocationId(), ...readCall(members) };
    case 5:
      return { kind: "cancelInvocation", ...headers(), invocationId: invocationId() };
    case 6:
      return { kind: "ping" };
    case 7:
      return { kind: "close", ...(absent(members["error"]) ? {} : { error: text(members["error"], "error") }), ...readAllowReconnect(members["allowReconnect"]) };
    case 8:
      return { kind: "ack", sequenceId: wholeNumber(members["sequenceId"], "sequenceId") };
    case 9:
      return { kind: "sequence", sequenceId: wholeNumber(members["sequenceId"], "sequenceId") };
    default:
      if (typeof type !== "number") {
        throw new Unreadable(type === undefined ? `"type" is missing` : `"type" is not a number`);
      }
      return { kind: "unknown", type };
  }
}

function readCall(members: Readonly<Record<string, unknown>>): Pick<Invocation, "target" | "arguments" | "streamIds"> {
  return {
    target: id(members["target"], "target"),
    arguments: list(members["arguments"], "arguments"),
    ...(absent(members["streamIds"]) ? {} : { streamIds: ids(members["streamIds"], "streamIds") }),
  };
}

function readAllowReconnect(value: unknown): { readonly allowReconnect?: boolean } {
  if (absent(value)) {
    return {};
  }
  if (typeof value !== "boolean") {
    throw new Unreadable(`"allowReconnect" is not a boolean`);
  }
  return { allowReconnect: value };
}
