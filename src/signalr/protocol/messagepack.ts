import { Encoder } from "@msgpack/msgpack";
import { Chunks } from "./chunks.ts";
import { malformed, Unreadable } from "./members.ts";
import type { DecodedMessage, HubMessage } from "./messages.ts";
import { readMessage, wireItems } from "./messagepackItems.ts";
import { decodeValue } from "./messagepackValue.ts";
import type { DecodedRecord, HubProtocol, RecordDecoder, RecordKind } from "./protocol.ts";
import { RecordSlice } from "./recordSlice.ts";
import { VarIntReader, writeVarInt } from "./varint.ts";

/** The hub protocol `messagepack` (HubProtocol.md, "MessagePack Encoding"). Writes the array lengths the JavaScript client does. */
export const messagePackProtocol: HubProtocol = {
  name: "messagepack",
  binary: true,
  encode: encodeMessage,
  framed,
  decoder: () => new MessagePackDecoder(),
};

function encodeMessage(message: HubMessage): Uint8Array {
  return framed(new Encoder({ useBigInt64: true }).encodeSharedRef(wireItems(message)));
}

function framed(record: Uint8Array): Uint8Array {
  const prefix = writeVarInt(record.length);
  const bytes = new Uint8Array(prefix.length + record.length);
  bytes.set(prefix);
  bytes.set(record, prefix.length);
  return bytes;
}

function decodeMessage(bytes: Uint8Array): DecodedMessage {
  try {
    if (bytes.length === 0) {
      throw new Unreadable("The record is empty");
    }
    return readMessage(decodeValue(bytes));
  } catch (error) {
    return malformed(error);
  }
}

class MessagePackDecoder implements RecordDecoder {
  readonly #begun = new Chunks();
  #prefix = new VarIntReader();
  /** Bytes of the record's body that are still to come; undefined while its length is being read. */
  #missing: number | undefined;
  /** Length of the prefix of the record whose body is being read. */
  #prefixLength = 0;
  /** Where the record under way began, counted from the chunk last given. */
  #start = 0;
  #lost = false;

  get pending(): number {
    return (this.#missing === undefined ? this.#prefix.bytes.length : this.#prefixLength) + this.#begun.length;
  }

  push(chunk: Uint8Array): DecodedRecord[] {
    const records: DecodedRecord[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#lost) {
        records.push(unframed(chunk.subarray(at), at, "The framing was lost at an earlier record", 0));
        return records;
      }
      at = this.#readWhole(chunk, at, records) ?? (this.#missing === undefined ? this.#readPrefix(chunk, at, records) : this.#readBody(chunk, at, this.#missing, records));
    }
    this.#start -= chunk.length;
    return records;
  }

  end(): DecodedRecord[] {
    if (this.pending === 0) {
      return [];
    }
    const bytes = this.#begun.take(Uint8Array.from(this.#prefix.bytes));
    const reason = this.#missing === undefined ? "The record's length is cut off" : `The record is cut off: ${this.#missing} of its bytes are missing`;
    const start = this.#start;
    this.#missing = undefined;
    this.#prefix = new VarIntReader();
    return [{ message: { kind: "malformed", reason, offset: bytes.length }, bytes, start }];
  }

  /** The common case: a record of 1 to 16,383 bytes that is all there. Undefined where the bytes must be read one by one. */
  #readWhole(chunk: Uint8Array, at: number, records: DecodedRecord[]): number | undefined {
    const [first = 0, second = 0x80] = [chunk[at], chunk[at + 1]];
    if (this.#missing !== undefined || this.#prefix.bytes.length > 0 || first === 0 || (first >= 0x80 && second >= 0x80)) {
      return undefined;
    }
    const from = first < 0x80 ? at + 1 : at + 2;
    const end = from + (first < 0x80 ? first : first - 0x80 + second * 0x80);
    if (end > chunk.length || end === from) {
      return undefined;
    }
    records.push(new RecordSlice(chunk, from, end, at, decodeMessage, kindHint(chunk, from, end)));
    return end;
  }

  #readPrefix(chunk: Uint8Array, at: number, records: DecodedRecord[]): number {
    if (this.#prefix.bytes.length === 0) {
      this.#start = at;
    }
    this.#prefixLength = this.#prefix.bytes.length + 1;
    const length = this.#prefix.read(chunk[at] ?? 0);
    if (length === "invalid") {
      // Without a length nothing says where the next record begins: all that follows is shown as it is.
      this.#lost = true;
      const bytes = Uint8Array.from([...this.#prefix.bytes, ...chunk.subarray(at + 1)]);
      records.push(unframed(bytes, this.#start, "The length before the record is not valid", this.#prefix.bytes.length - 1));
      this.#prefix = new VarIntReader();
      return chunk.length;
    }
    if (length === 0) {
      records.push({ message: decodeMessage(new Uint8Array()), bytes: new Uint8Array(), start: this.#start });
    } else {
      this.#missing = length;
    }
    return at + 1;
  }

  #readBody(chunk: Uint8Array, at: number, missing: number, records: DecodedRecord[]): number {
    const end = Math.min(at + missing, chunk.length);
    const piece = chunk.subarray(at, end);
    if (piece.length < missing) {
      this.#begun.add(piece);
      this.#missing = missing - piece.length;
    } else {
      const bytes = this.#begun.take(piece);
      records.push(new RecordSlice(bytes, 0, bytes.length, this.#start, decodeMessage));
      this.#missing = undefined;
    }
    return end;
  }
}

/** The array's head, the type, an empty map of headers and no id, as every writer's plain invocation begins. */
function kindHint(chunk: Uint8Array, from: number, end: number): RecordKind | undefined {
  const items = (chunk[from] ?? 0) - FIXARRAY;
  const type = chunk[from + 1];
  if (type === 1 && (items === 5 || items === 6) && chunk[from + 2] === EMPTY_MAP && chunk[from + 3] === NIL) {
    return "invocation";
  }
  if (type === 2 && items === 4) {
    return "streamItem";
  }
  return type === 6 && items === 1 && end === from + 2 ? "ping" : undefined;
}

const FIXARRAY = 0x90;
const EMPTY_MAP = 0x80;
const NIL = 0xc0;

function unframed(bytes: Uint8Array, start: number, reason: string, offset: number): DecodedRecord {
  return { message: { kind: "malformed", reason, offset }, bytes: new Uint8Array(bytes), start };
}
