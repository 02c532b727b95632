import { closedInHandshake } from "./connectionProblems.ts";
import type { WireRecord } from "./events.ts";
import { HandshakeReader, handshakeRequest, handshakeTimeout, secondAnswer } from "./handshake.ts";
import { Cancelled } from "./problem.ts";
import type { Problem } from "./problem.ts";
import type { DecodedMessage } from "./protocol/messages.ts";
import type { HubProtocol } from "./protocol/protocol.ts";
import { notOpen } from "./transport/notOpen.ts";
import type { Frame, Transport, TransportEnd, TransportEvents } from "./transport/transport.ts";
import { now, RecordStream } from "./wireLog.ts";
import type { HubRecord, WireLog } from "./wireLog.ts";

export interface WireOptions {
  /** Redacted. */
  readonly url: string;
  /** None: bare, nothing is interpreted. */
  readonly protocol: HubProtocol | undefined;
  /** The version the handshake asks for; none where there is no handshake: bare, or a connection that is taken up again. */
  readonly handshake?: number | undefined;
}

/** What a wire reports, after the log was told. */
export interface WireEvents {
  /** Bytes came, of a record that may not be complete yet. */
  heard(): void;
  /** What is odd about a message that has just come, before it is told; undefined: nothing. */
  remark(message: DecodedMessage): string | undefined;
  received(record: HubRecord): void;
  sent(record: HubRecord): void;
  /** Exactly once and last; not before a transport was attached. */
  ended(end: TransportEnd): void;
}

interface Handshake {
  readonly reader: HandshakeReader;
  readonly answered: PromiseWithResolvers<void>;
  readonly begin: number;
  /** Number of the frame in which the answer began. */
  frame?: number;
}

/** One open transport: its frames cut into records, its handshake, and everything told to the log. */
export class Wire implements TransportEvents {
  readonly #options: WireOptions;
  readonly #log: WireLog;
  readonly #events: WireEvents;
  readonly #sent: RecordStream | undefined;
  readonly #received: RecordStream | undefined;
  #transport: Transport | undefined;
  /** Until its answer is there. */
  #handshake: Handshake | undefined;
  /** Why the handshake failed. */
  #refusal: Problem | undefined;

  constructor(options: WireOptions, log: WireLog, events: WireEvents) {
    this.#options = options;
    this.#log = log;
    this.#events = events;
    const { protocol, handshake } = options;
    this.#sent = protocol === undefined ? undefined : new RecordStream(protocol.decoder(), "sent");
    this.#received = protocol === undefined ? undefined : new RecordStream(protocol.decoder(), "received");
    if (protocol !== undefined && handshake !== undefined) {
      this.#handshake = { reader: new HandshakeReader(), answered: Promise.withResolvers<void>(), begin: performance.now() };
      // Who waits for it hears of it; before that a fast server's refusal must not count as unhandled.
      this.#handshake.answered.promise.catch(() => undefined);
    }
  }

  get open(): boolean {
    return this.#transport?.open === true;
  }

  get keepsAlive(): boolean {
    return this.#transport?.keepsAlive === true;
  }

  /** Bytes sent that do not form a whole record yet. */
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
    const { protocol, handshake: version } = this.#options;
    if (protocol === undefined || version === undefined || handshake === undefined) {
      return;
    }
    const { bytes, message } = handshakeRequest(protocol.name, version);
    const timer = setTimeout(() => this.#endHandshake(handshakeTimeout(timeoutMs)), timeoutMs);
    const cancel = (): void => this.#endHandshake(new Cancelled());
    signal?.addEventListener("abort", cancel, { once: true });
    if (signal?.aborted === true) {
      cancel();
    }
    try {
      await this.#hand(bytes, false, (frame, time) => this.#log.record({ direction: "sent", time, frame, bytes: bytes.subarray(0, -1), binary: false, message }));
      await handshake.answered.promise;
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /**
   * @param again what crosses a second time, on the transport that took another's place: told to the log only
   * @throws Problem `connectionClosed`
   */
  async send(bytes: Uint8Array, binary: boolean, again?: "again"): Promise<void> {
    await this.#hand(bytes, binary, (frame, time) => {
      if (this.#sent === undefined) {
        this.#log.record(bareRecord("sent", { data: bytes, binary, time }, frame));
        return;
      }
      for (const record of this.#sent.push({ data: bytes, binary, time }, frame)) {
        this.#log.record(record);
        if (again === undefined) {
          this.#events.sent(record);
        }
      }
    });
  }

  async close(): Promise<void> {
    await this.#transport?.close();
  }

  frame(frame: Frame): void {
    const number = this.#log.nextFrame();
    this.#events.heard();
    if (this.#received === undefined) {
      this.#log.record(bareRecord("received", frame, number));
    } else if (this.#handshake === undefined) {
      this.#readRecords(this.#received, frame, number);
    } else {
      this.#readHandshake(this.#handshake, this.#received, frame, number);
    }
  }

  end(end: TransportEnd): void {
    const time = now();
    for (const record of [...(this.#received?.end(time) ?? []), ...(this.#sent?.end(time) ?? [])]) {
      this.#log.record(record);
    }
    this.#endHandshake(end.problem ?? closedInHandshake(end, this.#options.url));
    const problem = this.#refusal ?? end.problem;
    this.#events.ended({ ...end, ...(problem === undefined ? {} : { problem }) });
  }

  #readHandshake(handshake: Handshake, received: RecordStream, frame: Frame, number: number): void {
    handshake.frame ??= number;
    const answer = handshake.reader.push(frame.data);
    if (answer === undefined) {
      return;
    }
    // JSON whatever protocol follows, so it is shown as text even where a server answers in a binary message.
    this.#log.record({ direction: "received", time: frame.time, frame: handshake.frame, bytes: answer.bytes, binary: false, message: answer.message });
    this.#endHandshake(answer.problem);
    if (answer.next < frame.data.length) {
      this.#readRecords(received, { ...frame, data: frame.data.subarray(answer.next) }, number);
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
      const { url, protocol, handshake: version } = this.#options;
      this.#log.hop({ kind: "handshake", url, ms: performance.now() - handshake.begin, time: Date.now(), details: { protocol: protocol?.name, version }, ...problem });
      this.#refusal = failure;
    }
    if (failure === undefined) {
      handshake.answered.resolve();
    } else {
      handshake.answered.reject(failure);
    }
  }

  #readRecords(received: RecordStream, frame: Frame, number: number): void {
    for (const record of received.push(frame, number)) {
      const remark = record.kindHint === undefined ? this.#remark(record) : undefined;
      this.#log.record(remark === undefined ? record : record.remarked(remark));
      this.#events.received(record);
    }
  }

  #remark({ message, bytes }: HubRecord): string | undefined {
    return message.kind === "malformed" ? secondAnswer(bytes) : this.#events.remark(message);
  }

  async #hand(bytes: Uint8Array, binary: boolean, tell: (frame: number, time: number) => void): Promise<void> {
    const transport = this.#transport;
    if (transport?.open !== true) {
      throw notOpen(this.#options.url);
    }
    tell(this.#log.nextFrame(), now());
    await transport.send(bytes, binary);
  }
}

function bareRecord(direction: WireRecord["direction"], { data, binary, time }: Frame, frame: number): WireRecord {
  return { direction, time, frame, bytes: new Uint8Array(data), binary, message: { kind: binary ? "binary" : "text" } };
}
