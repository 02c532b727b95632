import { STATUS_CODES } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import * as l10n from "@vscode/l10n";
import { explainStatus } from "./answerCauses.ts";
import type { RefusedAnswer } from "./answerCauses.ts";
import { Problem } from "./problem.ts";
import { redactText, redactUrl } from "./redact.ts";

/** Where servers and gateways put the number a support ticket needs. */
const REQUEST_ID_HEADERS = ["x-ms-request-id", "apim-request-id", "x-ms-correlation-request-id", "request-id", "x-correlation-id", "x-azure-ref"] as const;

/** Longest piece of an answer that is quoted, in characters. */
const MAX_EXCERPT = 300;

/**
 * What an HTTP answer that is not the expected one says about the hop (signalr-protocol 7.3 and 9, apim-facts 2.2).
 * @param hop where the answer came to; `url` is shown redacted
 */
export function answerProblem(answer: { readonly status: number; readonly reason?: string | undefined; readonly headers: IncomingHttpHeaders; readonly body: string }, hop: { readonly kind: RefusedAnswer["hop"]; readonly url: string; readonly withToken: boolean }): Problem {
  const { status, headers, body } = answer;
  const said = saidBy(headers, body, reasonOf(answer));
  const { code, likelyCause, nextStep } = explainStatus({ status, headers, said, hop: hop.kind, url: hop.url, withToken: hop.withToken });
  const requestId = requestIdOf(headers);
  return new Problem({
    code,
    message: refusal(hop.kind, status, said),
    resource: redactUrl(hop.url),
    likelyCause,
    nextStep,
    status,
    ...(requestId === undefined ? {} : { requestId }),
  });
}

function refusal(hop: RefusedAnswer["hop"], status: number, said: string): string {
  switch (hop) {
    case "negotiate":
      return l10n.t("Negotiate was refused with {0}: {1}", status, said);
    case "upgrade":
      return l10n.t("The WebSocket upgrade was refused with {0}: {1}", status, said);
    case "stream":
      return l10n.t("The event stream was refused with {0}: {1}", status, said);
    case "poll":
      return l10n.t("A poll was refused with {0}: {1}", status, said);
    case "send":
      return l10n.t("What was sent was refused with {0}: {1}", status, said);
    case "rest":
      return l10n.t("The service refused the request with {0}: {1}", status, said);
    default:
      return hop satisfies never;
  }
}

export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const value = headers[name];
    if (typeof value === "string" && value !== "") {
      return value;
    }
  }
  return undefined;
}

/** The answer's own words, redacted and short: the gateway's `message`, the bearer error's description, else the body, else the reason. */
function saidBy(headers: IncomingHttpHeaders, body: string, reason: string): string {
  const description = /error_description="([^"]*)"/.exec(headers["www-authenticate"] ?? "")?.[1];
  const words = [description ?? jsonMessage(body) ?? body.trim(), reason].find((each) => each !== "") ?? "";
  if (words === "") {
    return l10n.t("the answer has no text");
  }
  return looksLikeHtml(headers, words) ? l10n.t("an HTML page, {0}", excerpt(/<title[^>]*>([^<]*)/i.exec(words)?.[1]?.trim() ?? "?")) : excerpt(words);
}

/** The words behind the status, where they are not just the status again: policies that refuse say why there. */
function reasonOf({ status, reason = "" }: { readonly status: number; readonly reason?: string | undefined }): string {
  return reason === STATUS_CODES[status] ? "" : reason.trim();
}

export function looksLikeHtml(headers: IncomingHttpHeaders, body: string): boolean {
  return /^\s*<(?:!doctype|html|head|body)/i.test(body) || (headers["content-type"] ?? "").includes("text/html");
}

/** The beginning of a text for a message, redacted. */
export function excerpt(text: string): string {
  // Redacted before it is cut: half a token does not look like one any more.
  const shown = redactText(text).replaceAll(/\s+/g, " ").trim();
  return shown.length > MAX_EXCERPT ? `${shown.slice(0, MAX_EXCERPT)}…` : shown;
}

function jsonMessage(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const message: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "message") : undefined;
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
