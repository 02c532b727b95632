import * as l10n from "@vscode/l10n";
import { answerProblem, requestIdOf } from "./answerProblem.ts";
import type { TlsOptions } from "./connectOptions.ts";
import type { ConnectionObserver, Hop } from "./events.ts";
import { negotiateUrl } from "./hubUrl.ts";
import { readNegotiateAnswer } from "./negotiateAnswer.ts";
import type { NegotiateAnswer } from "./negotiateAnswer.ts";
import { Problem } from "./problem.ts";
import { MASK, redactHeaders, redactText, redactUrl } from "./redact.ts";
import { requestHeaders } from "./requestHeaders.ts";
import { tokenDetails } from "./tokenDetails.ts";
import { httpPost } from "./transport/http.ts";
import type { HttpAnswer } from "./transport/http.ts";

/** How often a client may be sent on before it gives up, as in the official client. */
const MAX_REDIRECTS = 100;

/** What the official client waits for an answer. */
const HTTP_TIMEOUT_MS = 100_000;

export interface NegotiateOptions {
  readonly url: string;
  readonly accessToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  readonly tls: TlsOptions | undefined;
  readonly timeoutMs?: number;
}

/** Where to open the transport. */
export interface Negotiated {
  readonly url: string;
  /** Secret. The redirect's token where it gave one, else the caller's. */
  readonly accessToken: string | undefined;
  readonly connectionId: string;
  /** Secret. */
  readonly connectionToken: string;
}

/**
 * Negotiates and follows redirects to the end (signalr-protocol 1). Each answer is one `negotiate` hop; where it sends
 * elsewhere, a `redirect` hop follows that names the target and what its token says.
 * @throws Problem; Cancelled
 */
export async function negotiate(options: NegotiateOptions, observer: Pick<ConnectionObserver, "hop">, signal?: AbortSignal): Promise<Negotiated> {
  let { url, accessToken } = options;
  for (let redirects = 0; redirects < MAX_REDIRECTS; redirects += 1) {
    const { answer, status } = await negotiateOnce({ ...options, url, accessToken }, observer, signal);
    if (answer.kind === "connect") {
      checkTransports(answer, url);
      return { url, accessToken, connectionId: answer.connectionId, connectionToken: answer.connectionToken };
    }
    observer.hop({ kind: "redirect", url: redactUrl(answer.url), status, ms: 0, time: Date.now(), details: { from: redactUrl(url), ...tokenDetails(answer.accessToken) } });
    ({ url } = answer);
    accessToken = answer.accessToken ?? accessToken;
  }
  throw new Problem({
    code: "tooManyRedirects",
    message: l10n.t("Negotiate sent the client on {0} times without an end.", MAX_REDIRECTS),
    resource: redactUrl(url),
    likelyCause: l10n.t("ClientEndpoint of the app's connection string, or a gateway's backend, leads back to the app itself."),
    nextStep: l10n.t("Set ClientEndpoint to the gateway, and the API's backend to the service."),
  });
}

async function negotiateOnce(options: NegotiateOptions, observer: Pick<ConnectionObserver, "hop">, signal: AbortSignal | undefined): Promise<{ answer: NegotiateAnswer; status: number }> {
  const url = negotiateUrl(options.url);
  const begin = performance.now();
  const hop = (more: Partial<Hop>): void =>
    observer.hop({ kind: "negotiate", url: redactUrl(url), ms: performance.now() - begin, time: Date.now(), ...more, details: { ...tokenDetails(options.accessToken), ...more.details } });
  let received: HttpAnswer | undefined;
  try {
    received = await httpPost(url, {
      // Tells apps to answer 401 instead of sending to their sign-in page, as the official client does.
      headers: requestHeaders(options.userAgent, options.headers, options.accessToken, { "x-requested-with": "XMLHttpRequest" }),
      timeoutMs: options.timeoutMs ?? HTTP_TIMEOUT_MS,
      tls: options.tls,
      signal,
    });
    if (received.status !== 200) {
      throw answerProblem(received, { kind: "negotiate", url, withToken: options.accessToken !== undefined });
    }
    const answer = readNegotiateAnswer(received, url);
    hop({ status: received.status, details: { ...answerDetails(received, secretsOf(answer)), ...connectDetails(answer) } });
    return { answer, status: received.status };
  } catch (error) {
    if (error instanceof Problem) {
      hop({ problem: error, ...(received === undefined ? {} : { status: received.status, details: answerDetails(received) }) });
    }
    throw error;
  }
}

/** In version 0 the connection id opens the transport, so it is as secret as a token. */
function connectDetails(answer: NegotiateAnswer): Record<string, unknown> {
  if (answer.kind === "redirect") {
    return {};
  }
  const { connectionId, connectionToken, transports, negotiateVersion } = answer;
  return { negotiateVersion, transports, ...(connectionId === connectionToken ? {} : { connectionId }) };
}

/** Answer headers and body as they may be shown. */
function answerDetails(answer: HttpAnswer, secrets: readonly string[] = []): Record<string, unknown> {
  const body = secrets.reduce((text, secret) => text.replaceAll(secret, MASK), answer.body);
  const requestId = requestIdOf(answer.headers);
  return { headers: redactHeaders(answer.headers), body: redactText(body), ...(requestId === undefined ? {} : { requestId }) };
}

function secretsOf(answer: NegotiateAnswer): readonly string[] {
  return answer.kind === "redirect" ? [answer.accessToken ?? ""].filter((secret) => secret !== "") : [answer.connectionToken];
}

function checkTransports(answer: NegotiateAnswer & { kind: "connect" }, url: string): void {
  if (!answer.transports.some(({ transport }) => transport === "WebSockets")) {
    const offered = answer.transports.map(({ transport }) => transport).join(", ");
    throw new Problem({
      code: "transportNotOffered",
      message: l10n.t("The server does not offer WebSockets. It offers: {0}.", offered === "" ? l10n.t("nothing") : offered),
      resource: redactUrl(url),
      likelyCause: l10n.t("WebSockets are switched off in the app (HttpTransportType) or on the host that runs it."),
      nextStep: l10n.t("Switch WebSockets on there."),
    });
  }
}
