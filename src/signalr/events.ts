import type { Problem } from "./problem.ts";
import type { DecodedMessage } from "./protocol/messages.ts";
import type { RecordKind } from "./protocol/protocol.ts";
import type { TransportEnd } from "./transport/transport.ts";

export type TransportName = "webSockets" | "serverSentEvents" | "longPolling";
export type ProtocolName = "json" | "messagepack";

/** One hop on the way to a hub: shown in the console's hop strip and written to transcripts. */
export interface Hop {
  readonly kind: "negotiate" | "redirect" | "upgrade" | "handshake";
  /** Already redacted: no `access_token`, no connection token. */
  readonly url: string;
  /** HTTP status where an answer came. */
  readonly status?: number;
  /** Duration in milliseconds. */
  readonly ms: number;
  /** When the answer was there, milliseconds since the epoch. */
  readonly time: number;
  /** Present when the hop failed. */
  readonly problem?: Problem;
  /** What the hop showed, redacted: decoded token claims, transports offered, answer headers and body. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** One record that crossed, in either direction, with its place in the transport's frames. */
export interface WireRecord {
  readonly direction: "sent" | "received";
  /** Receipt (or hand-over) time of the frame that completed the record, milliseconds since the epoch. */
  readonly time: number;
  /** Number of the transport message the record began in, from 1, both directions together. */
  readonly frame: number;
  /** The record without terminator or length prefix. For bare mode the whole frame. */
  readonly bytes: Uint8Array;
  /** Whether the bytes crossed as a binary message. */
  readonly binary: boolean;
  /** Read from the bytes when asked for, and not kept: who needs it more than once in a while keeps it. */
  readonly message: DecodedMessage | HandshakeMessage | BareMessage;
  /** As `DecodedRecord.kindHint`: what can be told without reading the message. */
  readonly kindHint?: RecordKind | undefined;
  /** What is odd about this record, in words: it answers nothing, or comes a second time. */
  readonly remark?: string | undefined;
}
export interface HandshakeMessage {
  readonly kind: "handshake";
  /** Sent: the request. Received: the answer. */
  readonly protocol?: string;
  readonly version?: number;
  readonly error?: string;
}
/** What crossed in bare mode, where nothing is interpreted. */
export interface BareMessage {
  readonly kind: "text" | "binary";
}

/** The transport dropped, or an attempt to get it back failed, and another attempt follows. */
export interface Reconnecting {
  /** Of the attempt that follows, from 1. */
  readonly attempt: number;
  /** How long is waited before it, in milliseconds. */
  readonly delayMs: number;
  /** Why: how the transport ended, or the failed attempt as its `problem`. */
  readonly end: TransportEnd;
  /** Whether the same connection is taken up again (stateful reconnect) or a new one is made. */
  readonly stateful: boolean;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Messages can cross again. */
export interface Reconnected {
  /** The attempt that succeeded, from 1. */
  readonly attempt: number;
  readonly stateful: boolean;
  readonly connectionId?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Everything a connection shows. Called synchronously and in order; an observer must not throw. */
export interface ConnectionObserver {
  hop(hop: Hop): void;
  record(record: WireRecord): void;
  /** Only with a reconnect policy or stateful reconnect; the hops of the attempt follow. */
  reconnecting?(notice: Reconnecting): void;
  reconnected?(notice: Reconnected): void;
  /** The transport ended for good; exactly once, and last. */
  closed(end: TransportEnd): void;
}
