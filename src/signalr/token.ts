import { CompactSign, compactVerify, decodeJwt, decodeProtectedHeader } from "jose";
import * as l10n from "@vscode/l10n";
import { clientAudience } from "./clientUrl.ts";
import { Problem } from "./problem.ts";

/** Longest token the service takes, in characters (signalr-protocol 7.2). */
export const MAX_TOKEN_LENGTH = 4096;

export type Claims = Readonly<Record<string, unknown>>;

export interface ClientTokenOptions {
  /** Secret: the text as it stands in the connection string. */
  readonly accessKey: string;
  /** The service's own URL, also when the client goes through a gateway. */
  readonly endpoint: string;
  readonly hub: string;
  /** What the hub sees as the user; the empty text is a user too. */
  readonly userId?: string;
  /** The user's own claims. A repeated claim is an array. Names the token itself needs get the prefix `asrs.u.`. */
  readonly claims?: Claims;
  /** Default one hour. */
  readonly lifetimeSeconds?: number;
  /** Milliseconds since the epoch; default now. */
  readonly now?: number;
  /** `iss`; newer SDKs write `azure-signalr`. Left out by default. */
  readonly issuer?: string;
  /** `kid`; with an access key it tells the service nothing. */
  readonly keyId?: string;
}

/** Claim names the token needs itself; a user's claim of that name travels as `asrs.u.{name}` (signalr-protocol 5.5). */
const RESERVED = new Set(["aud", "exp", "iat", "nbf", "iss", "actort", "acr", "azp", "c_hash", "jti", "nonce"]);

/** The long claim names of .NET that apps use and what they are called in a token. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier": "nameid",
  "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name": "unique_name",
  "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress": "email",
  "http://schemas.microsoft.com/ws/2008/06/identity/claims/role": "role",
};

/**
 * A token for a client of the service, signed with HS256 over the key's UTF-8 text (signalr-protocol 5.5).
 * @throws Problem `tokenTooLong`
 */
export async function createClientToken(options: ClientTokenOptions): Promise<string> {
  const seconds = Math.floor((options.now ?? Date.now()) / 1000);
  const payload = {
    ...(options.userId === undefined ? {} : { "asrs.s.uid": options.userId }),
    ...userClaims(options.claims ?? {}),
    nbf: seconds,
    exp: seconds + (options.lifetimeSeconds ?? 3600),
    iat: seconds,
    ...(options.issuer === undefined ? {} : { iss: options.issuer }),
    aud: clientAudience(options.endpoint, options.hub),
  };
  return await signToken(payload, options.accessKey, options.keyId);
}

export interface RestTokenOptions {
  /** Secret: the text as it stands in the connection string. */
  readonly accessKey: string;
  /** The URL asked for, at the service's own `Endpoint`, without its query. */
  readonly audience: string;
  /** Milliseconds since the epoch; default now. */
  readonly now?: number;
}

/** How long a token for one call of the data plane is good. */
const REST_TOKEN_SECONDS = 300;

/** A token for one call of the service's REST data plane (signalr-protocol 6). */
export async function createRestToken({ accessKey, audience, now = Date.now() }: RestTokenOptions): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return await signToken({ nbf: seconds, exp: seconds + REST_TOKEN_SECONDS, iat: seconds, aud: audience }, accessKey);
}

/** @throws Problem `tokenTooLong` */
async function signToken(payload: Claims, accessKey: string, keyId?: string): Promise<string> {
  const token = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "HS256", typ: "JWT", ...(keyId === undefined ? {} : { kid: keyId }) })
    .sign(new TextEncoder().encode(accessKey));
  if (token.length > MAX_TOKEN_LENGTH) {
    throw new Problem({
      code: "tokenTooLong",
      message: l10n.t("The token would have {0} characters; the service takes at most {1}.", token.length, MAX_TOKEN_LENGTH),
      likelyCause: l10n.t("Too many claims, or too long ones."),
      nextStep: l10n.t("Leave out claims that the hub does not read."),
    });
  }
  return token;
}

function userClaims(claims: Claims): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  for (const [given, value] of Object.entries(claims)) {
    const name = SHORT_NAMES[given] ?? given;
    if (name === "sub" && Array.isArray(value)) {
      // Only the first subject is the user; the service refuses a second one under the same name.
      named["sub"] = value[0];
      named["asrs.u.sub"] = value.length === 2 ? value[1] : value.slice(1);
    } else {
      named[RESERVED.has(name) ? `asrs.u.${name}` : name] = value;
    }
  }
  return named;
}

export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Claims;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/**
 * What a token says, its signature unchecked and left out: for showing.
 * @throws Problem `tokenMalformed`
 */
export function decodeToken(token: string): DecodedToken {
  try {
    const claims = decodeJwt(token);
    return { header: { ...decodeProtectedHeader(token) }, claims, ...(claims.exp === undefined ? {} : { expiresAt: claims.exp * 1000 }) };
  } catch (cause) {
    throw new Problem({
      code: "tokenMalformed",
      message: l10n.t("The access token is not a JSON Web Token."),
      likelyCause: l10n.t("An access key was given in the place of a token, or the token was cut."),
      nextStep: l10n.t("Let the app's negotiate give the token, or make one from the connection string."),
    }, { cause });
  }
}

export interface VerifyTokenOptions {
  readonly token: string;
  /** Every key that is good now, as text. */
  readonly keys: readonly string[];
  /** The one audience, or what tells a good one. */
  readonly audience: string | ((audience: string) => boolean);
  /** Milliseconds since the epoch; default now. */
  readonly now?: number;
  /** How long after `exp` a token still passes; default 0. */
  readonly clockToleranceSeconds?: number;
}

/**
 * Checks a token as the service does: signature against any of the keys, then `exp`, then `aud`; `nbf`, `iat` and `iss`
 * are not looked at (signalr-protocol 5.5).
 * @throws Problem `invalid_token` whose message is the `error_description` of the service's answer
 */
export async function verifyToken(options: VerifyTokenOptions): Promise<{ readonly claims: Claims }> {
  const payload = await verifiedPayload(options.token, options.keys);
  const claims = readClaims(payload);
  const expires = claims["exp"];
  if (typeof expires !== "number") {
    throw refused("The token has no expiration");
  }
  if ((options.now ?? Date.now()) / 1000 >= expires + (options.clockToleranceSeconds ?? 0)) {
    throw refused(`The token expired at '${dotnetTime(expires)}'`);
  }
  const audiences = [claims["aud"]].flat();
  const { audience } = options;
  const good = typeof audience === "string" ? (value: string): boolean => value === audience : audience;
  if (!audiences.some((value) => typeof value === "string" && good(value))) {
    throw refused("The audience is invalid");
  }
  return { claims };
}

async function verifiedPayload(token: string, keys: readonly string[]): Promise<Uint8Array> {
  for (const key of keys) {
    try {
      const { payload } = await compactVerify(token, new TextEncoder().encode(key), { algorithms: ["HS256", "HS384", "HS512"] });
      return payload;
    } catch {
      // Another key may fit; which one failed is nothing a caller may learn.
    }
  }
  throw refused("The signature key was not found");
}

function readClaims(payload: Uint8Array): Claims {
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) {
      return { ...claims };
    }
  } catch {
    // Told below, with the same words as any other payload that holds no claims.
  }
  throw refused("The token holds no claims");
}

/** These texts travel in `WWW-Authenticate`, so they are the service's and stay untranslated. */
function refused(description: string): Problem {
  return new Problem({ code: "invalid_token", message: description, status: 401 });
}

/** `MM/dd/yyyy HH:mm:ss` in UTC, as .NET's bearer handler writes it. */
function dotnetTime(seconds: number): string {
  const [date = "", time = ""] = new Date(Math.max(seconds, 0) * 1000).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${month}/${day}/${year} ${time.slice(0, 8)}`;
}
