import { compactVerify, decodeProtectedHeader, errors, importJWK } from "jose";
import type { JWK } from "jose";
import { PolicyError } from "./run.ts";
import type { DefaultAnswer } from "./run.ts";

/** A key that tokens may be signed with; tokens that name another one by `kid` are not tried with it. */
export type SigningKey = { readonly id: string | undefined } & ({ readonly secret: Uint8Array } | { readonly jwk: JWK });

export interface RequiredClaim {
  readonly name: string;
  /** Whether each of the values has to be there, or one. */
  readonly all: boolean;
  /** What parts the values of a claim that is one text. */
  readonly separator: string | undefined;
  /** None: the claim has to be there, with whatever value. */
  readonly values: readonly string[];
}

export interface JwtChecks {
  /** None: any. */
  readonly audiences: readonly string[];
  readonly issuers: readonly string[];
  readonly skewSeconds: number;
  /** Whether a token has to expire. */
  readonly expires: boolean;
  /** In milliseconds. */
  readonly now: number;
}

/** Why a token is refused, by `context.LastError.Reason` of `validate-jwt`. */
export interface JwtRefusal {
  readonly reason: string;
  readonly message: string;
}

export type JwtClaims = Readonly<Record<string, unknown>>;

const symmetric = ["HS256", "HS384", "HS512"];
const asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

export function jwtFailure(reason: string, message: string, answer: DefaultAnswer): PolicyError {
  return new PolicyError("validate-jwt", reason, message, answer);
}

/** The claims of a token with a good signature, in its time and for whom it is checked. */
export async function verifiedClaims(token: string, keys: readonly SigningKey[], checks: JwtChecks): Promise<{ readonly claims: JwtClaims } | JwtRefusal> {
  const payload = await verifiedPayload(token, keys);
  if ("reason" in payload) return payload;
  const claims = claimsIn(payload.bytes);
  if (claims === undefined) return refusal("JwtInvalid", "The token holds no claims.");
  const { exp, nbf, iss } = claims;
  const seconds = checks.now / 1000;
  if (typeof exp === "number" ? seconds >= exp + checks.skewSeconds : checks.expires) return refusal("TokenExpired", typeof exp === "number" ? "The token has expired." : "The token has no expiration time.");
  if (typeof nbf === "number" && seconds < nbf - checks.skewSeconds) return refusal("JwtInvalid", "The token is not valid yet.");
  const audiences = [claims["aud"]].flat();
  if (checks.audiences.length > 0 && !checks.audiences.some((audience) => audiences.includes(audience))) return refusal("TokenAudienceNotAllowed", "The token's audience is not allowed.");
  if (checks.issuers.length > 0 && !checks.issuers.includes(String(iss))) return refusal("TokenIssuerNotAllowed", "The token's issuer is not allowed.");
  return { claims };
}

/** The first required claim that a token lacks, by value too. */
export function checkClaims(claims: JwtClaims, required: readonly RequiredClaim[]): JwtRefusal | undefined {
  const missing = required.filter(({ name }) => claims[name] === undefined).map(({ name }) => name);
  if (missing.length > 0) return refusal("TokenClaimNotFound", `JWT token is missing the following claims: ${missing.join(", ")}.`);
  const wrong = required.find(({ name, all, separator, values }) => {
    const given = [claims[name]].flat().flatMap((value) => (separator === undefined || separator === "" ? [String(value)] : String(value).split(separator)));
    return values.length > 0 && !(all ? values.every((value) => given.includes(value)) : values.some((value) => given.includes(value)));
  });
  return wrong && refusal("TokenClaimValueNotAllowed", `Claim ${wrong.name} value of ${String(claims[wrong.name])} is not allowed.`);
}

async function verifiedPayload(token: string, keys: readonly SigningKey[]): Promise<{ readonly bytes: Uint8Array } | JwtRefusal> {
  let algorithm: string;
  let named: string | undefined;
  try {
    const { alg = "", kid } = decodeProtectedHeader(token);
    [algorithm, named] = [alg, kid];
  } catch {
    return refusal("JwtInvalid", "The token is not a signed JWT.");
  }
  const fitting = keys.filter(({ id }) => id === undefined || named === undefined || id === named);
  if (fitting.length === 0) return refusal("TokenSignatureKeyNotFound", "No key is known under the id that the token names.");
  for (const key of fitting) {
    try {
      const algorithms = "secret" in key ? symmetric : asymmetric;
      if (!algorithms.includes(algorithm)) continue;
      const { payload } = "secret" in key ? await compactVerify(token, key.secret, { algorithms }) : await compactVerify(token, await importJWK(key.jwk, algorithm), { algorithms });
      return { bytes: payload };
    } catch (error) {
      // Another key may fit.
      if (error instanceof errors.JWSInvalid) return refusal("JwtInvalid", "The token is not a signed JWT.");
    }
  }
  return refusal("TokenSignatureInvalid", "The token's signature does not fit any of the keys.");
}

function claimsIn(bytes: Uint8Array): JwtClaims | undefined {
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null && !Array.isArray(claims) ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

/** The messages of the real one end so; what stands before is its JWT library's. */
function refusal(reason: string, message: string): JwtRefusal {
  return { reason, message: `${message} Access denied.` };
}
