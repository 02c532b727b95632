import type { AccessToken, TokenCredential } from "@azure/core-auth";

/** What gives tokens for a control plane. The name other rooms use, so that they need not know the SDK. */
export type Credential = TokenCredential;

/** How long a token without known lifetime is taken to live; it is asked for again after that. */
const assumedLifetimeMs = 5 * 60_000;

/** What a token is asked for with. */
export interface Asked {
  readonly signal?: AbortSignal;
  /** Claims the token must carry, as JSON: Azure refused the one there was (a step-up, or conditional access). */
  readonly claims?: string;
}

/** A credential from tokens someone else obtains: a fixed one, or one asked for each time (an editor's session). */
export function tokenCredential(getToken: (scopes: readonly string[], asked: Asked) => Promise<string>): Credential {
  return {
    async getToken(scopes, options): Promise<AccessToken> {
      const signal = options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
      return { token: await getToken([scopes].flat(), { ...(signal !== undefined && { signal }), ...(options?.claims !== undefined && { claims: options.claims }) }), expiresOnTimestamp: Date.now() + assumedLifetimeMs };
    },
  };
}
