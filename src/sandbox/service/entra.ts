import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Answer } from "./answer.ts";
import type { Access } from "./authorize.ts";
import { bearerToken } from "./authorize.ts";

/**
 * Stands for Microsoft Entra ID: the tokens that are good, and the key that apps without an access key sign their clients'
 * tokens with (service-protocol section 2, "Entra ID").
 */
export class EntraAccess {
  readonly keyId = randomUUID();
  /** A secret. */
  readonly accessKey = randomBytes(32).toString("base64");
  readonly #tokens: readonly Buffer[];

  constructor(...tokens: readonly string[]) {
    this.#tokens = tokens.map((token) => Buffer.from(token));
  }

  accepts(token: string): boolean {
    const given = Buffer.from(token);
    return this.#tokens.some((good) => given.length === good.length && timingSafeEqual(given, good));
  }
}

/** Whether the path is the one an app without an access key gets its signing key from: the first form, or that of 2024-12-01. */
export function isAccessKeyPath(path: string): boolean {
  return /^\/api\/(?:v1\/)?auth\/accesskey$/i.test(path);
}

/** Gives the signing key to a bearer of the Entra token (service-protocol section 2, "Entra ID"). */
export function answerAccessKey(request: IncomingMessage, { entra }: Access): Answer {
  if (request.method !== "GET" && request.method !== "POST") return { status: 405, headers: { Allow: "GET, POST" } };
  const token = bearerToken(request.headers.authorization);
  if (entra === undefined || token === undefined || !entra.accepts(token)) return { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
  const { keyId, accessKey } = entra;
  return { status: 200, headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" }, body: JSON.stringify({ KeyId: keyId, AccessKey: accessKey }) };
}
