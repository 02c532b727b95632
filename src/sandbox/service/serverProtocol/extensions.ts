import type { Field } from "./fields.ts";

/** The members of the map that most messages carry (service-protocol section 3, "Extension map"). */
export interface Extensions {
  /** Only where message tracing is on. */
  readonly tracingId?: bigint;
  /** Seconds. */
  readonly ttl?: number;
  /** The hub protocol of a client, or of a completion. */
  readonly protocol?: string;
  readonly filter?: string;
  /** 1 handshake, 2 invocation, completion or stream, 3 ping and the like, 4 close. */
  readonly dataMessageType?: number;
  /** The payload is a piece of a hub message. */
  readonly isPartial?: boolean;
}

const keys = { tracingId: 1, ttl: 2, protocol: 3, filter: 4, dataMessageType: 5, isPartial: 6 } as const;

/** Written when it is missing too, as an empty map. Unknown keys are passed over. */
export const extensions: Field<Extensions | undefined> = {
  absent: { value: undefined },
  read(reader, what) {
    const read: { -readonly [K in keyof Extensions]: Extensions[K] } = {};
    for (let left = reader.map(what); left > 0; left--) {
      switch (reader.int(what)) {
        case keys.tracingId:
          read.tracingId = reader.bigint("tracingId");
          break;
        case keys.ttl:
          read.ttl = reader.int("ttl");
          break;
        case keys.protocol:
          read.protocol = reader.str("protocol");
          break;
        case keys.filter:
          read.filter = reader.str("filter");
          break;
        case keys.dataMessageType:
          read.dataMessageType = reader.int("dataMessageType");
          break;
        case keys.isPartial:
          read.isPartial = reader.bool("isPartial");
          break;
        default:
          reader.skip();
      }
    }
    return Object.keys(read).length === 0 ? undefined : read;
  },
  write(writer, { tracingId, ttl, protocol, filter, dataMessageType, isPartial } = {}) {
    const members: [key: number, write: () => void][] = [];
    if (tracingId !== undefined) members.push([keys.tracingId, () => writer.int(tracingId)]);
    if (ttl !== undefined) members.push([keys.ttl, () => writer.int(ttl)]);
    if (protocol !== undefined) members.push([keys.protocol, () => writer.str(protocol)]);
    if (filter !== undefined) members.push([keys.filter, () => writer.str(filter)]);
    if (dataMessageType !== undefined) members.push([keys.dataMessageType, () => writer.int(dataMessageType)]);
    if (isPartial !== undefined) members.push([keys.isPartial, () => writer.bool(isPartial)]);
    writer.map(members.length);
    for (const [key, write] of members) {
      writer.int(key);
      write();
    }
  },
};
