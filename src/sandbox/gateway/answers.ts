import { emptyResponse } from "../policies/drafts.ts";
import type { ResponseDraft } from "../policies/drafts.ts";
import type { DefaultAnswer } from "../policies/run.ts";
import type { KeyNames, KeyRefusal } from "./subscriptionKey.ts";
import type { ServerResponse } from "node:http";

/** A refusal of the gateway's own: what `context.LastError` says, and the answer without an `on-error` section (apim-facts 2.2). */
export interface Refusal {
  readonly source: string;
  readonly reason: string;
  readonly message: string;
  readonly answer: DefaultAnswer;
}

/** No API, or no operation of it, for this method and path. A wrong method is 404 too, not 405. */
export const operationNotFound: Refusal = {
  source: "configuration",
  reason: "OperationNotFound",
  message: "Unable to match incoming request to an operation.",
  answer: { status: 404, message: "Resource not found" },
};

/** More WebSockets at once than the tier carries. The real status is not known. */
export const tooManyWebSockets: DefaultAnswer = { status: 503, message: "The maximum number of concurrent WebSocket connections has been reached." };

/** A body that a policy reads is larger than the gateway gathers. The real status is not known. */
export const bodyTooLarge: DefaultAnswer = { status: 413, message: "Request entity too large" };

const keyTexts = {
  missing: { reason: "SubscriptionKeyNotFound", message: "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." },
  invalid: { reason: "SubscriptionKeyInvalid", message: "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." },
};

/** The API needs a subscription key. `url` is the API's own, without a closing slash. */
export function keyRefused(refusal: KeyRefusal, url: string, names: KeyNames): Refusal {
  const { reason, message } = keyTexts[refusal];
  const headers = { "WWW-Authenticate": `AzureApiManagementKey realm="${url}",name="${names.header}",type="header"` };
  return { source: "authorization", reason, message, answer: { status: 401, message, headers } };
}

/** The gateway's own error body, which is not ARM's. */
export function errorResponse({ status, message, headers = {} }: DefaultAnswer): ResponseDraft {
  const response = emptyResponse(status, "");
  for (const [name, value] of Object.entries({ "Content-Type": "application/json", ...headers })) response.headers.apply(name, "append", [value]);
  response.body = Buffer.from(`{ "statusCode": ${status}, "message": ${JSON.stringify(message)} }`);
  return response;
}

/** The request names this server by a name of somebody else's (DNS rebinding). The real gateway has no such rule. */
export function answerForeignHost(response: ServerResponse): void {
  response.writeHead(403, { Connection: "close", "Content-Type": "text/plain; charset=utf-8" });
  response.end("This server answers only requests to 127.0.0.1 or localhost.");
}
