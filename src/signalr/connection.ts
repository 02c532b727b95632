import type { ConnectOptions } from "./connectOptions.ts";
import type { ConnectionObserver, Hop, ProtocolName } from "./events.ts";
import type { HubConnection } from "./hubConnection.ts";
import { startUrl, webSocketUrl } from "./hubUrl.ts";
import { LiveConnection } from "./liveConnection.ts";
import { negotiate } from "./negotiate.ts";
import { Cancelled, Problem } from "./problem.ts";
import { jsonProtocol } from "./protocol/json.ts";
import { messagePackProtocol } from "./protocol/messagepack.ts";
import type { HubProtocol } from "./protocol/protocol.ts";
import { redactHeaders, redactUrl } from "./redact.ts";
import { checkHeaders, requestHeaders } from "./requestHeaders.ts";
import { tokenDetails } from "./tokenDetails.ts";
import { openWebSocket } from "./transport/webSockets.ts";
import type { Transport, TransportEvents } from "./transport/transport.ts";
import { WireLog } from "./wireLog.ts";

export type { AnswerHandler, AskingInvocation, ClientResult, ConnectOptions, ProxyResolver, TlsOptions } from "./connectOptions.ts";
export { DEFAULT_RECONNECT } from "./connectOptions.ts";
export type { Answer, CallOptions, HubConnection, HubStream, InvokeOptions } from "./hubConnection.ts";

const PROTOCOLS: Readonly<Record<ProtocolName, HubProtocol>> = { json: jsonProtocol, messagepack: messagePackProtocol };

/**
 * Connects: negotiate, redirects, upgrade, handshake. Every hop, successful or not, is told to the observer, then every
 * record; `closed` is told once and last, and only if a transport had opened.
 * @throws Problem for the hop that failed; Cancelled when `signal` is aborted
 */
export async function connect(options: ConnectOptions, observer: ConnectionObserver, signal?: AbortSignal): Promise<HubConnection> {
  const url = startUrl(options.url, options.query);
  checkHeaders(options.headers ?? {});
  const log = new WireLog(observer);
  const place = await findPlace(url, options, log, signal);
  const connection = new LiveConnection({
    url: place.url,
    connectionId: place.connectionId,
    protocol: options.bare === true ? undefined : PROTOCOLS[options.protocol ?? "json"],
    serverTimeoutMs: options.serverTimeoutMs ?? 30_000,
    keepAliveMs: options.keepAliveMs ?? 15_000,
    answers: options.answers,
  }, log);
  const handshakeTimeoutMs = options.handshakeTimeoutMs ?? 15_000;
  connection.attach(await openTransport(connection, place, options, handshakeTimeoutMs, log, signal));
  await connection.shakeHands(handshakeTimeoutMs, signal);
  return connection;
}

/** Where the transport opens: after negotiation, or the start itself. */
interface Place {
  readonly url: string;
  readonly accessToken: string | undefined;
  readonly connectionId: string | undefined;
}

async function findPlace(url: string, options: ConnectOptions, log: WireLog, signal: AbortSignal | undefined): Promise<Place> {
  const accessToken = typeof options.accessToken === "function" ? await options.accessToken() : options.accessToken;
  if (signal?.aborted === true) {
    throw new Cancelled();
  }
  if (options.bare === true || options.skipNegotiation === true) {
    return { url: webSocketUrl(url), accessToken, connectionId: undefined };
  }
  const found = await negotiate({ url, accessToken, headers: options.headers ?? {}, userAgent: userAgent(options), tls: options.tls }, log, signal);
  return { url: webSocketUrl(found.url, found.connectionToken), accessToken: found.accessToken, connectionId: found.connectionId };
}

/** The upgrade, told as a hop the moment it is known: a server may send at once, and records come after their hop. */
async function openTransport(events: TransportEvents, place: Place, options: ConnectOptions, handshakeTimeoutMs: number, log: WireLog, signal: AbortSignal | undefined): Promise<Transport> {
  const begin = performance.now();
  const tell = (more: Partial<Hop>): void =>
    log.hop({ kind: "upgrade", url: redactUrl(place.url), ms: performance.now() - begin, time: Date.now(), ...more, details: { ...tokenDetails(place.accessToken), ...more.details } });
  try {
    return await openWebSocket(place.url, {
      headers: requestHeaders(userAgent(options), options.headers ?? {}, place.accessToken),
      handshakeTimeoutMs,
      tls: options.tls,
      signal,
      upgraded: (headers) => tell({ status: 101, details: { headers: redactHeaders(headers) } }),
    }, events);
  } catch (error) {
    if (error instanceof Problem) {
      tell({ problem: error, ...(error.details.status === undefined ? {} : { status: error.details.status }) });
    }
    throw error;
  }
}

function userAgent(options: ConnectOptions): string {
  return options.userAgent ?? "signalr-apim";
}
