import { nullArgument, Thrown } from "../run/thrown.ts";

/** .NET's rule for Base64: white space is skipped, padding is needed. @throws {Thrown} */
export function fromBase64(text: string | null): Uint8Array {
  if (text === null) throw nullArgument("s");
  const plain = text.replaceAll(/[ \t\r\n]/g, "");
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) {
    throw new Thrown("FormatException", "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.");
  }
  return new Uint8Array(Buffer.from(plain, "base64"));
}

export function toBase64(bytes: Uint8Array | null): string {
  if (bytes === null) throw nullArgument("inArray");
  return Buffer.from(bytes).toString("base64");
}
