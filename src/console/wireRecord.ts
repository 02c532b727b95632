import type { ProtocolName, WireRecord } from "../signalr/events.ts";
import { LazyRecord } from "./lazyRecord.ts";
import type { LogRecord } from "./record.ts";

/** What crossed, as a record of the log. @param protocol what is spoken; none when bare */
export function wireRecord(seq: number, wire: WireRecord, frame: number, roundTripMs?: number, protocol?: ProtocolName): LogRecord {
  const { time, direction, bytes: data, binary } = wire;
  if (wire.kindHint !== undefined && protocol !== undefined) {
    return new LazyRecord({ seq, time, direction, data, protocol, frame, binary });
  }
  const { remark } = wire;
  const { kind, ...says } = wire.message;
  const members = remark === undefined ? says : { ...says, remark };
  // A handshake is not of the hub protocol; what is malformed may be so by its surroundings, and what is odd is so by them.
  const again = remark === undefined && protocol !== undefined && kind !== "handshake" && kind !== "malformed";
  return { seq, time, direction, kind, frame, data, binary, members, ...(again && { protocol }), ...(roundTripMs !== undefined && { roundTripMs }) };
}
