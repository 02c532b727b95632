import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { BodyTooLarge, readBody } from "../loopback.ts";
import type { Json } from "../model.ts";
import type { Reply } from "./reply.ts";
import { ArmError } from "./errors.ts";

/** Bytes of a body that Resource Manager takes (4 MiB). */
const bodyLimit = 4 * 1024 * 1024;

/** The URL of a request, in parts. */
export interface Target {
  /** Decoded, without query. */
  readonly path: string;
  readonly segments: readonly string[];
  /** Names in lower case. */
  readonly query: ReadonlyMap<string, string>;
  /** As sent, with `?`, or empty. */
  readonly search: string;
}

/** @throws ArmError 400 for a path that cannot be decoded */
export function readTarget(url: string): Target {
  const [raw = "", ...rest] = url.split("?");
  const search = rest.length === 0 ? "" : `?${rest.join("?")}`;
  try {
    const segments = raw
      .split("/")
      .filter((segment) => segment !== "")
      .map((segment) => decodeURIComponent(segment));
    const query = new Map([...new URLSearchParams(search)].map(([name, value]) => [name.toLowerCase(), value]));
    return { path: `/${segments.join("/")}`, segments, query, search };
  } catch {
    throw new ArmError(400, "BadRequest", "The request URL is not valid.");
  }
}

/**
 * The body as JSON; undefined where there is none.
 * @throws ArmError 400 for what is not JSON, 413 for too much, 415 for another media type
 */
export async function readJson(request: IncomingMessage): Promise<Json | undefined> {
  let text: string;
  try {
    text = (await readBody(request, bodyLimit)).toString("utf8");
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      throw new ArmError(413, "RequestEntityTooLarge", `The size of the request body must not exceed ${bodyLimit} bytes.`, {
        headers: { Connection: "close" },
      });
    }
    throw error;
  }
  if (text.trim() === "") return undefined;
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) {
    throw new ArmError(415, "UnsupportedMediaType", `The content media type '${type}' is not supported. Only 'application/json' is supported.`);
  }
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    throw new ArmError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized: the body is not valid JSON.");
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * Checks the bearer token, in constant time.
 * @throws ArmError 401 with the challenge that names the tenant
 */
export function checkToken(request: IncomingMessage, token: string, tenantId: string): void {
  const given = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  const code = given === undefined ? "AuthenticationFailed" : "InvalidAuthenticationToken";
  const message =
    given === undefined ? "Authentication failed. The 'Authorization' header is missing or is not a bearer token." : "The access token is invalid.";
  const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", error="invalid_token", error_description="${message}"`;
  throw new ArmError(401, code, message, { headers: { "WWW-Authenticate": challenge } });
}

/** Tokens left in the subscription's buckets, as real answers tell them; the sandbox never runs out. */
function rateLimitHeader(method: string): Record<string, string> {
  const [name, left] = method === "DELETE" ? ["deletes", "199"] : method === "GET" || method === "HEAD" ? ["reads", "249"] : ["writes", "199"];
  return { [`x-ms-ratelimit-remaining-subscription-${name ?? ""}`]: left ?? "" };
}

/** Sends an answer with the headers every answer of Resource Manager has. */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const requestId = randomUUID();
  const correlation = request.headers["x-ms-correlation-request-id"];
  const body = reply.body === undefined ? undefined : Buffer.from(JSON.stringify(reply.body));
  const client = request.headers["x-ms-client-request-id"];
  response.writeHead(reply.status, {
    "Cache-Control": "no-cache",
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": typeof correlation === "string" ? correlation : requestId,
    ...(typeof client === "string" && request.headers["x-ms-return-client-request-id"] === "true" ? { "x-ms-client-request-id": client } : {}),
    ...rateLimitHeader(request.method ?? "GET"),
    ...(body === undefined ? {} : { "Content-Type": "application/json; charset=utf-8" }),
    ...(reply.status === 204 ? {} : { "Content-Length": String(body?.length ?? 0) }),
    ...reply.headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
