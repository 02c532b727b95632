import type { ConnectionObserver, Hop, ProtocolName } from "./events.ts";
import { startUrl, webSocketUrl } from "./hubUrl.ts";
import { LiveConnection } from "./liveConnection.ts";
import { negotiate } from "./negotiate.ts";
import { Cancelled, Problem } from "./problem.ts";
import { jsonProtocol } from "./protocol/json.ts";
import type { Completion, HubMessage } from "./protocol/messages.ts";
import type { HubProtocol } from "./protocol/protocol.ts";
import { redactHeaders, redactUrl } from "./redact.ts";
import { checkHeaders, requestHeaders } from "./requestHeaders.ts";
import { tokenDetails } from "./tokenDetails.ts";
import { openWebSocket } from "./transport/webSockets.ts";
import type { Transport, TransportEnd, TransportEvents } from "./transport/transport.ts";
import { WireLog } from "./wireLog.ts";

/** Where to connect and how. Timeouts are in milliseconds. */
export interface ConnectOptions {
  /** The hub's URL (http, https, ws or wss); with `bare` any WebSocket's. */
  readonly url: string;
  /** Secret: the bearer token of the first hop, or what makes it. A redirect's own token takes its place. */
  readonly accessToken?: string | (() => Promise<string>);
  /** Sent with every request and with the upgrade. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to `url`; a name may come twice. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Opens the WebSocket at `url` straight away. Does not work where the app redirects to the service. */
  readonly skipNegotiation?: boolean;
  /** A plain WebSocket: no negotiate, no handshake, no pings, nothing interpreted. */
  readonly bare?: boolean;
  /** Default `json`. */
  readonly protocol?: ProtocolName;
  /** How long the upgrade and the handshake's answer may each take. Default 15 s. */
  readonly handshakeTimeoutMs?: number;
  /** How long the server may be silent. Default 30 s. */
  readonly serverTimeoutMs?: number;
  /** How long this side may be silent before it sends a ping. Default 15 s. */
  readonly keepAliveMs?: number;
  readonly userAgent?: string;
  /** Accepts certificates that nobody trusts. */
  readonly insecure?: boolean;
}

/** A completion and how long it took. */
export interface Answer extends Completion {
  /** From handing over the invocation to receiving its completion, in milliseconds. */
  readonly roundTripMs: number;
}

/** A live connection. Everything that crosses it is told to the observer. */
export interface HubConnection {
  /** Redacted address of the open transport. */
  readonly url: string;
  /** What the server calls this connection; unknown when negotiation was skipped. */
  readonly connectionId?: string;
  /** Bytes sent raw that do not form a whole record yet: the server waits for the rest and its terminator. */
  readonly waiting: number;
  /**
   * Calls a hub method. Resolves with its completion, also when that carries an error.
   * @throws Problem `connectionClosed` when the connection ends first; Cancelled when `signal` is aborted (the hub is not told)
   */
  invoke(target: string, args: readonly unknown[], options?: { readonly signal?: AbortSignal | undefined }): Promise<Answer>;
  /** Calls a hub method without asking for an answer. Resolves when the bytes were accepted. */
  send(target: string, args: readonly unknown[]): Promise<void>;
  sendMessage(message: HubMessage): Promise<void>;
  /** Sends exactly these bytes as one message; nothing is appended. */
  sendRaw(bytes: Uint8Array, binary: boolean): Promise<void>;
  /** Sends a close message (not when bare) and closes; resolves when the transport has ended. */
  close(): Promise<void>;
  /** How the transport ended; never rejects. */
  readonly closed: Promise<TransportEnd>;
}

const PROTOCOLS: Readonly<Record<ProtocolName, HubProtocol>> = { json: jsonProtocol };

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
  const found = await negotiate({ url, accessToken, headers: options.headers ?? {}, userAgent: userAgent(options), insecure: options.insecure }, log, signal);
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
      insecure: options.insecure,
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
