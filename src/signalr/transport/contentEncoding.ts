import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream";
import type { Readable } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** Hands over what came so far, also when the compressor has not ended: an event stream never does. */
const flush = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

/** The body without its content encoding. It is never asked for, but gateways and CDNs compress all the same. */
export function decoded(incoming: IncomingMessage): Readable {
  const decoder = decoderOf(incoming.headers["content-encoding"]?.toLowerCase());
  return decoder === undefined ? incoming : pipeline(incoming, decoder, () => undefined);
}

function decoderOf(encoding: string | undefined): (NodeJS.ReadWriteStream & Readable) | undefined {
  if (encoding === "gzip" || encoding === "x-gzip") {
    return createGunzip(flush);
  }
  if (encoding === "deflate") {
    return createInflate(flush);
  }
  return encoding === "br" ? createBrotliDecompress() : undefined;
}
