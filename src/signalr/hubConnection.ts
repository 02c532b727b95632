import type { ClientResult } from "./connectOptions.ts";
import type { Completion, HubMessage } from "./protocol/messages.ts";
import type { TransportEnd } from "./transport/transport.ts";

/** A completion and how long it took. */
export interface Answer extends Completion {
  /** From handing over the invocation to receiving its completion, in milliseconds. */
  readonly roundTripMs: number;
}

export interface CallOptions {
  /** Streams this call uploads: ids from `newStreamId`, whose items follow by `sendItem`. */
  readonly streamIds?: readonly string[] | undefined;
}

export interface InvokeOptions extends CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A stream the hub was asked for. Its items are seen as records. */
export interface HubStream {
  readonly invocationId: string;
  /** The stream's end, also when that carries an error. Rejects with a Problem when the connection ends first. */
  readonly completion: Promise<Answer>;
  /** Asks the hub to stop; its completion comes nevertheless. Does nothing once the stream has ended. */
  cancel(): Promise<void>;
}

/** A live connection. Everything that crosses it is told to the observer. */
export interface HubConnection {
  /** Redacted address of the open transport. */
  readonly url: string;
  /** What the server calls this connection; unknown when negotiation was skipped. Another one after each reconnect. */
  readonly connectionId?: string | undefined;
  /** Bytes sent raw that do not form a whole record yet: the server waits for the rest and its terminator. */
  readonly waiting: number;
  /**
   * Calls a hub method. Resolves with its completion, also when that carries an error.
   * @throws Problem `connectionClosed` when the connection ends first; Cancelled when `signal` is aborted (the hub is not told)
   */
  invoke(target: string, args: readonly unknown[], options?: InvokeOptions): Promise<Answer>;
  /** Calls a hub method without asking for an answer. Resolves when the bytes were accepted. */
  send(target: string, args: readonly unknown[], options?: CallOptions): Promise<void>;
  /** Asks the hub for a stream. */
  stream(target: string, args: readonly unknown[], options?: CallOptions): HubStream;
  /** An id for a stream this side is going to upload; it counts with those of invocations. */
  newStreamId(): string;
  sendItem(streamId: string, item: unknown): Promise<void>;
  /** Ends an upload stream, with `error` for the hub where it broke off. */
  completeStream(streamId: string, error?: string): Promise<void>;
  /**
   * Answers an invocation by which the hub asks this client for a result.
   * @throws Problem `nothingAsked` when the hub does not wait for it (any more)
   */
  answer(invocationId: string, result: ClientResult): Promise<void>;
  sendMessage(message: HubMessage): Promise<void>;
  /** Sends exactly these bytes as one message; nothing is appended. */
  sendRaw(bytes: Uint8Array, binary: boolean): Promise<void>;
  /** Sends a close message (not when bare) and closes; resolves when the transport has ended. */
  close(): Promise<void>;
  /** How the transport ended, for good; never rejects. */
  readonly closed: Promise<TransportEnd>;
}
