import * as l10n from "@vscode/l10n";
import { answerProblem, requestIdOf } from "./answerProblem.ts";
import type { ConnectionObserver, Hop, TransportName } from "./events.ts";
import { negotiateUrl } from "./hubUrl.ts";
import { readNegotiateAnswer } from "./negotiateAnswer.ts";
import type { NegotiateAnswer } from "./negotiateAnswer.ts";
import { Problem } from "./problem.ts";
import { MASK, redactHeaders, redactText, redactUrl } from "./redact.ts";
import { tokenDetails } from "./tokenDetails.ts";
import type { HttpAnswer, HttpClient } from "./transport/http.ts";

/** How often a client may be sent on before it gives up, as in the official client. */
const MAX_REDIRECTS = 100;

/** What negotiate calls the transports. */
const OFFERED_NAME: Readonly<Record<TransportName, string>> = { webSockets: "WebSockets", serverSentEvents: "ServerSentEvents", longPolling: "LongPolling" };

export interface NegotiateOptions {
  readonly url: string;
  readonly accessToken: string | undefined;
  readonly http: HttpClient;
  /** The one that is going to be opened: it must be among those offered, in the format. */
  readonly transport: TransportName;
  readonly format: "Text" | "Binary";
  /** Whether to ask for stateful reconnect. */
  readonly statefulReconnect: boolean;
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
  /** Whether the server agreed to it. */
  readonly statefulReconnect: boolean;
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
      checkTransports(answer, url, options);
      const { connectionId, connectionToken, statefulReconnect } = answer;
      return { url, accessToken, connectionId, connectionToken, statefulReconnect: options.statefulReconnect && statefulReconnect };
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

/**
 * One negotiate, redirects not followed; told as one hop.
 * @throws Problem; Cancelled
 */
export async function negotiateOnce(options: Omit<NegotiateOptions, "transport" | "format">, observer: Pick<ConnectionObserver, "hop">, signal: AbortSignal | undefined): Promise<{ answer: NegotiateAnswer; status: number }> {
  const url = negotiateUrl(options.url, options.statefulReconnect);
  const begin = performance.now();
  const hop = (more: Partial<Hop>): void =>
    observer.hop({ kind: "negotiate", url: redactUrl(url), ms: performance.now() - begin, time: Date.now(), ...more, details: { ...tokenDetails(options.accessToken), ...more.details } });
  let received: HttpAnswer | undefined;
  try {
    received = await options.http.request({
      method: "POST",
      url,
      accessToken: options.accessToken,
      // Tells apps to answer 401 instead of sending to their sign-in page, as the official client does.
      headers: { "x-requested-with": "XMLHttpRequest" },
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
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
  const { connectionId, connectionToken, transports, negotiateVersion, statefulReconnect } = answer;
  return { negotiateVersion, transports, ...(statefulReconnect ? { statefulReconnect } : {}), ...(connectionId === connectionToken ? {} : { connectionId }) };
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

function checkTransports(answer: NegotiateAnswer & { kind: "connect" }, url: string, { transport, format }: NegotiateOptions): void {
  const name = OFFERED_NAME[transport];
  const found = answer.transports.find((each) => each.transport === name);
  if (found === undefined) {
    const offered = answer.transports.map((each) => each.transport).join(", ");
    throw new Problem({
      code: "transportNotOffered",
      message: l10n.t("The server does not offer {0}. It offers: {1}.", name, offered === "" ? l10n.t("nothing") : offered),
      resource: redactUrl(url),
      likelyCause: l10n.t("{0} is switched off in the app (HttpTransportType) or on the host that runs it.", name),
      nextStep: offered === "" ? l10n.t("Switch {0} on there.", name) : l10n.t("Switch {0} on there, or choose one that is offered.", name),
    });
  }
  if (!found.transferFormats.includes(format) && found.transferFormats.length > 0) {
    throw new Problem({
      code: "formatNotOffered",
      message: l10n.t("The server offers {0} only for {1}, but the protocol needs {2}.", name, found.transferFormats.join(", "), format),
      resource: redactUrl(url),
      nextStep: l10n.t("Choose the protocol json, or another transport."),
    });
  }
}
