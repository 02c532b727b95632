import type { Pieces, Work } from "./work.ts";

/** Bytes of a file from which on a person may wait long enough to be shown how far it is. */
export const longFile = 4 * 1024 * 1024;

/** Bytes that are turned into text in one go. */
const pieceLength = 256 * 1024;

/** The text of a file in UTF-8. */
export function* decoding(bytes: Uint8Array): Work<Pieces> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceLength) {
    const piece = bytes.subarray(at, at + pieceLength);
    pieces.push(decoder.decode(piece, { stream: true }));
    yield piece.length;
  }
  pieces.push(decoder.decode());
  return pieces;
}

/** A text as a file in UTF-8. No character may stand in two pieces. */
export function* encoding(pieces: Pieces): Work<Uint8Array> {
  let length = 0;
  for (const piece of pieces) {
    length += Buffer.byteLength(piece);
    yield piece.length;
  }
  const encoded = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    at += new TextEncoder().encodeInto(piece, encoded.subarray(at)).written;
    yield piece.length;
  }
  return encoded;
}

/** The lines of a text without their ends, wherever its pieces meet. */
export function* linesOf(pieces: Pieces): Generator<string> {
  let begun = "";
  for (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", from)) {
      yield begun + piece.slice(from, end);
      begun = "";
      from = end + 1;
    }
    begun += piece.slice(from);
  }
  if (begun !== "") yield begun;
}
