/** Times (milliseconds) and sizes (bytes) the service keeps. Tests shorten them. */
export interface ServiceLimits {
  /** How long a negotiated id may wait for its first use (azure-docs signalr-howto-troubleshoot-guide.md: about 5 s). */
  readonly idTimeoutMs: number;
  /** How long a poll is held when there is nothing to say (aspnetcore's default). */
  readonly pollTimeoutMs: number;
  /** How long a long-polling client may stay away between polls, unless its token's `asrs.s.ttl` says otherwise. */
  readonly awayTimeoutMs: number;
  /** Own silence after which a ping goes out. */
  readonly keepAliveMs: number;
  /** The client's silence after which it is given up. */
  readonly clientTimeoutMs: number;
  /** How long a client may take for its handshake, unless its token's `asrs.s.cht` says otherwise. */
  readonly handshakeTimeoutMs: number;
  /** How long a stateful client may stay away after its WebSocket broke (signalr-protocol 4.5: about 30 s). */
  readonly statefulWindowMs: number;
  /** Bytes waiting for one client above which nothing more is read from it. */
  readonly pauseBytes: number;
  /** Bytes waiting for one client above which it is dropped: one slow reader must not hold up a hub or fill the memory. */
  readonly dropBytes: number;
  /** Largest WebSocket message. The real service names no limit and discourages more than 16 MB. */
  readonly webSocketMessageBytes: number;
  /** Largest body of a POST, to `/client` (SSE, long polling) or to the REST API. */
  readonly postBytes: number;
  /** How often an app server's connection gets a ping; the SDK gives up after 30 s of silence. */
  readonly serverPingMs: number;
  /** How long an app server may take for its handshake. */
  readonly serverHandshakeTimeoutMs: number;
  /** Clients on each of a server's connections above which it is asked for one more. The real service's figure is not known. */
  readonly clientsPerServerConnection: number;
  /** How long the apps have to let their clients go before a stopping service ends what is left. */
  readonly offlineMs: number;
  /** Largest frame of an app server. */
  readonly serverFrameBytes: number;
  /** How long a client's answer to an app server's invocation is waited for. */
  readonly clientResultMs: number;
  /**
   * How long an app server's invocation of a client is held: the SDK begins to wait for the answer only after it wrote
   * the question, and on loopback the answer can be faster.
   */
  readonly clientInvocationDelayMs: number;
  /** How long an upstream may take. */
  readonly upstreamTimeoutMs: number;
  /** Refuse a connect whose `asrs_request_id` is not the one of its negotiate, as several instances behind one balancer do. */
  readonly strictRequestId: boolean;
}

export const defaultLimits: ServiceLimits = {
  idTimeoutMs: 5_000,
  pollTimeoutMs: 90_000,
  awayTimeoutMs: 5_000,
  keepAliveMs: 15_000,
  clientTimeoutMs: 30_000,
  handshakeTimeoutMs: 15_000,
  statefulWindowMs: 30_000,
  pauseBytes: 1024 * 1024,
  dropBytes: 64 * 1024 * 1024,
  webSocketMessageBytes: 32 * 1024 * 1024,
  postBytes: 1024 * 1024,
  serverPingMs: 5_000,
  serverHandshakeTimeoutMs: 15_000,
  clientsPerServerConnection: 5_000,
  offlineMs: 1_000,
  serverFrameBytes: 64 * 1024 * 1024,
  clientResultMs: 600_000,
  clientInvocationDelayMs: 20,
  upstreamTimeoutMs: 100_000,
  strictRequestId: false,
};
