import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import { excerpt, looksLikeHtml } from "./answerProblem.ts";
import { Problem } from "./problem.ts";
import { redactUrl } from "./redact.ts";
import type { HttpAnswer } from "./transport/http.ts";

const text = v.optional(v.nullable(v.string()));

/** Members of every answer shape together; what is unknown is skipped (signalr-protocol 1.2). */
const Answer = v.object({
  negotiateVersion: v.optional(v.nullable(v.number())),
  connectionId: text,
  connectionToken: text,
  url: text,
  accessToken: text,
  error: text,
  ProtocolVersion: text,
  useStatefulReconnect: v.optional(v.nullable(v.boolean())),
  availableTransports: v.optional(v.nullable(v.array(v.object({ transport: v.string(), transferFormats: v.optional(v.array(v.string()), []) })))),
});

export interface OfferedTransport {
  readonly transport: string;
  readonly transferFormats: readonly string[];
}

/** What one negotiate said: go elsewhere, or connect here. */
export type NegotiateAnswer =
  | { readonly kind: "redirect"; readonly url: string; /** Secret. */ readonly accessToken?: string }
  | {
      readonly kind: "connect";
      readonly negotiateVersion: number;
      readonly connectionId: string;
      /** Secret: the `id` of every later URL. In version 0 the connection id itself. */
      readonly connectionToken: string;
      readonly transports: readonly OfferedTransport[];
      /** Whether the server keeps this connection over a drop (signalr-protocol 4.5). */
      readonly statefulReconnect: boolean;
    };

/**
 * Reads the body of a negotiate answer with status 200.
 * @param url where the answer came from
 * @throws Problem for error answers, the old ASP.NET shape, and what is no negotiate answer
 */
export function readNegotiateAnswer(answer: HttpAnswer, url: string): NegotiateAnswer {
  const parsed = v.safeParse(Answer, parseBody(answer, url));
  if (!parsed.success) {
    throw notNegotiate(url, l10n.t("it is JSON of another kind"));
  }
  const { error, url: target, accessToken, connectionId, connectionToken, negotiateVersion, availableTransports, ProtocolVersion, useStatefulReconnect } = parsed.output;
  if (isText(error)) {
    throw new Problem({
      code: "negotiateError",
      message: l10n.t("The server refused to negotiate: {0}", excerpt(error)),
      resource: redactUrl(url),
      nextStep: l10n.t("Look at the app's log; the text above is its own."),
    });
  }
  if (isText(ProtocolVersion)) {
    throw new Problem({
      code: "aspNetSignalR",
      message: l10n.t("This is a server of the old ASP.NET SignalR, whose protocol is another one."),
      resource: redactUrl(url),
      likelyCause: l10n.t("The app uses Microsoft.AspNet.SignalR, not ASP.NET Core SignalR."),
      nextStep: l10n.t("Give the URL of an ASP.NET Core SignalR hub. See https://aka.ms/signalr-core-differences."),
    });
  }
  if (isText(target)) {
    return { kind: "redirect", url: checkedTarget(target, url), ...(isText(accessToken) ? { accessToken } : {}) };
  }
  const version = negotiateVersion ?? 0;
  const token = version >= 1 ? connectionToken : connectionId;
  if (!isText(connectionId) || !isText(token)) {
    throw notNegotiate(url, l10n.t("it names neither a connection nor a URL to go to"));
  }
  return { kind: "connect", negotiateVersion: version, connectionId, connectionToken: token, transports: availableTransports ?? [], statefulReconnect: useStatefulReconnect ?? false };
}

function isText(value: string | null | undefined): value is string {
  return value !== undefined && value !== null && value !== "";
}

function parseBody({ body, headers }: HttpAnswer, url: string): unknown {
  if (body.trim() === "") {
    throw new Problem({
      code: "negotiateEmpty",
      message: l10n.t("Negotiate was answered with 200 and an empty body."),
      resource: redactUrl(url),
      likelyCause: l10n.t("The service answers so for a token it cannot work with (a foreign iss claim was one case), and a gateway whose policy answers by itself does too."),
      nextStep: l10n.t("Look at the claims of the token, and at return-response or mock policies of the API."),
    });
  }
  try {
    return JSON.parse(body);
  } catch {
    throw notNegotiate(url, looksLikeHtml(headers, body) ? l10n.t("it is an HTML page") : l10n.t("it is not JSON: {0}", excerpt(body)));
  }
}

function notNegotiate(url: string, why: string): Problem {
  return new Problem({
    code: "notNegotiateAnswer",
    message: l10n.t("The answer to negotiate is none: {0}.", why),
    resource: redactUrl(url),
    likelyCause: l10n.t("The path is not a hub's (a single-page app answers every path with its page), or a proxy or sign-in page answered in its place."),
    nextStep: l10n.t("Check the hub's URL in the app's code (MapHub) and the API's backend URL."),
  });
}

function checkedTarget(target: string, from: string): string {
  const url = /^https?:\/\/[^/]/i.test(target) ? URL.parse(target) : null;
  if (url === null) {
    throw new Problem({
      code: "redirectInvalid",
      message: l10n.t("Negotiate sent the client to something that is not an http or https URL: {0}", excerpt(redactUrl(target))),
      resource: redactUrl(from),
      likelyCause: l10n.t("The connection string of the app has a wrong Endpoint or ClientEndpoint (Endpoint= pasted twice is a known one)."),
      nextStep: l10n.t("Correct the app's connection string and start it again."),
    });
  }
  return target;
}
