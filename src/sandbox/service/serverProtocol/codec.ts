import { writeVarInt } from "../../../signalr/protocol/varint.ts";
import { nullableStr } from "./fields.ts";
import type { Field } from "./fields.ts";
import { layouts } from "./messages.ts";
import type { ServiceMessage } from "./messages.ts";
import { MalformedFrame, MsgpackReader } from "./msgpackReader.ts";
import { MsgpackWriter } from "./msgpackWriter.ts";

const pingType = 3;

interface Layout {
  readonly kind: string;
  readonly type: number;
  readonly places: readonly (readonly [name: string, field: Field<unknown>])[];
}

const byKind = new Map<string, Layout>(Object.entries(layouts).map(([kind, { type, places }]) => [kind, { kind, type, places: Object.entries(places) as [string, Field<unknown>][] }]));
const byType = new Map(Array.from(byKind.values(), (layout) => [layout.type, layout]));

/** A whole frame: the length of the array as a varint, then the array (service-protocol section 3). */
export function encodeServiceMessage(message: ServiceMessage): Uint8Array {
  const writer = new MsgpackWriter();
  if (message.kind === "ping") {
    writer.array(1 + message.messages.length);
    writer.int(pingType);
    for (const each of message.messages) nullableStr.write(writer, each);
  } else writePlaces(writer, message);
  const body = writer.finish();
  return Buffer.concat([writeVarInt(body.length), body]);
}

function writePlaces(writer: MsgpackWriter, message: { readonly kind: string }): void {
  const layout = byKind.get(message.kind);
  if (layout === undefined) throw new TypeError(`No message is called ${message.kind}.`);
  const members = new Map<string, unknown>(Object.entries(message));
  const written = layout.places.filter(([name, field]) => field.later !== true || members.get(name) !== undefined);
  writer.array(1 + written.length);
  writer.int(layout.type);
  for (const [name, field] of written) field.write(writer, members.get(name));
}

/**
 * Reads a frame without its length. A message type nobody knows yet is `undefined` and to be ignored; places that later
 * versions added to a known one are passed over.
 * @throws MalformedFrame
 */
export function decodeServiceMessage(frame: Uint8Array): ServiceMessage | undefined {
  const reader = new MsgpackReader(frame);
  const length = reader.array("message");
  if (length === 0) throw new MalformedFrame("The message is empty.");
  const type = reader.int("messageType");
  if (type === pingType) return { kind: "ping", messages: Array.from({ length: length - 1 }, (_, index) => reader.nullableStr(`messages[${index}]`)) };
  const layout = byType.get(type);
  if (layout === undefined) return undefined;
  const members: Record<string, unknown> = {};
  for (const [index, [name, field]] of layout.places.entries()) {
    const present = index + 1 < length;
    if (!present && field.absent === undefined) throw new MalformedFrame(`'${name}' is missing.`);
    const value = present ? field.read(reader, name) : field.absent?.value;
    if (value !== undefined) members[name] = value;
  }
  // The table the members were read by is the one the type is made of.
  return { kind: layout.kind, ...members } as ServiceMessage;
}
