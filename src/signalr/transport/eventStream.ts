import { createParser } from "eventsource-parser";

/** The UTF-8 byte order mark a stream may begin with, a character a byte. */
const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

/**
 * The data of an event stream's events, byte for byte. The parser works on text, so each byte travels as one character: what is
 * not UTF-8 is not its business but that of the hub protocol, which shows it.
 */
export class EventStream {
  readonly #data: Uint8Array[] = [];
  readonly #parser = createParser({ onEvent: ({ data }) => void this.#data.push(Buffer.from(data, "latin1")) });

  /** The stream's beginning while it may be part of a byte order mark, which the parser knows only whole. */
  #begun: string | undefined = "";

  /** The events this piece of the stream completed. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    this.#feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1"));
    return this.#data.splice(0);
  }

  /** The event the stream broke off in, as far as it came. */
  end(): readonly Uint8Array[] {
    this.#feed("\n\n");
    return this.#data.splice(0);
  }

  #feed(piece: string): void {
    const text = (this.#begun ?? "") + piece;
    const undecided = this.#begun !== undefined && text.length < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK.startsWith(text);
    this.#begun = undecided ? text : undefined;
    if (!undecided) {
      this.#parser.feed(text);
    }
  }
}
