import type { IncomingMessage, ServerResponse } from "node:http";
import type { SignalRModel } from "../model.ts";

/** Origins that may call, `["*"]` where ARM holds none (its documented default). */
function allowedOrigins(signalR: SignalRModel): readonly unknown[] {
  const { cors } = signalR.properties;
  const origins = typeof cors === "object" && cors !== null && !Array.isArray(cors) ? cors["allowedOrigins"] : undefined;
  return Array.isArray(origins) && origins.length > 0 ? origins : ["*"];
}

/**
 * Lets a page of an allowed origin read the answer. The origin is echoed: with credentials, which the official client
 * sends by default, browsers refuse `*`. An origin that is not allowed just gets no headers.
 */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, signalR: SignalRModel): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader("Vary", "Origin");
  const allowed = allowedOrigins(signalR);
  if (allowed.includes("*") || allowed.some((entry) => typeof entry === "string" && entry.toLowerCase() === origin.toLowerCase())) grantOrigin(request, response, origin);
}

/** Sets what a browser needs to hand the answer (or, to OPTIONS, the permission to ask) to a page of the origin. */
export function grantOrigin(request: IncomingMessage, response: ServerResponse, origin: string): void {
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Credentials", "true");
  if (request.method !== "OPTIONS") return;
  const method = request.headers["access-control-request-method"];
  const headers = request.headers["access-control-request-headers"];
  if (method !== undefined) response.setHeader("Access-Control-Allow-Methods", method);
  if (headers !== undefined) response.setHeader("Access-Control-Allow-Headers", headers);
}
