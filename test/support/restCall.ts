import { SignJWT } from "jose";
import type { TestService } from "./signalRService.ts";

export interface Call {
  readonly body?: unknown;
  readonly audience?: string;
  readonly token?: string;
}
export interface Answer {
  readonly status: number;
  readonly code: string | null;
  readonly challenge: string | null;
  readonly body: string;
}

/** Calls the REST API with a token for exactly that URL, as the SDK makes it: without port, query and last slash. */
export async function rest(service: TestService, method: string, path: string, call: Call = {}): Promise<Answer> {
  const url = new URL(path, service.url);
  const token =
    call.token ??
    (await new SignJWT({}).setProtectedHeader({ alg: "HS256" }).setAudience(call.audience ?? `http://127.0.0.1${url.pathname}`).setExpirationTime("1h").sign(new TextEncoder().encode(service.signalR.keys.secondary)));
  const response = await fetch(url, {
    method,
    headers: { ...(token === "" ? {} : { Authorization: `Bearer ${token}` }), "Content-Type": "application/json; charset=utf-8" },
    ...(call.body === undefined ? {} : { body: typeof call.body === "string" ? call.body : JSON.stringify(call.body) }),
  });
  return { status: response.status, code: response.headers.get("x-ms-error-code"), challenge: response.headers.get("www-authenticate"), body: await response.text() };
}
