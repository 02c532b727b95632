import { ClientResults } from "./clientResults.ts";
import type { AnswerHandler, AskingInvocation, ClientResult } from "./connectOptions.ts";
import { bareConnection, closedInHandshake, closedWithError, encoded, notOpen, serverTimeout, unanswered } from "./connectionProblems.ts";
import type { WireRecord } from "./events.ts";
import type { Answer, CallOptions, HubConnection, HubStream, InvokeOptions } from "./hubConnection.ts";
import { HandshakeReader, handshakeRequest, handshakeTimeout } from "./handshake.ts";
import { Invocations } from "./invocations.ts";
import { Cancelled } from "./problem.ts";
import type { Problem } from "./problem.ts";
import type { DecodedMessage, HubMessage } from "./protocol/messages.ts";
import type { HubProtocol } from "./protocol/protocol.ts";
import { redactUrl } from "./redact.ts";
import { Silence } from "./silence.ts";
import type { Frame, Transport, TransportEnd, TransportEvents } from "./transport/transport.ts";
import { now, RecordStream } from "./wireLog.ts";
import type { HubRecord, WireLog } from "./wireLog.ts";

export interface LiveOptions {
  /** Redacted where it is shown. */
  readonly url: string;
  readonly connectionId: string | undefined;
  /** None: bare, nothing is interpreted and nothing sent by itself. */
  readonly protocol: HubProtocol | undefined;
  readonly serverTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly answers: AnswerHandler | undefined;
}

interface Handshake {
  readonly reader: HandshakeReader;
  readonly answered: PromiseWithResolvers<void>;
  readonly begin: number;
  /** Number of the frame in which the answer began. */
  frame?: number;
}

/** One open transport and what is spoken on it. */
export class LiveConnection implements HubConnection, TransportEvents {
  readonly url: string;
  readonly connectionId?: string;
  readonly #protocol: HubProtocol | undefined;
  readonly #log: WireLog;
  readonly #sent: RecordStream | undefined;
  readonly #received: RecordStream | undefined;
  readonly #invocations = new Invocations();
  readonly #clientResults: ClientResults;
  readonly #serverSilence: Silence;
  readonly #ownSilence: Silence;
  readonly #ended = Promise.withResolvers<TransportEnd>();
  #transport: Transport | undefined;
  /** Until its answer is there. */
  #handshake: Handshake | undefined;
  /** Why this side ended it, or what the server said when it did. */
  #cause: Problem | undefined;

  constructor(options: LiveOptions, log: WireLog) {
    this.url = redactUrl(options.url);
    if (options.connectionId !== undefined) {
      this.connectionId = options.connectionId;
    }
    this.#protocol = options.protocol;
    this.#log = log;
    this.#sent = options.protocol === undefined ? undefined : new RecordStream(options.protocol.decoder(), "sent");
    this.#received = options.protocol === undefined ? undefined : new RecordStream(options.protocol.decoder(), "received");
    this.#clientResults = new ClientResults(options.answers, (completion) => this.sendMessage(completion));
    this.#serverSilence = new Silence(options.serverTimeoutMs, () => this.#giveUp(serverTimeout(options.serverTimeoutMs, this.url)));
    this.#ownSilence = new Silence(options.keepAliveMs, () => this.#quietly(this.sendMessage({ kind: "ping" })));
    if (options.protocol !== undefined) {
      this.#handshake = { reader: new HandshakeReader(), answered: Promise.withResolvers<void>(), begin: performance.now() };
      // Who waits for it hears of it; before that a fast server's refusal must not count as unhandled.
      this.#handshake.answered.promise.catch(() => undefined);
    }
  }

  get closed(): Promise<TransportEnd> {
    return this.#ended.promise;
  }

  get waiting(): number {
    return this.#sent?.pending ?? 0;
  }

  attach(transport: Transport): void {
    this.#transport = transport;
  }

  /**
   * Sends the handshake and waits for its answer. How it went is told as a hop before anything that follows it.
   * @throws Problem or Cancelled; the transport has ended then
   */
  async shakeHands(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const handshake = this.#handshake;
    if (this.#protocol === undefined || handshake === undefined) {
      return;
    }
    const { bytes, message } = handshakeRequest(this.#protocol.name);
    const timer = setTimeout(() => this.#endHandshake(handshakeTimeout(timeoutMs)), timeoutMs);
    const cancel = (): void => this.#endHandshake(new Cancelled());
    signal?.addEventListener("abort", cancel, { once: true });
    if (signal?.aborted === true) {
      cancel();
    }
    try {
      await this.#hand(bytes, false, (frame, time) => [{ direction: "sent", time, frame, bytes: bytes.subarray(0, -1), binary: false, message }]);
      await handshake.answered.promise;
      this.#serverSilence.heard();
      this.#ownSilence.heard();
    } catch (error) {
      await this.#transport?.close();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }

  async invoke(target: string, args: readonly unknown[], options: InvokeOptions = {}): Promise<Answer> {
    if (options.signal?.aborted === true) {
      throw new Cancelled();
    }
    const invocationId = this.#invocations.nextId();
    return await this.#ask({ kind: "invocation", invocationId, target, arguments: args, ...uploads(options) }, options.signal);
  }

  async send(target: string, args: readonly unknown[], options: CallOptions = {}): Promise<void> {
    await this.sendMessage({ kind: "invocation", target, arguments: args, ...uploads(options) });
  }

  stream(target: string, args: readonly unknown[], options: CallOptions = {}): HubStream {
    const invocationId = this.#invocations.nextId();
    const completion = this.#ask({ kind: "streamInvocation", invocationId, target, arguments: args, ...uploads(options) });
    // Who wants to know waits for it; a stream whose end nobody awaits is no failure.
    completion.catch(() => undefined);
    const cancel = async (): Promise<void> => {
      if (this.#invocations.waitsFor(invocationId)) {
        await this.sendMessage({ kind: "cancelInvocation", invocationId });
      }
    };
    return { invocationId, completion, cancel };
  }

  newStreamId(): string {
    return this.#invocations.nextId();
  }

  async sendItem(streamId: string, item: unknown): Promise<void> {
    await this.sendMessage({ kind: "streamItem", invocationId: streamId, item });
  }

  async completeStream(streamId: string, error?: string): Promise<void> {
    await this.sendMessage({ kind: "completion", invocationId: streamId, ...(error === undefined ? {} : { error }) });
  }

  async answer(invocationId: string, result: ClientResult): Promise<void> {
    await this.#clientResults.answer(invocationId, result);
  }

  async sendMessage(message: HubMessage): Promise<void> {
    const protocol = this.#protocol;
    if (protocol === undefined) {
      throw bareConnection(this.url);
    }
    await this.sendRaw(encoded(protocol, message), protocol.binary);
  }

  async sendRaw(bytes: Uint8Array, binary: boolean): Promise<void> {
    await this.#hand(bytes, binary, (frame, time) => this.#sentRecords({ data: bytes, binary, time }, frame));
  }

  async close(): Promise<void> {
    if (this.#transport?.open === true && this.#protocol !== undefined) {
      // As the official client does; a server that is gone already does not matter any more.
      this.#quietly(this.sendMessage({ kind: "close" }));
    }
    await this.#transport?.close();
  }

  frame(frame: Frame): void {
    const number = this.#log.nextFrame();
    if (this.#received === undefined) {
      this.#log.record(bareRecord("received", frame, number));
      return;
    }
    if (this.#handshake !== undefined) {
      this.#readHandshake(this.#handshake, frame, number);
      return;
    }
    this.#serverSilence.heard();
    this.#readRecords(this.#received, frame, number);
  }

  end(end: TransportEnd): void {
    this.#serverSilence.stop();
    this.#ownSilence.stop();
    this.#tellRests(now());
    this.#endHandshake(end.problem ?? closedInHandshake(end, this.url));
    const problem = this.#cause ?? end.problem;
    const whole: TransportEnd = { ...end, ...(problem === undefined ? {} : { problem }) };
    this.#invocations.failAll(unanswered(whole, this.url));
    this.#log.closed(whole);
    this.#ended.resolve(whole);
  }

  #readHandshake(handshake: Handshake, frame: Frame, number: number): void {
    handshake.frame ??= number;
    const answer = handshake.reader.push(frame.data);
    if (answer === undefined) {
      return;
    }
    this.#log.record({ direction: "received", time: frame.time, frame: handshake.frame, bytes: answer.bytes, binary: frame.binary, message: answer.message });
    this.#endHandshake(answer.problem);
    if (this.#received !== undefined && answer.next < frame.data.length) {
      this.#readRecords(this.#received, { ...frame, data: frame.data.subarray(answer.next) }, number);
    }
  }

  #endHandshake(failure?: Problem | Cancelled): void {
    const handshake = this.#handshake;
    if (handshake === undefined) {
      return;
    }
    this.#handshake = undefined;
    const begun = handshake.reader.rest();
    if (begun.length > 0) {
      const message = { kind: "malformed", reason: "The answer to the handshake is not ended by 0x1E", offset: begun.length } as const;
      this.#log.record({ direction: "received", time: now(), frame: handshake.frame ?? 1, bytes: begun, binary: false, message });
    }
    if (!(failure instanceof Cancelled)) {
      const problem = failure === undefined ? {} : { problem: failure };
      this.#log.hop({ kind: "handshake", url: this.url, ms: performance.now() - handshake.begin, time: Date.now(), details: { protocol: this.#protocol?.name }, ...problem });
      this.#cause ??= failure;
    }
    if (failure === undefined) {
      handshake.answered.resolve();
    } else {
      handshake.answered.reject(failure);
    }
  }

  #readRecords(received: RecordStream, frame: Frame, number: number): void {
    for (const record of received.push(frame, number)) {
      this.#log.record(record);
      this.#react(record);
    }
  }

  #react({ message, time }: HubRecord): void {
    if (message.kind === "completion") {
      this.#invocations.complete(message, time);
    } else if (wantsAnswer(message)) {
      this.#quietly(this.#clientResults.asked(message));
    } else if (message.kind === "close") {
      this.#cause ??= message.error === undefined ? undefined : closedWithError(message.error, this.url);
      this.#quietly(this.#transport?.close());
    }
  }

  #ask(message: HubMessage & { readonly invocationId: string }, signal?: AbortSignal): Promise<Answer> {
    const answer = this.#invocations.wait(message.invocationId, now(), signal);
    this.sendMessage(message).catch((error: Error) => this.#invocations.fail(message.invocationId, error));
    return answer;
  }

  async #hand(bytes: Uint8Array, binary: boolean, records: (frame: number, time: number) => readonly WireRecord[]): Promise<void> {
    const transport = this.#transport;
    if (transport?.open !== true) {
      throw this.#cause ?? notOpen(this.url);
    }
    for (const record of records(this.#log.nextFrame(), now())) {
      this.#log.record(record);
    }
    if (this.#protocol !== undefined && this.#handshake === undefined) {
      this.#ownSilence.heard();
    }
    await transport.send(bytes, binary);
  }

  #sentRecords(frame: Frame, number: number): readonly WireRecord[] {
    if (this.#sent === undefined) {
      return [bareRecord("sent", frame, number)];
    }
    const records = this.#sent.push({ ...frame, data: new Uint8Array(frame.data) }, number);
    for (const { message } of records) {
      this.#invocations.used("invocationId" in message ? message.invocationId : undefined);
    }
    return records;
  }

  #tellRests(time: number): void {
    for (const record of [...(this.#received?.end(time) ?? []), ...(this.#sent?.end(time) ?? [])]) {
      this.#log.record(record);
    }
  }

  #giveUp(problem: Problem): void {
    this.#cause ??= problem;
    this.#quietly(this.#transport?.close());
  }

  /** What is sent or closed by itself fails only because the transport ends, which is told by `end`. */
  #quietly(work: Promise<unknown> | undefined): void {
    work?.catch(() => undefined);
  }
}

function uploads({ streamIds = [] }: CallOptions): { readonly streamIds?: readonly string[] } {
  return streamIds.length === 0 ? {} : { streamIds };
}

function wantsAnswer(message: DecodedMessage): message is AskingInvocation {
  return message.kind === "invocation" && message.invocationId !== undefined;
}

function bareRecord(direction: WireRecord["direction"], { data, binary, time }: Frame, frame: number): WireRecord {
  return { direction, time, frame, bytes: new Uint8Array(data), binary, message: { kind: binary ? "binary" : "text" } };
}
