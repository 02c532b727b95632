import type { DecodedMessage, HubMessage } from "./messages.ts";

/** Kinds that can be told from a record's first bytes. */
export type RecordKind = "invocation" | "streamItem" | "ping";

/** One record as it crossed, beside what it means. */
export interface DecodedRecord {
  /** What the first bytes say, where that is enough to know that nothing here has to answer it; an `invocation` has no id then. `message`, read on demand, has the last word. */
  readonly kindHint?: RecordKind | undefined;
  readonly message: DecodedMessage;
  /** The record's own bytes without terminator or length prefix; a view into what was pushed where it came whole. */
  readonly bytes: Uint8Array;
  /** Offset, counted in the chunk given to `push`, at which the record began; negative when it began in an earlier chunk. */
  readonly start: number;
}

/** Reads records from any split of the bytes. Never throws for what it was given, never drops a byte silently. */
export interface RecordDecoder {
  /** @param chunk must not change any more: records are views into it */
  push(chunk: Uint8Array): DecodedRecord[];
  /** Bytes of a record not yet complete. */
  readonly pending: number;
  /** Called at the end of the transport: an incomplete rest becomes a malformed record. */
  end(): DecodedRecord[];
}

/** A hub protocol (HubProtocol.md): framing plus encoding. */
export interface HubProtocol {
  readonly name: "json" | "messagepack";
  readonly binary: boolean;
  /** The message's bytes with terminator (json: 0x1E) or length prefix (messagepack: VarInt). */
  encode(message: HubMessage): Uint8Array;
  /** A record's own bytes with terminator or length prefix. */
  framed(record: Uint8Array): Uint8Array;
  decoder(): RecordDecoder;
}
