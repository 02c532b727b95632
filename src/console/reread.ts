import type { ProtocolName } from "../signalr/events.ts";
import { jsonProtocol } from "../signalr/protocol/json.ts";
import { messagePackProtocol } from "../signalr/protocol/messagepack.ts";
import type { HubProtocol } from "../signalr/protocol/protocol.ts";
import type { RecordKind, RecordMembers } from "./record.ts";

const protocols: Readonly<Record<ProtocolName, HubProtocol>> = { json: jsonProtocol, messagepack: messagePackProtocol };

/** What a record says, read from its bytes again. */
export function reread(name: ProtocolName, data: Uint8Array): { readonly kind: RecordKind; readonly members: RecordMembers } {
  const protocol = protocols[name];
  const [record] = protocol.decoder().push(protocol.framed(data));
  if (record === undefined) throw new Error("A framed record is one record.");
  const { kind, ...members } = record.message;
  return { kind, members };
}

/** The record with its terminator or length prefix, as it has to be sent. */
export function framedAs(name: ProtocolName, data: Uint8Array): Uint8Array {
  return protocols[name].framed(data);
}
