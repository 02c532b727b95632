import type { PolicyBody } from "../expressions/context.ts";
import { FieldList } from "./fields.ts";

/** The request as policies have made it so far, on its way to the backend. */
export interface RequestDraft {
  method: string;
  readonly headers: FieldList;
  /** The backend's own URL: the API's `serviceUrl`, or what `set-backend-service` put in its place. Empty where there is none. */
  base: string;
  /** Path below the API's suffix, percent-encoded: empty, or beginning with a slash. */
  rest: string;
  query: FieldList;
  /** What the caller sent, where something reads it; null where it sent none, or nothing reads it. */
  readonly incoming: PolicyBody | null;
  /** The body a policy put in the place of the caller's. */
  body: Uint8Array | undefined;
}

/** The answer as policies have made it so far, on its way to the caller. */
export interface ResponseDraft {
  statusCode: number;
  statusReason: string;
  readonly headers: FieldList;
  /** What the backend or a variable's answer said, where it was gathered. */
  readonly incoming: PolicyBody | null;
  /** The body a policy put in the place of that. */
  body: Uint8Array | undefined;
}

export function emptyResponse(statusCode = 200, statusReason = "OK"): ResponseDraft {
  return { statusCode, statusReason, headers: new FieldList([]), incoming: null, body: undefined };
}
