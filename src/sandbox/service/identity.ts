import { randomBytes } from "node:crypto";

/** Who a client is, as its token and its negotiate said. */
export interface ClientIdentity {
  readonly hub: string;
  /** Public: what hubs, groups and the REST API use. */
  readonly connectionId: string;
  readonly userId: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** 16 random bytes as base64url without padding: 22 characters (aspnetcore HttpConnectionManager.cs). */
export function newId(): string {
  return randomBytes(16).toString("base64url");
}

/** The user id of a client token: `asrs.s.uid`, else `nameid`, else `sub` (service-protocol: user id of a client). */
export function userIdOf(claims: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of ["asrs.s.uid", "nameid", "sub"]) {
    const value = claims[name];
    if (typeof value === "string") return value;
  }
  return undefined;
}

/** A system claim that holds a whole number as text, where it lies within the range; else undefined. */
export function numberClaim(claims: Readonly<Record<string, unknown>>, name: string, least: number, most: number): number | undefined {
  const value = Number(claims[name] ?? Number.NaN);
  return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}
