import type { SignalRModel } from "../model.ts";
import type { Answer } from "./answer.ts";

/** Client connections the service's tier carries: 20 for Free, else 1000 for each unit (signalr-protocol 7.2). */
export function connectionQuota(signalR: SignalRModel): number {
  const { sku } = signalR.envelope;
  const { name, capacity } = typeof sku === "object" && sku !== null && !Array.isArray(sku) ? sku : {};
  if (typeof name === "string" && name.toLowerCase().startsWith("free")) return 20;
  return 1000 * (typeof capacity === "number" && capacity > 0 ? capacity : 1);
}

export const quotaReached: Answer = { status: 429, body: "Connection count reaches limit." };
