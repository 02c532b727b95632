import assert from "node:assert/strict";
import { wireRecord } from "../../../src/console/wireRecord.ts";
import { toRow } from "../../../src/console/row.ts";
import { headerLine, readTranscript, recordLine } from "../../../src/console/transcript.ts";
import { jsonProtocol } from "../../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../../src/signalr/protocol/messagepack.ts";
import type { DecodedRecord, HubProtocol } from "../../../src/signalr/protocol/protocol.ts";
import { VarIntReader, writeVarInt } from "../../../src/signalr/protocol/varint.ts";
import { recordedBytes } from "../corpus.ts";
import { cut } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

/** A record with its place in all the bytes. */
interface Placed extends DecodedRecord {
  readonly from: number;
}

function read(protocol: HubProtocol, pieces: readonly Uint8Array[]): readonly Placed[] {
  const decoder = protocol.decoder();
  let at = 0;
  const records: Placed[] = [];
  for (const piece of pieces) {
    records.push(...decoder.push(piece).map((record) => placed(record, at)));
    at += piece.length;
  }
  return [...records, ...decoder.end().map((record) => placed(record, at))];
}

function placed({ message, bytes, start }: DecodedRecord, at: number): Placed {
  return { message, bytes, start, from: at + start };
}

/** Every byte is in a record, in order, or in the prefix or terminator between two. */
function checkNothingLost(bytes: Uint8Array, records: readonly Placed[], between: number): void {
  let at = 0;
  for (const record of records) {
    const end = records[records.indexOf(record) + 1]?.from ?? bytes.length;
    assert.equal(record.from, at, "a record begins where the one before it ended");
    const found = Buffer.from(bytes.subarray(at, end)).indexOf(record.bytes);
    assert.ok(found >= 0 && end - at - record.bytes.length <= between, "a record's bytes are those that came");
    at = end;
  }
  assert.equal(at, bytes.length, "nothing is left over");
}

/** What a person sees of it, and what a transcript keeps. */
function checkShown(protocol: HubProtocol, records: readonly Placed[]): void {
  const shown = records.slice(0, 50).map(({ bytes, message }, index) => wireRecord(index + 1, { direction: "received", time: 1e12, frame: 1, bytes, binary: protocol.binary, message }, 1));
  for (const record of shown) {
    const { summary, target = "" } = toRow({ record });
    assert.ok(["\n", "\r", "\u001e", "\u202e"].every((character) => !`${summary}${target}`.includes(character)), "a row stays one");
  }
  const lines = shown.map((record) => recordLine(record));
  assert.ok(lines.every((line) => !line.includes("\n")));
  assert.equal(readTranscript([headerLine({ target: "http://a", startedAt: 0 }), ...lines].join("\n")).records.length, shown.length);
}

/** Where records began and what they are, as long as it could be told: once a length is broken, what comes at once is one. */
function framedOnly(records: readonly Placed[]): readonly Pick<Placed, "from" | "message">[] {
  return records.filter(({ message }) => !(message.kind === "malformed" && message.reason.startsWith("The framing was lost"))).map(({ from, message }) => ({ from, message }));
}

function codec(protocol: HubProtocol, between: number): FuzzTarget {
  const recorded = recordedBytes(protocol.name).map((bytes) => protocol.framed(bytes));
  return {
    name: protocol.name,
    seeds: [...recorded, Uint8Array.from(Buffer.concat(recorded))],
    check(bytes, random) {
      const whole = read(protocol, [bytes]);
      checkNothingLost(bytes, whole, between);
      const pieces = read(protocol, cut(bytes, random));
      checkNothingLost(bytes, pieces, between);
      assert.deepEqual(framedOnly(pieces), framedOnly(whole), "it does not matter how the bytes are cut");
      checkShown(protocol, whole);
    },
  };
}

const varInt: FuzzTarget = {
  name: "varint",
  seeds: [0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1].map((length) => writeVarInt(length)),
  check(bytes) {
    const reader = new VarIntReader();
    for (const [index, byte] of bytes.entries()) {
      const value = reader.read(byte);
      if (value === undefined) continue;
      assert.ok(index < 5, "a length has five bytes at most");
      if (value !== "invalid") assert.ok(writeVarInt(value).length <= index + 1);
      return;
    }
    assert.ok(bytes.length < 5);
  },
};

export const codecTargets: readonly FuzzTarget[] = [codec(jsonProtocol, 1), codec(messagePackProtocol, 5), varInt];
