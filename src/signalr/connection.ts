import { checkOptions } from "./checkOptions.ts";
import type { ConnectOptions } from "./connectOptions.ts";
import type { ConnectionObserver, ProtocolName } from "./events.ts";
import type { HubConnection } from "./hubConnection.ts";
import { startUrl } from "./hubUrl.ts";
import { InvocationIds } from "./invocations.ts";
import { LiveConnection } from "./liveConnection.ts";
import { openTransport, transportUrl } from "./openTransport.ts";
import { findPlace } from "./place.ts";
import { jsonProtocol } from "./protocol/json.ts";
import { messagePackProtocol } from "./protocol/messagepack.ts";
import type { HubProtocol } from "./protocol/protocol.ts";
import { ReconnectingConnection } from "./reconnectingConnection.ts";
import { redactUrl } from "./redact.ts";
import { HttpClient } from "./transport/http.ts";
import { WireLog } from "./wireLog.ts";

export type { AnswerHandler, AskingInvocation, ClientResult, ConnectOptions, ProxyResolver, TlsOptions } from "./connectOptions.ts";
export { DEFAULT_RECONNECT } from "./connectOptions.ts";
export type { Answer, CallOptions, HubConnection, HubStream, InvokeOptions } from "./hubConnection.ts";

const PROTOCOLS: Readonly<Record<ProtocolName, HubProtocol>> = { json: jsonProtocol, messagepack: messagePackProtocol };

/**
 * Connects: negotiate, redirects, upgrade, handshake. Every hop, successful or not, is told to the observer, then every
 * record; `closed` is told once and last, and only if a transport had opened.
 * @throws Problem for the hop that failed, or for options that cannot go together; Cancelled when `signal` is aborted
 */
export async function connect(options: ConnectOptions, observer: ConnectionObserver, signal?: AbortSignal): Promise<HubConnection> {
  const url = startUrl(options.url, options.query);
  checkOptions(options);
  const log = new WireLog(observer);
  const ids = new InvocationIds();
  const { headers = {}, userAgent = "signalr-apim", tls, proxy } = options;
  const connection = new ReconnectingConnection(async (ended, stop) => {
    const http = new HttpClient({ headers, userAgent, tls, proxy });
    const place = await findPlace(url, options, http, log, stop);
    const live = new LiveConnection({
      url: redactUrl(transportUrl(place, options)),
      connectionId: place.connectionId,
      protocol: options.bare === true ? undefined : PROTOCOLS[options.protocol ?? "json"],
      ids,
      answers: options.answers,
      stateful: place.statefulReconnect,
      handshakeTimeoutMs: options.handshakeTimeoutMs ?? 15_000,
      serverTimeoutMs: options.serverTimeoutMs ?? 30_000,
      keepAliveMs: options.keepAliveMs ?? 15_000,
      open: (events, cancel) => openTransport(events, place, options, http, log, cancel),
      ended,
    }, log);
    await live.start(stop);
    return live;
  }, options.reconnect ?? [], ids, log);
  await connection.connect(signal);
  return connection;
}
