import type { ProtocolName, TransportName } from "./events.ts";
import type { Invocation } from "./protocol/messages.ts";

/** Where to connect and how. Timeouts are in milliseconds. */
export interface ConnectOptions {
  /** The hub's URL (http, https, ws or wss); with `bare` any WebSocket's. */
  readonly url: string;
  /** Secret: the bearer token of the first hop, or what makes it. A redirect's own token takes its place. */
  readonly accessToken?: string | (() => Promise<string>);
  /** Where the token travels once negotiate is over; default as the official Node client: in the query for Server-Sent Events, else in a header. */
  readonly tokenIn?: "header" | "query";
  /** Sent with every request and with the upgrade. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to `url`; a name may come twice. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Default `webSockets`. There is no fallback to another one: what was asked for is what is tested. */
  readonly transport?: TransportName;
  /** Default `json`. */
  readonly protocol?: ProtocolName;
  /** Opens the WebSocket at `url` straight away. Does not work where the app redirects to the service. */
  readonly skipNegotiation?: boolean;
  /** A plain WebSocket: no negotiate, no handshake, no pings, nothing interpreted. */
  readonly bare?: boolean;
  /** Asks for stateful reconnect (WebSockets only); a server that does not have it connects without. */
  readonly statefulReconnect?: boolean;
  /** Waits before each attempt to connect again after a drop, in milliseconds; none (the default): a drop is the end. */
  readonly reconnect?: readonly number[];
  /** Answers what the hub asks of this client; default: the official client's error for a method without a handler. */
  readonly answers?: AnswerHandler;
  /** How long the upgrade and the handshake's answer may each take. Default 15 s. */
  readonly handshakeTimeoutMs?: number;
  /** How long the server may be silent. Default 30 s. */
  readonly serverTimeoutMs?: number;
  /** How long this side may be silent before it sends a ping. Default 15 s. */
  readonly keepAliveMs?: number;
  readonly userAgent?: string;
  readonly tls?: TlsOptions;
  /** The proxy's http or https URL, or what tells the proxy for each URL asked for (undefined: straight); default: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly proxy?: string | ProxyResolver;
}

/** How the server's certificate is checked and which one is shown to it. Texts are PEM. */
export interface TlsOptions {
  /** False accepts certificates that nobody trusts. */
  readonly rejectUnauthorized?: boolean;
  /** An authority trusted beside those Node knows. */
  readonly ca?: string;
  /** The client's certificate. */
  readonly cert?: string;
  /** Secret: the client's private key. */
  readonly key?: string;
  /** Secret: certificate and private key in one PKCS #12 file's bytes, in the place of `cert` and `key`. */
  readonly pfx?: Buffer;
  /** Secret: what `key` or `pfx` is encrypted with. */
  readonly passphrase?: string;
}

/** A proxy that wants more to be known than its address. */
export interface ProxyServer {
  /** http or https. */
  readonly url: string;
  /** Secret: the whole `Proxy-Authorization` header; default: made from the user and password in `url`. */
  readonly authorization?: string | undefined;
  /** False accepts a certificate of the proxy itself that nobody trusts; the server's behind it is checked all the same. */
  readonly rejectUnauthorized?: boolean;
}

export type ProxyResolver = (url: URL) => string | ProxyServer | undefined;

/** The delays of the official client's `withAutomaticReconnect()` (signalr-protocol 4.4). */
export const DEFAULT_RECONNECT: readonly number[] = [0, 2_000, 10_000, 30_000];

/** An invocation of the hub that waits for this client's answer. */
export type AskingInvocation = Invocation & { readonly invocationId: string };

/** What a client answers: a value (none: void), or an error for the hub method that asked. */
export type ClientResult = { readonly result?: unknown; readonly error?: undefined } | { readonly error: string };

/** Resolves with undefined where a person will answer by `HubConnection.answer`. A rejection is answered as an error. */
export type AnswerHandler = (invocation: AskingInvocation) => Promise<ClientResult | undefined>;
