import type { DecodedMessage } from "./messages.ts";
import type { DecodedRecord, RecordKind } from "./protocol.ts";

/** What was read last: who asks for a record's meaning asks several times in a row, and nobody asks for most records. */
let lastRead: { readonly record: RecordSlice; readonly message: DecodedMessage } | undefined;

/** A record as a place in the bytes that came, read when somebody asks what it means: a flood is kept as it is. */
export class RecordSlice implements DecodedRecord {
  readonly start: number;
  readonly kindHint: RecordKind | undefined;
  readonly #buffer: ArrayBufferLike;
  readonly #from: number;
  readonly #length: number;
  readonly #decode: (bytes: Uint8Array) => DecodedMessage;

  /** @param bytes where it stands, between `from` and `to`; they must not change any more */
  constructor(bytes: Uint8Array, from: number, to: number, start: number, decode: (bytes: Uint8Array) => DecodedMessage, kindHint?: RecordKind) {
    this.#buffer = bytes.buffer;
    this.#from = bytes.byteOffset + from;
    this.#length = to - from;
    this.start = start;
    this.#decode = decode;
    this.kindHint = kindHint;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#buffer, this.#from, this.#length);
  }

  get message(): DecodedMessage {
    if (lastRead?.record !== this) {
      lastRead = { record: this, message: this.#decode(this.bytes) };
    }
    return lastRead.message;
  }
}
