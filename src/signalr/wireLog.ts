import type { ConnectionObserver, Hop, Reconnected, Reconnecting, WireRecord } from "./events.ts";
import type { DecodedMessage } from "./protocol/messages.ts";
import type { DecodedRecord, RecordDecoder } from "./protocol/protocol.ts";
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
    this.#tell(() => this.#observer.record(record));
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
      if (this.#warned) {
        return;
      }
      this.#warned = true;
      process.emitWarning(redactText(`An observer of a connection failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}`));
    }
  }
}

/** What a record of this direction is when it is a hub message. */
export type HubRecord = WireRecord & { readonly message: DecodedMessage };

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
    const records = decoded.map((record) => this.#record(record, record.start < 0 ? this.#begunIn : number, frame.binary, frame.time));
    if (!wasPending || decoded.length > 0) {
      this.#begunIn = number;
    }
    this.#binary = frame.binary;
    return records;
  }

  /** What was begun and never ended. */
  end(time: number): HubRecord[] {
    return this.#decoder.end().map((record) => this.#record(record, this.#begunIn, this.#binary, time));
  }

  #record({ bytes, message }: DecodedRecord, frame: number, binary: boolean, time: number): HubRecord {
    return { direction: this.#direction, time, frame, bytes, binary, message };
  }
}

/** Now, in milliseconds since the epoch with fractions, from the clock that never jumps. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
