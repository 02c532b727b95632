import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

/**
 * Stands for Microsoft Entra ID: one token that is good, and the key that apps without an access key sign their clients'
 * tokens with (service-protocol section 2, "Entra ID").
 */
export class EntraAccess {
  readonly keyId = randomUUID();
  /** A secret. */
  readonly accessKey = randomBytes(32).toString("base64");
  readonly #token: Buffer;

  constructor(token: string) {
    this.#token = Buffer.from(token);
  }

  accepts(token: string): boolean {
    const given = Buffer.from(token);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}
