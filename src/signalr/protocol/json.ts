import { Chunks } from "./chunks.ts";
import { encodeJsonMessage } from "./jsonEncoding.ts";
import { parseJson } from "./jsonText.ts";
import { absent, id, ids, list, malformed, text, Unreadable, wholeNumber, withHeaders } from "./members.ts";
import type { DecodedMessage, Invocation } from "./messages.ts";
import type { DecodedRecord, HubProtocol, RecordDecoder } from "./protocol.ts";

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
    let start = 0;
    for (let end = chunk.indexOf(RECORD_SEPARATOR); end >= 0; end = chunk.indexOf(RECORD_SEPARATOR, start)) {
      const before = this.#begun.length;
      const bytes = this.#begun.take(chunk.subarray(start, end));
      records.push({ message: decodeJsonMessage(bytes), bytes, start: start - before });
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
