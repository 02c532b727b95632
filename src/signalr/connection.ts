import type { ConnectionObserver, ProtocolName } from "./events.ts";
import { openConnection } from "./openConnection.ts";
import type { Completion, HubMessage } from "./protocol/messages.ts";
import type { TransportEnd } from "./transport/transport.ts";

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

/**
 * Connects: negotiate, redirects, upgrade, handshake. Every hop, successful or not, is told to the observer, then every
 * record; `closed` is told once and last, and only if a transport had opened.
 * @throws Problem for the hop that failed; Cancelled when `signal` is aborted
 */
export function connect(options: ConnectOptions, observer: ConnectionObserver, signal?: AbortSignal): Promise<HubConnection> {
  return openConnection(options, observer, signal);
}
