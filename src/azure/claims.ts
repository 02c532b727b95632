import type { PipelineResponse } from "@azure/core-rest-pipeline";

/** The claims, as JSON, that a token must carry for what was refused (learn.microsoft.com, "Claims challenges, claims requests, and client capabilities"). */
export function claimsWanted({ status, headers }: PipelineResponse): string | undefined {
  const challenge = status === 401 ? headers.get("www-authenticate") : undefined;
  const [, claims] = /\bclaims="([^"]+)"/.exec(challenge ?? "") ?? [];
  return claims === undefined ? undefined : Buffer.from(claims, "base64").toString("utf8");
}
