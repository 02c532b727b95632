import { connect } from "../signalr/connection.ts";
import type { ClientResult, ConnectOptions, HubConnection, HubStream } from "../signalr/connection.ts";
import type { Hop, ProtocolName, Reconnecting, WireRecord } from "../signalr/events.ts";
import * as l10n from "@vscode/l10n";
import { Cancelled, isCancelled, Problem } from "../signalr/problem.ts";
import type { TransportEnd } from "../signalr/transport/transport.ts";
import { closedRecord, errorRecord, hopRecord } from "./record.ts";
import type { LogRecord } from "./record.ts";
import { RoundTrips } from "./roundTrips.ts";
import type { Match } from "./roundTrips.ts";
import { wireRecord } from "./wireRecord.ts";

/** `idle` before connecting, `failed` when it never connected or broke, `closed` when it ended on purpose. */
export type SessionState = "idle" | "connecting" | "connected" | "reconnecting" | "closing" | "closed" | "failed";

/** Numbers the records of one log, over all its sessions. */
export interface Counter {
  /** The number last given out. */
  seq: number;
}

/** Where a session puts what it sees. Called synchronously and in order. */
export interface SessionSink {
  record(record: LogRecord): void;
  /** An invocation recorded earlier got its completion. */
  matched?(match: Match): void;
  hop?(hop: Hop): void;
  /** The transport dropped and another attempt follows; the state is `reconnecting` until it succeeded. */
  reconnecting?(notice: Reconnecting): void;
  state?(state: SessionState): void;
}

export interface SessionOptions {
  readonly connect: ConnectOptions;
  /** Shared by the sessions of one log; default: this session's own. */
  readonly counter?: Counter;
  /** Frames of earlier connections of the same session; default none. */
  readonly frames?: number;
  /** Stands in for the network in tests. */
  readonly open?: typeof connect;
}

/** Connects and resolves once messages can be sent. Rejects as `Session.connect` does. */
export async function openSession(options: SessionOptions, sink: SessionSink, signal?: AbortSignal): Promise<Session> {
  const session = new Session(options, sink);
  await session.connect(signal);
  return session;
}

/** Something was to be sent, and there is nothing to send it on. */
export function notConnected(): Problem {
  return new Problem({ code: "notConnected", message: l10n.t("There is no connection to send on."), nextStep: l10n.t("Connect, then send again.") });
}

/** One connection with everything that was seen on it. */
export class Session {
  readonly #options: SessionOptions;
  readonly #sink: SessionSink;
  readonly #trips = new RoundTrips();
  readonly #frameBase: number;
  readonly #protocol: ProtocolName | undefined;
  #connection: HubConnection | undefined;
  #state: SessionState = "idle";
  #failure: Problem | undefined;
  /** The transport was gone before anybody heard that it had connected; where connecting failed, its error says more. */
  #endedEarly: TransportEnd | undefined;
  readonly #counter: Counter;
  #frame: number;

  constructor(options: SessionOptions, sink: SessionSink) {
    this.#options = options;
    this.#sink = sink;
    this.#counter = options.counter ?? { seq: 0 };
    this.#frameBase = options.frames ?? 0;
    this.#frame = this.#frameBase;
    this.#protocol = options.connect.bare === true ? undefined : (options.connect.protocol ?? "json");
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Why it failed: a hop, the handshake, a close message with an error, or a transport that broke. */
  get failure(): Problem | undefined {
    return this.#failure;
  }

  /** The numbers last given out. */
  get numbers(): { readonly seq: number; readonly frame: number } {
    return { seq: this.#counter.seq, frame: this.#frame };
  }

  /**
   * Connects: negotiate, redirects, upgrade, handshake.
   * @throws Problem after an `error` record was reported; Cancelled when `signal` was aborted.
   */
  async connect(signal?: AbortSignal): Promise<void> {
    this.#enter("connecting");
    const observer = {
      hop: (hop: Hop) => this.#hop(hop),
      record: (record: WireRecord) => this.#record(record),
      reconnecting: (notice: Reconnecting) => this.#reconnecting(notice),
      reconnected: () => {
        if (this.#state === "reconnecting") this.#enter("connected");
      },
      closed: (end: TransportEnd) => this.#closed(end),
    };
    try {
      this.#connection = await (this.#options.open ?? connect)(this.#options.connect, observer, signal);
    } catch (error) {
      throw this.#refused(error);
    }
    if (this.#state !== "connecting") return;
    this.#enter("connected");
    if (this.#endedEarly !== undefined) this.#closed(this.#endedEarly);
  }

  /** Calls a hub method; resolves with its completion, also where that carries an error. */
  invoke(target: string, args: readonly unknown[], signal?: AbortSignal, streamIds?: readonly string[]): ReturnType<HubConnection["invoke"]> {
    return this.#open().invoke(target, args, { signal, streamIds });
  }

  /** Calls a hub method without asking for an answer. */
  send(target: string, args: readonly unknown[]): Promise<void> {
    return this.#open().send(target, args);
  }

  /** Asks the hub for a stream, whose items are seen as records. */
  stream(target: string, args: readonly unknown[]): HubStream {
    return this.#open().stream(target, args);
  }

  /** An id for a stream this side is going to upload. */
  newStreamId(): string {
    return this.#open().newStreamId();
  }

  sendItem(streamId: string, item: unknown): Promise<void> {
    return this.#open().sendItem(streamId, item);
  }

  /** Ends an upload stream, with `error` for the hub where it broke off. */
  completeStream(streamId: string, error?: string): Promise<void> {
    return this.#open().completeStream(streamId, error);
  }

  /** Answers a question of the hub. @throws Problem `nothingAsked` when it does not wait for that answer */
  answer(invocationId: string, result: ClientResult): Promise<void> {
    return this.#open().answer(invocationId, result);
  }

  /** Sends exactly these bytes as one message. */
  sendRaw(bytes: Uint8Array, binary: boolean): Promise<void> {
    return this.#open().sendRaw(bytes, binary);
  }

  /** Bytes sent raw that do not form a whole record yet. */
  get waiting(): number {
    return this.#connection?.waiting ?? 0;
  }

  /** Says goodbye and closes; resolves when the transport has ended. Does nothing where there is no connection. */
  async close(): Promise<void> {
    if (this.#connection === undefined || (this.#state !== "connected" && this.#state !== "reconnecting")) return;
    this.#enter("closing");
    await this.#connection.close();
  }

  /** How the transport ended, once it has. Only after `connect` has resolved. */
  get closed(): Promise<TransportEnd> {
    return this.#open(true).closed;
  }

  #open(alsoEnded = false): HubConnection {
    if (this.#connection !== undefined && (alsoEnded || this.#state === "connected")) return this.#connection;
    throw notConnected();
  }

  #enter(state: SessionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#sink.state?.(state);
  }

  #hop(hop: Hop): void {
    this.#sink.hop?.(hop);
    // The handshake's request and answer are records of their own, and its failure is the error of the session.
    if (hop.kind !== "handshake") this.#sink.record(hopRecord(++this.#counter.seq, hop));
  }

  #record(wire: WireRecord): void {
    const seq = ++this.#counter.seq;
    const frame = this.#frameBase + wire.frame;
    this.#frame = Math.max(this.#frame, frame);
    if (wire.kindHint !== undefined) {
      // It neither asks nor answers, and ends nothing: what it says is read when somebody looks at it.
      this.#sink.record(wireRecord(seq, wire, frame, undefined, this.#protocol));
      return;
    }
    const match = this.#trips.see(seq, wire);
    this.#sink.record(wireRecord(seq, wire, frame, match?.roundTripMs, this.#protocol));
    if (match !== undefined) this.#sink.matched?.(match);
    if (wire.message.kind === "close" && wire.direction === "received" && wire.message.error !== undefined) {
      this.#failure = new Problem({
        code: "closedWithError",
        message: l10n.t("The server closed the connection: {0}", wire.message.error),
      });
    }
  }

  /** The drop is in the log as the end of a transport, and each attempt that failed as its error. */
  #reconnecting(notice: Reconnecting): void {
    const { attempt, end, time } = notice;
    if (end.problem !== undefined) this.#sink.record(errorRecord(++this.#counter.seq, time, end.problem));
    if (attempt === 1) this.#sink.record(closedRecord(++this.#counter.seq, time, end));
    this.#failure = undefined;
    this.#enter("reconnecting");
    this.#sink.reconnecting?.(notice);
  }

  #closed(end: TransportEnd): void {
    if (this.#state === "connecting") {
      this.#endedEarly = end;
      return;
    }
    if (end.problem !== undefined) this.#fail(end.problem);
    this.#sink.record(closedRecord(++this.#counter.seq, Date.now(), end));
    this.#enter(this.#failure === undefined ? "closed" : "failed");
  }

  #fail(problem: Problem): void {
    this.#failure = problem;
    this.#sink.record(errorRecord(++this.#counter.seq, Date.now(), problem));
  }

  #refused(error: unknown): Error {
    if (this.#endedEarly !== undefined) this.#sink.record(closedRecord(++this.#counter.seq, Date.now(), this.#endedEarly));
    if (isCancelled(error)) {
      this.#enter("closed");
      return error instanceof Cancelled ? error : new Cancelled();
    }
    const problem =
      error instanceof Problem
        ? error
        : new Problem({ code: "connectFailed", message: error instanceof Error ? error.message : String(error) }, { cause: error });
    this.#fail(problem);
    this.#enter("failed");
    return problem;
  }
}
