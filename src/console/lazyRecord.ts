import type { ProtocolName } from "../signalr/events.ts";
import type { Direction, LogRecord, RecordKind, RecordMembers } from "./record.ts";
import { reread } from "./reread.ts";

/** What is known of a record of the hub protocol without reading it. */
export type Unread = Omit<LogRecord, "kind" | "members"> & { readonly data: Uint8Array; readonly protocol: ProtocolName };

/** A record that is read from its bytes when somebody asks what it says: in a flood, nobody asks for most. */
export class LazyRecord implements LogRecord {
  readonly seq: number;
  readonly time: number;
  readonly direction: Direction;
  readonly data: Uint8Array;
  readonly protocol: ProtocolName;
  // Only where they are known: a record without a session has no such member.
  declare readonly frame?: number;
  declare readonly binary?: boolean;
  declare readonly session?: number;
  declare readonly roundTripMs?: number;
  #said: { readonly kind: RecordKind; readonly members: RecordMembers } | undefined;

  constructor({ seq, time, direction, data, protocol, frame, binary, session, roundTripMs }: Unread) {
    this.seq = seq;
    this.time = time;
    this.direction = direction;
    this.data = data;
    this.protocol = protocol;
    if (frame !== undefined) this.frame = frame;
    if (binary !== undefined) this.binary = binary;
    if (session !== undefined) this.session = session;
    if (roundTripMs !== undefined) this.roundTripMs = roundTripMs;
  }

  get kind(): RecordKind {
    return this.#read().kind;
  }

  get members(): RecordMembers {
    return this.#read().members;
  }

  /** The same record as one of a session beside the first. */
  inSession(session: number): LazyRecord {
    const { seq, time, direction, data, protocol, frame, binary, roundTripMs } = this;
    return new LazyRecord({ seq, time, direction, data, protocol, session, ...(frame !== undefined && { frame }), ...(binary !== undefined && { binary }), ...(roundTripMs !== undefined && { roundTripMs }) });
  }

  #read(): { readonly kind: RecordKind; readonly members: RecordMembers } {
    return (this.#said ??= reread(this.protocol, this.data));
  }
}

/** The record as one of a session beside the first. */
export function inSession(record: LogRecord, session: number): LogRecord {
  return record instanceof LazyRecord ? record.inSession(session) : { ...record, session };
}
