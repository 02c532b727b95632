import assert from "node:assert/strict";
import { test } from "node:test";
import { NullLogger } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import { ExtData } from "@msgpack/msgpack";
import * as fc from "fast-check";
import { messagePackProtocol } from "../../../src/signalr/protocol/messagepack.ts";
import type { DecodedMessage, HubMessage } from "../../../src/signalr/protocol/messages.ts";
import { writeVarInt } from "../../../src/signalr/protocol/varint.ts";
import { hex, hubMessage, joined, official, readByOfficial, readCut } from "./hubMessages.ts";

function read(bytes: Uint8Array): DecodedMessage {
  const [record, ...more] = messagePackProtocol.decoder().push(bytes);
  assert.ok(record !== undefined && more.length === 0);
  return record.message;
}

function framed(body: Uint8Array): Uint8Array {
  return joined([writeVarInt(body.length), body]);
}

/** Bytes of signalr-protocol 4.2, made with the official package. */
const VECTORS: readonly (readonly [bytes: string, message: HubMessage])[] = [
  ["02 91 06", { kind: "ping" }],
  ["1F 95 01 80 C0 B0 62 72 6F 61 64 63 61 73 74 4D 65 73 73 61 67 65 92 A5 61 6C 69 63 65 A2 68 69", { kind: "invocation", target: "broadcastMessage", arguments: ["alice", "hi"] }],
  ["14 95 01 80 A1 30 A4 65 63 68 6F 92 A5 61 6C 69 63 65 A2 79 6F", { kind: "invocation", invocationId: "0", target: "echo", arguments: ["alice", "yo"] }],
  ["11 96 01 80 C0 A6 75 70 6C 6F 61 64 91 A1 78 91 A1 31", { kind: "invocation", target: "upload", arguments: ["x"], streamIds: ["1"] }],
  ["0F 95 04 80 A1 32 A7 63 6F 75 6E 74 65 72 91 03", { kind: "streamInvocation", invocationId: "2", target: "counter", arguments: [3] }],
  ["06 94 02 80 A1 31 01", { kind: "streamItem", invocationId: "1", item: 1 }],
  ["06 94 03 80 A1 30 02", { kind: "completion", invocationId: "0" }],
  ["07 95 03 80 A1 30 03 2A", { kind: "completion", invocationId: "0", result: 42 }],
  ["07 95 03 80 A1 30 03 C0", { kind: "completion", invocationId: "0", result: null }],
  ["0C 95 03 80 A1 30 01 A5 45 72 72 6F 72", { kind: "completion", invocationId: "0", error: "Error" }],
  ["05 93 05 80 A1 32", { kind: "cancelInvocation", invocationId: "2" }],
  ["03 92 07 C0", { kind: "close" }],
  ["03 92 08 24", { kind: "ack", sequenceId: 36 }],
  ["03 92 09 13", { kind: "sequence", sequenceId: 19 }],
];

void test("messages are written byte for byte as the official package writes them, and read back", () => {
  for (const [bytes, message] of VECTORS) {
    assert.deepEqual(messagePackProtocol.encode(message), hex(bytes));
    assert.deepEqual(read(hex(bytes)), message);
  }
});

void test("the spec's own examples are read: six items, three items, wider integers, headers", () => {
  assert.deepEqual(read(framed(hex("96 01 80 A3 78 79 7A A6 6D 65 74 68 6F 64 91 2A 90"))), { kind: "invocation", invocationId: "xyz", target: "method", arguments: [42] });
  assert.deepEqual(read(framed(hex("93 07 A3 78 79 7A C3"))), { kind: "close", error: "xyz", allowReconnect: true });
  assert.deepEqual(read(framed(hex("92 08 CC 24"))), { kind: "ack", sequenceId: 36 });
  assert.deepEqual(read(framed(hex("92 08 CF 00 00 00 00 00 00 00 24"))), { kind: "ack", sequenceId: 36 });
  assert.deepEqual(read(framed(hex("93 05 82 A1 78 A1 79 A1 7A A1 7A A1 32"))), { kind: "cancelInvocation", headers: { x: "y", z: "z" }, invocationId: "2" });
});

void test("lengths are written and read as the spec's examples say", () => {
  assert.deepEqual(writeVarInt(53), hex("35"));
  assert.deepEqual(writeVarInt(5248), hex("80 29"));
  assert.deepEqual(writeVarInt(0x7fffffff), hex("FF FF FF FF 07"));
});

/** Body, the reason's words, and the byte at which it fails. */
const BROKEN: readonly (readonly [body: string, reason: RegExp, offset: number])[] = [
  ["", /empty/, 0],
  ["06", /not an array/, 0],
  ["90", /array is empty/, 0],
  ["91 A1 31", /not a message type/, 0],
  ["93 01 80 C0", /needs 5/, 0],
  ["95 01 80 C0 C1 90", /Not valid MessagePack/, 5],
  ["95 01 80 C0 A1", /Not valid MessagePack/, 5],
  ["91 06 91 06", /Not valid MessagePack/, 2],
  ["95 01 80 C0 2A 90", /"target" is not a string/, 0],
  ["95 01 80 C0 A1 78 80", /"arguments" is not an array/, 0],
  ["94 03 80 A1 30 07", /kind of the completion/, 0],
  ["94 03 80 A1 30 03", /"result" is missing/, 0],
  ["94 03 80 C0 02", /"invocationId" is not a string/, 0],
];

void test("a record that cannot be read says why and where, and the next one is read", () => {
  for (const [body, reason, offset] of BROKEN) {
    const records = messagePackProtocol.decoder().push(joined([framed(hex(body)), hex("02 91 06")]));
    const [first, second] = records.map(({ message }) => message);
    assert.ok(first?.kind === "malformed", `${body} was read as ${first?.kind}`);
    assert.match(first.reason, reason);
    assert.equal(first.offset, offset, body);
    assert.deepEqual(second, { kind: "ping" });
  }
  assert.deepEqual(read(framed(hex("92 2A A1 78"))), { kind: "unknown", type: 42 });
});

void test("a length that cannot be one is shown with all that follows, because nothing says where a record begins", () => {
  for (const cuts of [[], [3], [1, 4, 6]]) {
    const bytes = hex("02 91 06 FF FF FF FF FF 91 06");
    const records = readCut(messagePackProtocol, bytes, cuts);
    assert.deepEqual(records[0]?.message, { kind: "ping" });
    assert.ok(records.slice(1).every(({ message }) => message.kind === "malformed"));
    assert.deepEqual(joined(records.slice(1).map((record) => record.bytes)), bytes.subarray(3));
  }
});

void test("however the bytes are cut, the same records come out, each where it began", () => {
  fc.assert(fc.property(fc.array(hubMessage, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 8 }), (messages, cuts) => {
    const frames = messages.map((message) => messagePackProtocol.encode(message));
    const records = readCut(messagePackProtocol, joined(frames), cuts);
    assert.deepEqual(records.map(({ message }) => message), messages);
    let start = 0;
    for (const [index, frame] of frames.entries()) {
      assert.equal(records[index]?.start, start);
      start += frame.length;
    }
  }));
});

void test("any bytes at all come out as records, none is lost and nothing is thrown", () => {
  const noise = fc.uint8Array({ maxLength: 120 });
  const bodies = fc.array(noise.map((body) => framed(body)), { maxLength: 4 }).map(joined);
  fc.assert(fc.property(fc.oneof(noise, bodies), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
    const whole = readCut(messagePackProtocol, bytes, []);
    assert.deepEqual(readCut(messagePackProtocol, bytes, cuts).map(({ message }) => message.kind).slice(0, whole.length - 1), whole.map(({ message }) => message.kind).slice(0, -1));
    assert.ok(whole.reduce((sum, record) => sum + record.bytes.length, 0) <= bytes.length);
  }));
});

void test("what the transport ended in the middle of is shown, length and body", () => {
  for (const [bytes, kept] of [["1F 95 01", "95 01"], ["80", "80"], ["05", ""]] as const) {
    const decoder = messagePackProtocol.decoder();
    assert.deepEqual(decoder.push(hex(bytes)), []);
    assert.ok(decoder.pending > 0, `${bytes} is pending`);
    const [rest] = decoder.end();
    assert.equal(rest?.message.kind, "malformed");
    assert.deepEqual(rest?.bytes, hex(kept));
  }
});

void test("we read what the official package writes, and it reads what we write", () => {
  const client = new MessagePackHubProtocol();
  fc.assert(fc.property(hubMessage, (message) => {
    // It writes every close without its members.
    assert.deepEqual(read(new Uint8Array(client.writeMessage(official(message)))), message.kind === "close" ? { kind: "close" } : message);
    if (message.kind !== "streamInvocation" && message.kind !== "cancelInvocation") {
      const [parsed] = client.parseMessages(new Uint8Array(messagePackProtocol.encode(message)).buffer, NullLogger.instance);
      const { streamIds: _notRead, ...members } = { streamIds: undefined, ...official(message) };
      assert.deepEqual(readByOfficial(parsed), members);
    }
  }));
});

void test("64-bit integers are exact, timestamps are dates, and unknown extensions are kept", () => {
  const sent = [2n ** 63n - 1n, -(2n ** 63n), 9_007_199_254_740_991, new Date(1_700_000_000_123), new ExtData(42, Uint8Array.of(1, 2)), Uint8Array.of(9), 1.5];
  const bytes = messagePackProtocol.encode({ kind: "invocation", target: "t", arguments: sent });
  const message = read(bytes);
  assert.ok(message.kind === "invocation");
  assert.deepEqual(message.arguments, sent);
  assert.deepEqual(messagePackProtocol.encode(message), bytes);
  assert.deepEqual(read(framed(hex("94 02 80 A1 31 82 C3 01 CF FF FF FF FF FF FF FF FF 02"))), { kind: "streamItem", invocationId: "1", item: { true: 1, "18446744073709551615": 2 } });
});

void test("arrays nested beyond all reason are malformed, not a crash", () => {
  const message = read(framed(joined([hex("94 02 80 A1 31"), new Uint8Array(300_000).fill(0x91), hex("01")])));
  assert.deepEqual(message, { kind: "malformed", reason: "Nested too deeply", offset: 0 });
});

void test("a message of 16 MB in small pieces is read in time that grows with its length only", () => {
  const bytes = messagePackProtocol.encode({ kind: "streamItem", invocationId: "1", item: new Uint8Array(16 * 1024 * 1024) });
  const decoder = messagePackProtocol.decoder();
  const begin = process.cpuUsage();
  let records = 0;
  for (let at = 0; at < bytes.length; at += 1024) {
    records += decoder.push(bytes.subarray(at, at + 1024)).length;
  }
  assert.equal(records, 1);
  assert.ok(process.cpuUsage(begin).user < 5_000_000);
});
