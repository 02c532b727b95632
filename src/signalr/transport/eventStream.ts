import { createParser } from "eventsource-parser";

/**
 * The data of an event stream's events, byte for byte. The parser works on text, so each byte travels as one character: what is
 * not UTF-8 is not its business but that of the hub protocol, which shows it.
 */
export class EventStream {
  readonly #data: Uint8Array[] = [];
  readonly #parser = createParser({ onEvent: ({ data }) => void this.#data.push(Buffer.from(data, "latin1")) });

  /** The events this piece of the stream completed. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    this.#parser.feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1"));
    return this.#data.splice(0);
  }

  /** The event the stream broke off in, as far as it came. */
  end(): readonly Uint8Array[] {
    this.#parser.feed("\n\n");
    return this.#data.splice(0);
  }
}
