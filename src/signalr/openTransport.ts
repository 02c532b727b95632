import type { IncomingHttpHeaders } from "node:http";
import type { ConnectOptions } from "./connectOptions.ts";
import type { Hop } from "./events.ts";
import { tokenUrl, webSocketUrl } from "./hubUrl.ts";
import type { Place } from "./place.ts";
import { Problem } from "./problem.ts";
import { redactHeaders, redactUrl } from "./redact.ts";
import { tokenDetails } from "./tokenDetails.ts";
import type { HttpClient } from "./transport/http.ts";
import { openLongPolling } from "./transport/longPolling.ts";
import { openServerSentEvents } from "./transport/serverSentEvents.ts";
import type { Transport, TransportEvents } from "./transport/transport.ts";
import { openWebSocket } from "./transport/webSockets.ts";
import type { WireLog } from "./wireLog.ts";

/** How long the upgrade, or the answer to the first request, may take unless the person says otherwise. */
const OPEN_TIMEOUT_MS = 15_000;

/**
 * Opens the transport that was asked for; told as a hop the moment it is known: a server may send at once, and records come after their hop.
 * @throws Problem; Cancelled
 */
export async function openTransport(events: TransportEvents, place: Place, options: ConnectOptions, http: HttpClient, log: WireLog, signal: AbortSignal | undefined): Promise<Transport> {
  const begin = performance.now();
  const { transport = "webSockets" } = options;
  const shown = redactUrl(transportUrl(place, options));
  const tell = (more: Partial<Hop>): void =>
    log.hop({ kind: "upgrade", url: shown, ms: performance.now() - begin, time: Date.now(), ...more, details: { transport, ...tokenDetails(place.accessToken), ...more.details } });
  const common = {
    http,
    openTimeoutMs: options.handshakeTimeoutMs ?? OPEN_TIMEOUT_MS,
    signal,
    opened: (status: number, headers: IncomingHttpHeaders): void => tell({ status, details: { headers: redactHeaders(headers) } }),
  };
  const { inQuery, accessToken } = placeToken(place, options);
  try {
    switch (transport) {
      case "webSockets":
        return await openWebSocket(webSocketUrl(inQuery), { ...common, accessToken }, events);
      case "serverSentEvents":
        // The official client's POSTs carry the token in a header even where its GET has it in the query.
        return await openServerSentEvents(options.tokenIn === undefined ? place.url : inQuery, { ...common, receiveUrl: inQuery, accessToken: options.tokenIn === undefined ? place.accessToken : accessToken }, events);
      case "longPolling":
        return await openLongPolling(inQuery, { ...common, accessToken, binary: options.protocol === "messagepack" }, events);
      default:
        return transport satisfies never;
    }
  } catch (error) {
    if (error instanceof Problem) {
      tell({ problem: error, ...(error.details.status === undefined ? {} : { status: error.details.status }) });
    }
    throw error;
  }
}

/** The transport's address without the token, to be shown redacted. */
export function transportUrl(place: Place, { transport = "webSockets" }: ConnectOptions): string {
  return transport === "webSockets" ? webSocketUrl(place.url) : place.url;
}

function placeToken({ url, accessToken }: Place, { transport, tokenIn = transport === "serverSentEvents" ? "query" : "header" }: ConnectOptions): { readonly inQuery: string; readonly accessToken: string | undefined } {
  return tokenIn === "query" && accessToken !== undefined && accessToken !== "" ? { inQuery: tokenUrl(url, accessToken), accessToken: undefined } : { inQuery: url, accessToken };
}
