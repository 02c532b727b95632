import type { AnswerHandler } from "./connectOptions.ts";
import { bareConnection, closedWithError, encoded, sequenceSkipped, serverTimeout, unanswered } from "./connectionProblems.ts";
import { HubCalls } from "./hubCalls.ts";
import type { InvocationIds } from "./invocations.ts";
import { MessageBuffer } from "./messageBuffer.ts";
import { Problem } from "./problem.ts";
import type { Close, DecodedMessage, HubMessage } from "./protocol/messages.ts";
import type { HubProtocol } from "./protocol/protocol.ts";
import { Silence } from "./silence.ts";
import { notOpen } from "./transport/notOpen.ts";
import type { Transport, TransportEnd, TransportEvents } from "./transport/transport.ts";
import { Wire } from "./wire.ts";
import { now } from "./wireLog.ts";
import type { HubRecord, WireLog } from "./wireLog.ts";

export interface LiveOptions {
  /** Redacted. */
  readonly url: string;
  readonly connectionId: string | undefined;
  /** None: bare, nothing is interpreted and nothing sent by itself. */
  readonly protocol: HubProtocol | undefined;
  readonly ids: InvocationIds;
  readonly answers: AnswerHandler | undefined;
  /** Whether the server keeps this connection over a drop. */
  readonly stateful: boolean;
  readonly handshakeTimeoutMs: number;
  readonly serverTimeoutMs: number;
  readonly keepAliveMs: number;
  /** Opens the transport: the first time, and after each drop where the connection is stateful. */
  readonly open: (events: TransportEvents, signal: AbortSignal | undefined) => Promise<Transport>;
  /** The connection ended: exactly once, and not before a transport had opened. `dropped`: neither side meant it, or the server wants it made again. */
  readonly ended: (end: TransportEnd, dropped: boolean) => void;
}

/** How often a connection is taken up again without a single message in between. */
const MAX_FRUITLESS_RESUMES = 3;

/** One connection as the server knows it: what is spoken on it, over more than one transport where it is stateful. */
export class LiveConnection {
  readonly options: LiveOptions;
  readonly calls: HubCalls;
  readonly #log: WireLog;
  readonly #serverSilence: Silence;
  readonly #ownSilence: Silence;
  readonly #buffer: MessageBuffer | undefined;
  readonly #abort = new AbortController();
  #wire: Wire;
  #resumed: Promise<void> = Promise.resolve();
  #fruitless = 0;
  #established = false;
  #closing = false;
  #said: Close | undefined;
  /** Why this side ended it, or what the server said when it did. */
  #cause: Problem | undefined;
  #end: TransportEnd | undefined;

  constructor(options: LiveOptions, log: WireLog) {
    this.options = options;
    this.#log = log;
    const { url, protocol, stateful, serverTimeoutMs } = options;
    this.calls = new HubCalls(options.ids, options.answers, (message) => this.sendMessage(message));
    this.#serverSilence = new Silence(serverTimeoutMs, () => this.#giveUp(serverTimeout(serverTimeoutMs, url)));
    this.#ownSilence = new Silence(options.keepAliveMs, () => this.#quietly(this.sendMessage({ kind: "ping" })));
    this.#buffer = stateful ? new MessageBuffer((sequenceId) => this.#quietly(this.sendMessage({ kind: "ack", sequenceId }))) : undefined;
    this.#wire = this.#newWire(protocol === undefined ? undefined : stateful ? 2 : 1);
  }

  /** How it ended, once it has. */
  get end(): TransportEnd | undefined {
    return this.#end;
  }

  get waiting(): number {
    return this.#wire.waiting;
  }

  /** @throws Problem; Cancelled */
  async start(signal: AbortSignal | undefined): Promise<void> {
    this.#wire.attach(await this.options.open(this.#wire, signal));
    await this.#wire.shakeHands(this.options.handshakeTimeoutMs, signal);
    this.#established = true;
    if (this.options.protocol !== undefined && !this.#wire.keepsAlive) {
      this.#serverSilence.heard();
      this.#ownSilence.heard();
    }
  }

  async sendMessage(message: HubMessage): Promise<void> {
    const { protocol, url } = this.options;
    if (protocol === undefined) {
      throw bareConnection(url);
    }
    await this.sendRaw(encoded(protocol, message), protocol.binary);
  }

  async sendRaw(bytes: Uint8Array, binary: boolean): Promise<void> {
    if (this.#buffer !== undefined && !this.#wire.open && !this.#closing) {
      await this.#resumed;
    }
    if (!this.#wire.open) {
      throw this.#cause ?? notOpen(this.options.url);
    }
    this.#ownSilence.again();
    try {
      await this.#wire.send(bytes, binary);
    } catch (error) {
      // What a dying transport did not take is kept, and crosses on the next one.
      if (this.#buffer === undefined || this.#closing || this.#end !== undefined) {
        throw error;
      }
    }
    await this.#buffer?.room();
  }

  async close(): Promise<void> {
    if (this.#wire.open && this.options.protocol !== undefined && !this.#closing) {
      // As the official client does; a server that is gone already does not matter any more.
      this.#quietly(this.sendMessage({ kind: "close" }));
    }
    this.#closing = true;
    this.#abort.abort();
    await this.#wire.close();
    await this.#resumed.catch(() => undefined);
  }

  #newWire(handshake?: number): Wire {
    const { url, protocol } = this.options;
    return new Wire({ url, protocol, handshake }, this.#log, {
      heard: () => this.#serverSilence.again(),
      remark: (message) => this.calls.remark(message),
      received: (record) => this.#received(record),
      sent: ({ message, bytes }) => this.#sent(message, bytes),
      ended: (end) => this.#ended(end),
    });
  }

  #sent(message: DecodedMessage, bytes: Uint8Array): void {
    this.options.ids.used("invocationId" in message ? message.invocationId : undefined);
    this.calls.sent(message);
    if (this.#buffer !== undefined && this.options.protocol !== undefined) {
      this.#buffer.sent(message.kind, this.options.protocol.framed(bytes));
    }
  }

  #received(record: HubRecord): void {
    const { kindHint } = record;
    if (this.#buffer?.received(kindHint ?? record.message.kind) === false) {
      return;
    }
    if (kindHint !== undefined) {
      this.#fruitless = 0;
      return;
    }
    const { message, time } = record;
    if (message.kind !== "sequence" && message.kind !== "ack") {
      this.#fruitless = 0;
    }
    if (message.kind === "completion" || message.kind === "invocation") {
      this.#quietly(this.calls.received(message, time));
    } else if (message.kind === "close") {
      this.#said = message;
      this.#cause ??= message.error === undefined ? undefined : closedWithError(message.error, this.options.url);
      this.#quietly(this.#wire.close());
    } else if (message.kind === "ack") {
      this.#buffer?.acknowledged(message.sequenceId);
    } else if (message.kind === "sequence" && this.#buffer?.sequence(message) === false) {
      this.#giveUp(sequenceSkipped(message.sequenceId, this.options.url));
    }
  }

  #ended(end: TransportEnd): void {
    const meant = this.#closing || this.#said !== undefined || this.#cause !== undefined;
    if (this.#buffer !== undefined && this.#established && !meant && this.#fruitless < MAX_FRUITLESS_RESUMES) {
      this.#fruitless += 1;
      this.#resumed = this.#resume(this.#buffer, end);
      this.#resumed.catch(() => undefined);
    } else {
      this.#finish(end);
    }
  }

  /** Takes the connection up again on a new transport: same URL and id, no handshake; each side says where it goes on and sends again what the other may have missed (signalr-protocol 4.5). */
  async #resume(buffer: MessageBuffer, end: TransportEnd): Promise<void> {
    const attempt = this.#fruitless;
    this.#log.reconnecting({ attempt, delayMs: 0, end, stateful: true, time: now() });
    const wire = this.#newWire();
    this.#wire = wire;
    const { sequence, again } = buffer.dropped();
    try {
      wire.attach(await this.options.open(wire, this.#abort.signal));
    } catch (error) {
      this.#finish(error instanceof Problem ? { reason: "", problem: error } : end);
      throw notOpen(this.options.url);
    }
    try {
      await this.#again(wire, [sequence, ...again]);
    } catch (error) {
      if (this.#wire === wire) {
        throw error;
      }
      // It dropped once more, and is being taken up once more.
      await this.#resumed;
      return;
    }
    this.#log.reconnected({ attempt, stateful: true, connectionId: this.options.connectionId, time: now() });
  }

  /** What crosses again is told again, but not counted again. All at once, so that nothing new comes in between. */
  async #again(wire: Wire, [sequence, ...messages]: readonly [HubMessage, ...Uint8Array[]]): Promise<void> {
    const { protocol } = this.options;
    if (protocol !== undefined) {
      await Promise.all([encoded(protocol, sequence), ...messages].map((bytes) => wire.send(bytes, protocol.binary, "again")));
    }
  }

  #finish(end: TransportEnd): void {
    this.#serverSilence.stop();
    this.#ownSilence.stop();
    this.#buffer?.stop();
    const problem = this.#cause ?? (this.#closing ? undefined : end.problem);
    const whole: TransportEnd = { ...(end.code === undefined ? {} : { code: end.code }), reason: end.reason, ...(problem === undefined ? {} : { problem }) };
    this.#end = whole;
    this.calls.failAll(unanswered(whole, this.options.url));
    this.options.ended(whole, !this.#closing && (this.#said === undefined || this.#said.allowReconnect === true));
  }

  #giveUp(problem: Problem): void {
    this.#cause ??= problem;
    this.#abort.abort();
    this.#quietly(this.#wire.close());
  }

  /** What is sent or closed by itself fails only because the transport ends, which is told by `ended`. */
  #quietly(work: Promise<unknown>): void {
    work.catch(() => undefined);
  }
}
