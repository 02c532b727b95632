/** A frame does not hold what it should. */
export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
}

const text = new TextDecoder("utf-8", { ignoreBOM: true });
/** Deeper values than any message has: what is skipped may come from anyone. */
const deepest = 64;

/**
 * Reads MessagePack value by value, as strictly as the SDK's reader: integers of any width, `str` where `bin` is
 * expected but never the reverse. Throws {@link MalformedFrame}.
 */
export class MsgpackReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  array(what: string): number {
    return this.#header(what, "array", 0x90, 0xdc);
  }

  map(what: string): number {
    return this.#header(what, "map", 0x80, 0xde);
  }

  /** Whether nil stood here; it is taken. */
  nil(): boolean {
    if (this.#bytes[this.#at] !== 0xc0) return false;
    this.#at++;
    return true;
  }

  bool(what: string): boolean {
    const code = this.#code();
    if (code === 0xc2 || code === 0xc3) return code === 0xc3;
    throw new MalformedFrame(`Reading '${what}' as Boolean failed.`);
  }

  /** A whole number that fits a JavaScript number. */
  int(what: string): number {
    const value = Number(this.bigint(what));
    if (Number.isSafeInteger(value)) return value;
    throw new MalformedFrame(`Reading '${what}' as Int32 failed.`);
  }

  bigint(what: string): bigint {
    const code = this.#code();
    if (code < 0x80) return BigInt(code);
    if (code >= 0xe0) return BigInt(code - 0x100);
    const size = 2 ** (code & 3);
    if (code >= 0xcc && code <= 0xcf) return size === 8 ? this.#take(8).readBigUInt64BE() : BigInt(this.#take(size).readUIntBE(0, size));
    if (code >= 0xd0 && code <= 0xd3) return size === 8 ? this.#take(8).readBigInt64BE() : BigInt(this.#take(size).readIntBE(0, size));
    throw new MalformedFrame(`Reading '${what}' as Integer failed.`);
  }

  str(what: string): string {
    const length = this.#strLength(this.#code());
    if (length === undefined) throw new MalformedFrame(`Reading '${what}' as String failed.`);
    return text.decode(this.#take(length));
  }

  nullableStr(what: string): string | null {
    return this.nil() ? null : this.str(what);
  }

  /** A view of the frame's own bytes, not a copy. */
  bin(what: string): Uint8Array {
    const code = this.#code();
    const length = code >= 0xc4 && code <= 0xc6 ? this.#uint(2 ** (code - 0xc4)) : this.#strLength(code);
    if (length === undefined) throw new MalformedFrame(`Reading '${what}' as Byte[] failed.`);
    return this.#take(length);
  }

  /** Passes over any value. */
  skip(depth = 0): void {
    if (depth > deepest) throw new MalformedFrame("A value is nested too deeply.");
    const code = this.#code();
    if (code < 0x80 || code >= 0xe0 || code === 0xc0 || code === 0xc2 || code === 0xc3) return;
    const members = this.#members(code);
    const size = members === undefined ? this.#size(code) : 0;
    if (size === undefined) throw new MalformedFrame(`No value begins with ${code}.`);
    this.#take(size);
    for (let left = members ?? 0; left > 0; left--) this.skip(depth + 1);
  }

  /** How many values an array's or a map's header announces. */
  #members(code: number): number | undefined {
    if (code < 0x90) return 2 * (code - 0x80);
    if (code < 0xa0) return code - 0x90;
    if (code === 0xdc || code === 0xdd) return this.#uint(code === 0xdc ? 2 : 4);
    return code === 0xde || code === 0xdf ? 2 * this.#uint(code === 0xde ? 2 : 4) : undefined;
  }

  /** How many bytes follow the code of a value without members. */
  #size(code: number): number | undefined {
    if (code >= 0xc4 && code <= 0xc6) return this.#uint(2 ** (code - 0xc4));
    if (code >= 0xc7 && code <= 0xc9) return this.#uint(2 ** (code - 0xc7)) + 1;
    if (code === 0xca || code === 0xcb) return code === 0xca ? 4 : 8;
    if (code >= 0xcc && code <= 0xd3) return 2 ** (code & 3);
    if (code >= 0xd4 && code <= 0xd8) return 2 ** (code - 0xd4) + 1;
    return this.#strLength(code);
  }

  #strLength(code: number): number | undefined {
    if (code >= 0xa0 && code < 0xc0) return code - 0xa0;
    return code >= 0xd9 && code <= 0xdb ? this.#uint(2 ** (code - 0xd9)) : undefined;
  }

  #header(what: string, kind: string, fixed: number, code16: number): number {
    const code = this.#code();
    // Every member takes a byte at least: a length beyond the frame is refused before anything is made for it.
    const length = code >= fixed && code < fixed + 16 ? code - fixed : code === code16 || code === code16 + 1 ? this.#uint(code === code16 ? 2 : 4) : undefined;
    if (length === undefined || length > this.#bytes.length - this.#at) throw new MalformedFrame(`Reading ${kind} length for '${what}' failed.`);
    return length;
  }

  #uint(size: number): number {
    return this.#take(size).readUIntBE(0, size);
  }

  #code(): number {
    return this.#take(1).readUInt8();
  }

  #take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw new MalformedFrame("The frame ends in the midst of a value.");
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}
