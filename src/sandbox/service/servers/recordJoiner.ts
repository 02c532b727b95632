import { Chunks } from "../../../signalr/protocol/chunks.ts";
import { RECORD_SEPARATOR } from "../../../signalr/protocol/json.ts";
import { VarIntReader } from "../../../signalr/protocol/varint.ts";

const nothing = new Uint8Array();

/**
 * Joins what an app server sends to a client into whole records: a server may cut a hub message anywhere, but clients
 * take a transport message only when it ends where a record ends.
 */
export class RecordJoiner {
  readonly #json: boolean;
  readonly #binary: boolean;
  readonly #begun = new Chunks();
  #handshake = true;
  /** Bytes the record under way still lacks, where its length is known. */
  #missing = 0;

  /** @param protocol lower case; the borders of a protocol nobody here knows are left as they are */
  constructor(protocol: string) {
    this.#json = protocol === "json";
    this.#binary = protocol === "messagepack" || protocol === "blazorpack";
  }

  /** Bytes held back. */
  get pending(): number {
    return this.#begun.length;
  }

  /** The records that are whole now, or nothing. */
  push(bytes: Uint8Array): Uint8Array {
    if (!this.#json && !this.#binary) return bytes;
    if (bytes.length < this.#missing) {
      this.#missing -= bytes.length;
      this.#begun.add(bytes);
      return nothing;
    }
    if (this.#json && this.#begun.length === 0 && bytes.at(-1) === RECORD_SEPARATOR) return bytes;
    const all = this.#begun.take(bytes);
    const end = this.#json ? all.lastIndexOf(RECORD_SEPARATOR) + 1 : this.#binaryEnd(all);
    this.#begun.add(all.subarray(end));
    return all.subarray(0, end);
  }

  /** Throws away the record under way: its server will not go on with it. */
  forget(): void {
    this.#begun.take(nothing);
    this.#missing = 0;
  }

  #binaryEnd(bytes: Uint8Array): number {
    let end = 0;
    // The answer to the handshake is JSON whatever protocol follows.
    if (this.#handshake) {
      end = bytes.indexOf(RECORD_SEPARATOR) + 1;
      if (end === 0) return 0;
      this.#handshake = false;
    }
    this.#missing = 0;
    while (end < bytes.length) {
      const reader = new VarIntReader();
      let at = end;
      let length: ReturnType<VarIntReader["read"]>;
      while (at < bytes.length && length === undefined) length = reader.read(bytes[at++] ?? 0);
      if (length === undefined) return end;
      // Not a length: what the client makes of it is between it and its hub.
      if (length === "invalid") return bytes.length;
      if (at + length > bytes.length) {
        this.#missing = at + length - bytes.length;
        return end;
      }
      end = at + length;
    }
    return end;
  }
}
