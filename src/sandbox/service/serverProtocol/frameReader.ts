import { Chunks } from "../../../signalr/protocol/chunks.ts";
import { VarIntReader } from "../../../signalr/protocol/varint.ts";
import { MalformedFrame } from "./msgpackReader.ts";

/** Cuts a stream into frames by their lengths alone: the borders of WebSocket messages mean nothing (service-protocol section 3). */
export class FrameReader {
  readonly #limit: number;
  readonly #body = new Chunks();
  readonly #prefix = new VarIntReader();
  #missing: number | undefined;

  /** @param limit the most bytes a frame may have */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * The frames that these bytes complete, without their lengths. One that lies whole in `chunk` is a view of it.
   * @throws MalformedFrame when no frame can follow any more; nothing may be pushed after
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#missing === undefined) at = this.#readLength(chunk, at);
      if (this.#missing === undefined) return;
      const end = at + this.#missing;
      if (end > chunk.length) {
        this.#missing = end - chunk.length;
        this.#body.add(chunk.subarray(at));
        return;
      }
      const piece = chunk.subarray(at, end);
      this.#missing = undefined;
      at = end;
      yield this.#body.length === 0 ? piece : this.#body.take(piece);
    }
  }

  #readLength(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const length = this.#prefix.read(chunk[at] ?? 0);
      if (length === "invalid" || Number(length) > this.#limit) throw new MalformedFrame(`A frame is larger than ${this.#limit} bytes.`);
      if (length !== undefined) {
        this.#missing = length;
        return at + 1;
      }
    }
    return chunk.length;
  }
}
