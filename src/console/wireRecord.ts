import type { ProtocolName, WireRecord } from "../signalr/events.ts";
import { LazyRecord } from "./lazyRecord.ts";
import type { LogRecord } from "./record.ts";

/** What crossed, as a record of the log. @param protocol what is spoken; none when bare */
export function wireRecord(seq: number, wire: WireRecord, frame: number, roundTripMs?: number, protocol?: ProtocolName): LogRecord {
  const { time, direction, bytes: data, binary } = wire;
  if (wire.kindHint !== undefined && protocol !== undefined) {
    return new LazyRecord({ seq, time, direction, data, protocol, frame, binary });
  }
  const { kind, ...members } = wire.message;
  // A handshake is not of the hub protocol, and what is malformed may be so by its surroundings.
  const again = protocol !== undefined && kind !== "handshake" && kind !== "malformed";
  return { seq, time, direction, kind, frame, data, binary, members, ...(again && { protocol }), ...(roundTripMs !== undefined && { roundTripMs }) };
}
