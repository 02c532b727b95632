import type { Answer } from "./answer.ts";

/** ErrorDetail as the data plane's swagger names it. `headerCode` is what SDKs read to tell "not there" from a failure. */
export function restError(status: number, code: string, message: string, headerCode?: string): Answer {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...(headerCode === undefined ? {} : { "x-ms-error-code": headerCode }) },
    body: JSON.stringify({ code, message, target: null, details: [] }),
  };
}
