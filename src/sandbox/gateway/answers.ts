import type { ServerResponse } from "node:http";
import type { KeyNames, KeyRefusal } from "./subscriptionKey.ts";

const messages = {
  notFound: "Resource not found",
  keyMissing: "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
  keyInvalid: "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.",
  internal: "Internal server error",
} as const;

/** No API, or no operation of it, for this method and path. A wrong method is 404 too, not 405. */
export function answerNotFound(response: ServerResponse): void {
  answer(response, 404, messages.notFound);
}

/** The API needs a subscription key. `url` is the API's own, without a closing slash. */
export function answerKeyRefused(response: ServerResponse, refusal: KeyRefusal, url: string, names: KeyNames): void {
  response.setHeader("WWW-Authenticate", `AzureApiManagementKey realm="${url}",name="${names.header}",type="header"`);
  answer(response, 401, refusal === "missing" ? messages.keyMissing : messages.keyInvalid);
}

/** The backend could not be reached, broke before it answered, or took too long. */
export function answerBackendFailed(response: ServerResponse): void {
  answer(response, 500, messages.internal);
}

/** The request names this server by a name of somebody else's (DNS rebinding). The real gateway has no such rule. */
export function answerForeignHost(response: ServerResponse): void {
  response.setHeader("Connection", "close");
  answer(response, 403, "This server answers only requests to 127.0.0.1 or localhost.");
}

/** More WebSockets at once than the tier carries. The real status is not known. */
export function answerTooManyWebSockets(response: ServerResponse): void {
  answer(response, 503, "The maximum number of concurrent WebSocket connections has been reached.");
}

/** The gateway's own error body, which is not ARM's. */
function answer(response: ServerResponse, statusCode: number, message: string): void {
  const body = `{ "statusCode": ${statusCode}, "message": ${JSON.stringify(message)} }`;
  response.writeHead(statusCode, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}
