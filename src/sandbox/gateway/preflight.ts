import type { IncomingMessage } from "node:http";
import type { Preflight } from "../policies/corsAnswer.ts";

/** The question of a browser that is to be answered before a page's request is sent; undefined for any other request. */
export function preflightOf({ method, headers }: IncomingMessage): Preflight | undefined {
  const announced = headers["access-control-request-method"];
  if (method !== "OPTIONS" || headers.origin === undefined || announced === undefined) return undefined;
  const asked = (headers["access-control-request-headers"] ?? "").split(",").map((name) => name.trim()).filter((name) => name !== "");
  return { origin: headers.origin, method: announced, headers: asked };
}
