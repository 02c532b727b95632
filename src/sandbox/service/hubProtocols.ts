import { jsonProtocol } from "../../signalr/protocol/json.ts";
import { messagePackProtocol } from "../../signalr/protocol/messagepack.ts";
import type { HubMessage } from "../../signalr/protocol/messages.ts";
import type { HubProtocol } from "../../signalr/protocol/protocol.ts";

const protocols: ReadonlyMap<string, HubProtocol> = new Map([
  ["json", jsonProtocol],
  ["messagepack", messagePackProtocol],
  // Blazor's protocol is MessagePack with argument types of its own; what the service itself writes needs none of them.
  ["blazorpack", messagePackProtocol],
]);

/** The protocol the service writes for a client of that protocol; none where it does not know it. @param name lower case */
export function hubProtocol(name: string): HubProtocol | undefined {
  return protocols.get(name);
}

/** One message in every protocol that is asked for: its records, or nothing where they are not known. @param protocol lower case */
export type Payloads = (protocol: string) => Uint8Array | undefined;

/** Encodes once for each protocol. */
export function encoded(message: HubMessage): Payloads {
  const records = new Map<string, Uint8Array | undefined>();
  return (protocol) => {
    if (!records.has(protocol)) records.set(protocol, hubProtocol(protocol)?.encode(message));
    return records.get(protocol);
  };
}

/** What an app server encoded itself. */
export function ready(payloads: readonly (readonly [protocol: string, records: Uint8Array])[]): Payloads {
  const records = new Map(payloads.map(([protocol, bytes]) => [protocol.toLowerCase(), bytes]));
  return (protocol) => records.get(protocol);
}
