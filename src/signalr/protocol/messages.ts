/**
 * Hub messages as aspnetcore `src/SignalR/docs/specs/HubProtocol.md` names them. Members keep the protocol's
 * spelling; `kind` replaces the number in `type`.
 */
export type Headers = Readonly<Record<string, string>>;

export interface Invocation {
  readonly kind: "invocation";
  readonly invocationId?: string;
  readonly target: string;
  readonly arguments: readonly unknown[];
  readonly streamIds?: readonly string[];
  readonly headers?: Headers;
}
export interface StreamInvocation {
  readonly kind: "streamInvocation";
  readonly invocationId: string;
  readonly target: string;
  readonly arguments: readonly unknown[];
  readonly streamIds?: readonly string[];
  readonly headers?: Headers;
}
export interface StreamItem {
  readonly kind: "streamItem";
  readonly invocationId: string;
  readonly item: unknown;
  readonly headers?: Headers;
}
export interface Completion {
  readonly kind: "completion";
  readonly invocationId: string;
  /** Present (possibly null) when the method answered with a value; absent for void. Never together with `error`. */
  readonly result?: unknown;
  readonly error?: string;
  readonly headers?: Headers;
}
export interface CancelInvocation {
  readonly kind: "cancelInvocation";
  readonly invocationId: string;
  readonly headers?: Headers;
}
export interface Ping {
  readonly kind: "ping";
}
export interface Close {
  readonly kind: "close";
  readonly error?: string;
  readonly allowReconnect?: boolean;
}
export interface Ack {
  readonly kind: "ack";
  readonly sequenceId: number;
}
export interface Sequence {
  readonly kind: "sequence";
  readonly sequenceId: number;
}

export type HubMessage = Invocation | StreamInvocation | StreamItem | Completion | CancelInvocation | Ping | Close | Ack | Sequence;

/** A record that could not be read. The bytes are kept beside it; the session goes on where the framing allows it. */
export interface Malformed {
  readonly kind: "malformed";
  readonly reason: string;
  /** Byte offset inside the record at which reading failed. */
  readonly offset: number;
}
/** A well-formed record of a message type this client does not know. */
export interface Unknown {
  readonly kind: "unknown";
  /** The value of `type`. */
  readonly type: unknown;
}
export type DecodedMessage = HubMessage | Malformed | Unknown;
