import { ArmError, fieldError } from "./errors.ts";

let last = 0n;

/** A new ETag, quoted, in the form of live ones: a row version of eight bytes in base64, growing also over restarts. */
export function newEtag(): string {
  const now = BigInt(Date.now()) * 1000n;
  last = now > last ? now : last + 1n;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(last);
  return `"${bytes.toString("base64")}"`;
}

function bare(etag: string): string {
  return etag.trim().replace(/^W\//, "").replaceAll('"', "");
}

/**
 * Checks `If-Match` against what is there (RFC 9110 section 13.1.1; `*` is unconditional, and matches a missing entity
 * too, as the official examples create with it).
 * @throws ArmError 412 when it does not match
 */
export function checkIfMatch(ifMatch: string | undefined, current: { readonly etag: string } | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === "*") return;
  if (current === undefined || !ifMatch.split(",").some((etag) => bare(etag) === bare(current.etag))) {
    throw new ArmError(412, "PreconditionFailed", "Resource was modified since last retrieval.");
  }
}

/** As `checkIfMatch`, for calls that require the header (PATCH and DELETE). */
export function requireIfMatch(ifMatch: string | undefined, current: { readonly etag: string }): void {
  if (ifMatch === undefined || ifMatch.trim() === "") {
    throw fieldError("If-Match", "The If-Match header with an entity tag or * is required.");
  }
  checkIfMatch(ifMatch, current);
}
