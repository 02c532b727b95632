import { isIP } from "node:net";
import { Problem } from "../../signalr/problem.ts";
import { verifyToken } from "../../signalr/token.ts";
import type { SignalRModel } from "../model.ts";
import type { Answer } from "./answer.ts";
import type { EntraAccess } from "./entra.ts";

/** What tokens are checked against; the service's keys are read at every check. */
export interface Access {
  readonly signalR: SignalRModel;
  /** None where the service does not take Entra's tokens. */
  readonly entra: EntraAccess | undefined;
}

export type Authorized = { readonly claims: Readonly<Record<string, unknown>> };

/** `https` for a service with a name, `http` for one on loopback; the audience of a token never holds a port. */
export function audienceBase(signalR: SignalRModel): string {
  const { hostName } = signalR.properties;
  const host = typeof hostName === "string" ? hostName : "";
  return `${isIP(host) === 0 && host !== "localhost" ? "https" : "http"}://${host}`;
}

/** Whether a token's audience is the expected URL; a port in it is ignored. */
export function sameAudience(audience: string, expected: (url: URL) => boolean): boolean {
  if (!URL.canParse(audience)) return false;
  const url = new URL(audience);
  url.port = "";
  return expected(url);
}

/**
 * Checks a token against both of the service's present keys, and against the one apps without a key were given.
 * @param audience whether the token was made for what is asked
 * @returns the claims, or the 401 with the words of the real one (signalr-protocol 7.3)
 */
export async function authorize({ signalR, entra }: Access, token: string | undefined, audience: (url: URL) => boolean): Promise<Authorized | Answer> {
  if (token === undefined) return { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
  const local = signalR.properties["disableLocalAuth"] === true ? [] : [signalR.keys.primary, signalR.keys.secondary];
  const keys = entra === undefined ? local : [...local, entra.accessKey];
  try {
    return await verifyToken({ token, keys, audience: (value) => sameAudience(value, audience) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: 401, headers: { "WWW-Authenticate": `Bearer error="invalid_token", error_description="${error.message.replaceAll(/["\r\n]/g, "'")}"` } };
  }
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(?<token>\S+)\s*$/i.exec(header ?? "")?.groups?.["token"];
}
