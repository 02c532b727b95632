import type { HopView } from "../console/protocol.ts";

/** What the hop strip shows one after the other: the hops, and the tokens that came into play between them. */
export type HopStop =
  | { readonly type: "hop"; readonly hop: HopView }
  /** `details` is what can be told of the token; `expiresAt` in milliseconds since the epoch where it says. */
  | { readonly type: "token"; readonly details: Readonly<Record<string, unknown>>; readonly expiresAt?: number };

/** A token stands before the hop that carried it first, or after the redirect that gave it; once, as later hops carry the same. */
export function hopStops(hops: readonly HopView[]): HopStop[] {
  const stops: HopStop[] = [];
  let known = "";
  for (const hop of hops) {
    const { token, ...details } = hop.details;
    const stop: HopStop = { type: "hop", hop: { ...hop, details } };
    const text = JSON.stringify(token) ?? "";
    if (token === undefined || text === known) stops.push(stop);
    else stops.push(...(hop.kind === "redirect" ? [stop, tokenStop(token)] : [tokenStop(token), stop]));
    if (token !== undefined) known = text;
  }
  return stops;
}

function tokenStop(token: unknown): HopStop {
  if (typeof token !== "object" || token === null) return { type: "token", details: { token } };
  const details = Object.fromEntries(Object.entries(token));
  const expiresAt = Date.parse(String(details["expiresAt"]));
  return { type: "token", details, ...(!Number.isNaN(expiresAt) && { expiresAt }) };
}
