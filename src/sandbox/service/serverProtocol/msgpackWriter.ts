const text = new TextEncoder();

/**
 * Writes the MessagePack of service frames in the SDK's own spelling: the shortest integer, `str`, `bin`. The hub
 * protocols' library cannot do it: maps have integer keys here, claim names repeat, and some integers have a fixed width.
 */
export class MsgpackWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  array(length: number): void {
    this.#header(length, 0x90, 0xdc);
  }

  map(length: number): void {
    this.#header(length, 0x80, 0xde);
  }

  nil(): void {
    this.#byte(0xc0);
  }

  bool(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  int(value: number | bigint): void {
    if (value < -0x80000000) this.#eightBytes(0xd3, BigInt.asUintN(64, BigInt(value)));
    else if (value < 0) this.#negative(Number(value));
    else if (value < 0x80) this.#byte(Number(value));
    else if (value <= 0xff) this.#sized(0xcc, Number(value), 1);
    else if (value <= 0xffff) this.#sized(0xcd, Number(value), 2);
    else if (value <= 0xffffffff) this.#sized(0xce, Number(value), 4);
    else this.#eightBytes(0xcf, BigInt(value));
  }

  /** Always five bytes, as flow control writes its numbers. */
  fixedInt32(value: number): void {
    this.#byte(0xd2);
    this.#length = this.#room(4).writeInt32BE(value, this.#length);
  }

  str(value: string): void {
    const bytes = text.encode(value);
    if (bytes.length < 32) this.#byte(0xa0 + bytes.length);
    else this.#length32(bytes.length, 0xd9);
    this.#raw(bytes);
  }

  bin(value: Uint8Array): void {
    this.#length32(value.length, 0xc4);
    this.#raw(value);
  }

  /** What was written; the writer is not used after. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #eightBytes(code: number, value: bigint): void {
    this.#byte(code);
    this.#length = this.#room(8).writeBigUInt64BE(value, this.#length);
  }

  #negative(value: number): void {
    if (value >= -32) this.#byte(0x100 + value);
    else if (value >= -0x80) this.#sized(0xd0, 0x100 + value, 1);
    else if (value >= -0x8000) this.#sized(0xd1, 0x10000 + value, 2);
    else this.fixedInt32(value);
  }

  #header(length: number, fixed: number, code16: number): void {
    if (length < 16) this.#byte(fixed + length);
    else if (length <= 0xffff) this.#sized(code16, length, 2);
    else this.#sized(code16 + 1, length, 4);
  }

  #length32(length: number, code8: number): void {
    if (length <= 0xff) this.#sized(code8, length, 1);
    else if (length <= 0xffff) this.#sized(code8 + 1, length, 2);
    else this.#sized(code8 + 2, length, 4);
  }

  #sized(code: number, value: number, bytes: number): void {
    this.#byte(code);
    this.#length = this.#room(bytes).writeUIntBE(value, this.#length, bytes);
  }

  #byte(value: number): void {
    this.#length = this.#room(1).writeUInt8(value, this.#length);
  }

  #raw(bytes: Uint8Array): void {
    this.#room(bytes.length).set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #room(bytes: number): Buffer {
    const needed = this.#length + bytes;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
