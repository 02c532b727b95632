import type { Problem } from "../problem.ts";

/** What crossed the transport once. */
export interface Frame {
  readonly data: Uint8Array;
  /** True for a binary WebSocket message or the body of a binary hub protocol, false for text. */
  readonly binary: boolean;
  /** When the bytes were received or handed over, in milliseconds since the epoch, with fractions. */
  readonly time: number;
}

/** How a transport ended. */
export interface TransportEnd {
  /** WebSocket close code where there is one (RFC 6455 section 7.4). */
  readonly code?: number;
  readonly reason: string;
  /** Present when the transport broke rather than closed. */
  readonly problem?: Problem;
}

/** What a transport reports. `frame` comes in order of receipt; `end` exactly once and last. */
export interface TransportEvents {
  frame(frame: Frame): void;
  end(end: TransportEnd): void;
}

/** An open transport. Obtained from an opener that resolves once bytes can cross. */
export interface Transport {
  /** Whether its own requests show that both sides live: then neither pings nor silence count (long polling). */
  readonly keepsAlive: boolean;
  /** Whether bytes can still be handed over. False from the moment either side began to close. */
  readonly open: boolean;
  /** Hands the bytes to the network. Resolves when they were accepted. Rejects with a Problem when the transport has ended. */
  send(data: Uint8Array, binary: boolean): Promise<void>;
  /** Closes; resolves when `end` was reported. */
  close(code?: number, reason?: string): Promise<void>;
}
