import type { ConnectionObserver, Hop, Reconnected, Reconnecting, WireRecord } from "./events.ts";
import type { DecodedMessage } from "./protocol/messages.ts";
import type { DecodedRecord, RecordDecoder, RecordKind } from "./protocol/protocol.ts";
import { redactText } from "./redact.ts";
import type { Frame, TransportEnd } from "./transport/transport.ts";

/** Numbers what crosses and tells it. An observer that throws is reported once as a warning of the process and changes nothing here. */
export class WireLog {
  readonly #observer: ConnectionObserver;
  #frames = 0;
  #warned = false;

  constructor(observer: ConnectionObserver) {
    this.#observer = observer;
  }

  /** The number of a transport message that crosses now, both directions together, from 1. */
  nextFrame(): number {
    this.#frames += 1;
    return this.#frames;
  }

  hop(hop: Hop): void {
    this.#tell(() => this.#observer.hop(hop));
  }

  record(record: WireRecord): void {
    try {
      this.#observer.record(record);
    } catch (error) {
      this.#warn(error);
    }
  }

  reconnecting(notice: Reconnecting): void {
    this.#tell(() => this.#observer.reconnecting?.(notice));
  }

  reconnected(notice: Reconnected): void {
    this.#tell(() => this.#observer.reconnected?.(notice));
  }

  closed(end: TransportEnd): void {
    this.#tell(() => this.#observer.closed(end));
  }

  #tell(telling: () => void): void {
    try {
      telling();
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    if (!this.#warned) {
      this.#warned = true;
      process.emitWarning(redactText(`An observer of a connection failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`));
    }
  }
}

/** The frame a record was completed in, shared by all of its records. */
interface Crossing {
  readonly direction: WireRecord["direction"];
  readonly time: number;
  readonly frame: number;
  readonly binary: boolean;
}

/** A hub message with its place in the transport's frames. Reads nothing by itself. */
export class HubRecord implements WireRecord {
  readonly #crossing: Crossing;
  readonly #decoded: DecodedRecord;

  constructor(crossing: Crossing, decoded: DecodedRecord) {
    this.#crossing = crossing;
    this.#decoded = decoded;
  }

  get direction(): WireRecord["direction"] {
    return this.#crossing.direction;
  }

  get time(): number {
    return this.#crossing.time;
  }

  get frame(): number {
    return this.#crossing.frame;
  }

  get binary(): boolean {
    return this.#crossing.binary;
  }

  get bytes(): Uint8Array {
    return this.#decoded.bytes;
  }

  get message(): DecodedMessage {
    return this.#decoded.message;
  }

  get kindHint(): RecordKind | undefined {
    return this.#decoded.kindHint;
  }

  /** The same record with what is odd about it. */
  remarked(remark: string): WireRecord {
    return new RemarkedRecord(this.#crossing, this.#decoded, remark);
  }
}

class RemarkedRecord extends HubRecord {
  readonly remark: string;

  constructor(crossing: Crossing, decoded: DecodedRecord, remark: string) {
    super(crossing, decoded);
    this.remark = remark;
  }
}

/** One direction's records, with the frame each began in. */
export class RecordStream {
  readonly #decoder: RecordDecoder;
  readonly #direction: WireRecord["direction"];
  #begunIn = 0;
  #binary = false;

  constructor(decoder: RecordDecoder, direction: WireRecord["direction"]) {
    this.#decoder = decoder;
    this.#direction = direction;
  }

  /** Bytes of a record not yet complete. */
  get pending(): number {
    return this.#decoder.pending;
  }

  push(frame: Frame, number: number): HubRecord[] {
    const wasPending = this.#decoder.pending > 0;
    const decoded = this.#decoder.push(frame.data);
    const crossing: Crossing = { direction: this.#direction, time: frame.time, frame: number, binary: frame.binary };
    const records = decoded.map((record) => new HubRecord(record.start < 0 ? { ...crossing, frame: this.#begunIn } : crossing, record));
    if (!wasPending || decoded.length > 0) {
      this.#begunIn = number;
    }
    this.#binary = frame.binary;
    return records;
  }

  /** What was begun and never ended. */
  end(time: number): HubRecord[] {
    return this.#decoder.end().map((record) => new HubRecord({ direction: this.#direction, time, frame: this.#begunIn, binary: this.#binary }, record));
  }
}

/** Now, in milliseconds since the epoch with fractions, from the clock that never jumps. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
