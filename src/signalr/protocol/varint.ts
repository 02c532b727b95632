/** Largest length a frame may have (HubProtocol.md, "MessagePack framing": 2 GiB less one). */
export const MAX_LENGTH = 0x7fffffff;

/** A length as seven bits a byte, least significant first, high bit set while more follow. */
export function writeVarInt(length: number): Uint8Array {
  const bytes: number[] = [];
  let rest = length;
  do {
    const low = rest % 0x80;
    rest = Math.floor(rest / 0x80);
    bytes.push(rest > 0 ? low + 0x80 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

/** Reads one length from bytes that come one at a time. */
export class VarIntReader {
  #bytes: number[] = [];

  /** The bytes read so far of a length not yet complete, or of the one that is not valid. */
  get bytes(): readonly number[] {
    return this.#bytes;
  }

  /** The length when this byte completes it, `undefined` while more must follow, `"invalid"` when no length can begin so. */
  read(byte: number): number | undefined | "invalid" {
    this.#bytes.push(byte);
    const value = this.#bytes.reduce((sum, each, index) => sum + (each % 0x80) * 0x80 ** index, 0);
    if (value > MAX_LENGTH || (byte >= 0x80 && this.#bytes.length === 5)) {
      return "invalid";
    }
    if (byte >= 0x80) {
      return undefined;
    }
    this.#bytes = [];
    return value;
  }
}
