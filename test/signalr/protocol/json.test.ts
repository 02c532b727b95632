import assert from "node:assert/strict";
import { test } from "node:test";
import { JsonHubProtocol, NullLogger } from "@microsoft/signalr";
import * as fc from "fast-check";
import { jsonProtocol } from "../../../src/signalr/protocol/json.ts";
import type { DecodedMessage, HubMessage } from "../../../src/signalr/protocol/messages.ts";
import { hubMessage, joined, official, readByOfficial, readCut } from "./hubMessages.ts";

function written(message: HubMessage): string {
  return new TextDecoder().decode(jsonProtocol.encode(message));
}

function read(text: string | Uint8Array): DecodedMessage {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const [record, ...more] = jsonProtocol.decoder().push(joined([bytes, Uint8Array.of(0x1e)]));
  assert.ok(record !== undefined && more.length === 0);
  assert.deepEqual(record.bytes, new Uint8Array(bytes));
  return record.message;
}

/** Frames of signalr-protocol 4.1 as a .NET server writes them. */
const DOTNET: readonly (readonly [frame: string, message: HubMessage])[] = [
  ['{"type":1,"target":"broadcastMessage","arguments":["alice","hi"]}', { kind: "invocation", target: "broadcastMessage", arguments: ["alice", "hi"] }],
  ['{"type":3,"invocationId":"0","result":null}', { kind: "completion", invocationId: "0", result: null }],
  ['{"type":3,"invocationId":"0","result":42}', { kind: "completion", invocationId: "0", result: 42 }],
  [`{"type":3,"invocationId":"0","error":"Failed to invoke 'Echo' due to an error on the server."}`, { kind: "completion", invocationId: "0", error: "Failed to invoke 'Echo' due to an error on the server." }],
  ['{"type":2,"invocationId":"2","item":1}', { kind: "streamItem", invocationId: "2", item: 1 }],
  ['{"type":3,"invocationId":"2"}', { kind: "completion", invocationId: "2" }],
  ['{"type":6}', { kind: "ping" }],
  ['{"type":7}', { kind: "close" }],
  ['{"type":7,"error":"Connection closed with an error.","allowReconnect":true}', { kind: "close", error: "Connection closed with an error.", allowReconnect: true }],
  ['{"type":8,"sequenceId":36}', { kind: "ack", sequenceId: 36 }],
  ['{"type":9,"sequenceId":19}', { kind: "sequence", sequenceId: 19 }],
  ['{"type":4,"headers":{"a":"b"},"invocationId":"2","target":"counter","arguments":[3],"streamIds":["1"]}', { kind: "streamInvocation", headers: { a: "b" }, invocationId: "2", target: "counter", arguments: [3], streamIds: ["1"] }],
  ['{"type":5,"invocationId":"2"}', { kind: "cancelInvocation", invocationId: "2" }],
];

void test("frames are written byte for byte as the .NET server writes them, and read back", () => {
  for (const [frame, message] of DOTNET) {
    assert.equal(written(message), `${frame}\u001e`);
    assert.deepEqual(read(frame), message);
  }
});

void test("frames of the JavaScript client are read, whatever the order of their members", () => {
  assert.deepEqual(read('{"target":"echo","arguments":["alice","yo"],"invocationId":"0","type":1}'), { kind: "invocation", invocationId: "0", target: "echo", arguments: ["alice", "yo"] });
  assert.deepEqual(read('{"target":"upload","arguments":["x"],"streamIds":["1"],"type":1}'), { kind: "invocation", target: "upload", arguments: ["x"], streamIds: ["1"] });
  assert.deepEqual(read('{"invocationId":"1","item":1,"type":2}'), { kind: "streamItem", invocationId: "1", item: 1 });
  assert.deepEqual(read('{"target":"counter","arguments":[3],"invocationId":"2","type":4}'), { kind: "streamInvocation", invocationId: "2", target: "counter", arguments: [3] });
  assert.deepEqual(read('{"invocationId":null,"headers":null,"target":"t","arguments":[],"streamIds":null,"later":1,"type":1}'), { kind: "invocation", target: "t", arguments: [] });
  assert.deepEqual(read('{"type":3,"invocationId":"1","error":null,"result":5}'), { kind: "completion", invocationId: "1", result: 5 });
});

/** Record, the reason's words, and the byte at which it fails. */
const BROKEN: readonly (readonly [record: string | Uint8Array, reason: RegExp, offset: number])[] = [
  ["", /empty/, 0],
  ["hello", /Not valid JSON/, 0],
  ['{"type":1,}', /Not valid JSON/, 10],
  ['{"type":1', /Not valid JSON/, 9],
  ['{"ü":x}', /Not valid JSON/, 6],
  ['[true,trux]', /Not valid JSON/, 6],
  ['{"type":6} {"type":6}', /Not valid JSON/, 11],
  [Uint8Array.of(0x7b, 0x22, 0x61, 0xff, 0x22, 0x7d), /UTF-8/, 3],
  [Uint8Array.of(0x22, 0xe2, 0x82), /UTF-8/, 3],
  ["[1]", /not a JSON object/, 0],
  ["null", /not a JSON object/, 0],
  ['{"target":"x"}', /"type" is missing/, 0],
  ['{"type":"1"}', /"type" is not a number/, 0],
  ['{"type":1,"arguments":[]}', /"target" is missing/, 0],
  ['{"type":1,"target":"","arguments":[]}', /"target" is empty/, 0],
  ['{"type":1,"target":"x"}', /"arguments" is missing/, 0],
  ['{"type":1,"target":"x","arguments":{}}', /"arguments" is not an array/, 0],
  ['{"type":1,"invocationId":7,"target":"x","arguments":[]}', /"invocationId" is not a string/, 0],
  ['{"type":1,"target":"x","arguments":[],"headers":{"a":1}}', /"headers.a" is not a string/, 0],
  ['{"type":2,"invocationId":"1"}', /"item" is missing/, 0],
  ['{"type":3,"result":1}', /"invocationId" is missing/, 0],
  ['{"type":3,"invocationId":"1","result":1,"error":"e"}', /not both/, 0],
  ['{"type":7,"allowReconnect":"yes"}', /"allowReconnect" is not a boolean/, 0],
  ['{"type":8,"sequenceId":1.5}', /"sequenceId" is not a whole number/, 0],
];

void test("a record that cannot be read says why and where, and the next one is read", () => {
  for (const [record, reason, offset] of BROKEN) {
    const message = read(record);
    assert.ok(message.kind === "malformed", `${String(record)} was read as ${message.kind}`);
    assert.match(message.reason, reason);
    assert.equal(message.offset, offset, `${String(record)}: ${message.reason}`);
  }
  const kinds = jsonProtocol.decoder().push(new TextEncoder().encode('nonsense\u001e{"type":6}\u001e')).map(({ message }) => message.kind);
  assert.deepEqual(kinds, ["malformed", "ping"]);
});

void test("a message type of a later version is shown as unknown", () => {
  assert.deepEqual(read('{"type":42,"x":1}'), { kind: "unknown", type: 42 });
});

void test("however the bytes are cut, the same records come out, each where it began", () => {
  fc.assert(fc.property(fc.array(hubMessage, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 8 }), (messages, cuts) => {
    const frames = messages.map((message) => jsonProtocol.encode(message));
    const records = readCut(jsonProtocol, joined(frames), cuts);
    assert.deepEqual(records.map(({ message }) => message), messages);
    let start = 0;
    for (const [index, frame] of frames.entries()) {
      assert.equal(records[index]?.start, start);
      assert.deepEqual(records[index]?.bytes, new Uint8Array(frame.subarray(0, -1)));
      start += frame.length;
    }
  }));
});

void test("any bytes at all come out as records, none is lost and nothing is thrown", () => {
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.map((byte) => (byte % 9 === 0 ? 0x1e : byte)));
  const almost = fc.string().map((text) => new TextEncoder().encode(`{"type":1,"target":"${text}\u001e`));
  fc.assert(fc.property(fc.oneof(noise, almost), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
    const records = readCut(jsonProtocol, bytes, cuts);
    const separators = bytes.filter((byte) => byte === 0x1e).length;
    assert.equal(records.reduce((sum, record) => sum + record.bytes.length, 0) + separators, bytes.length);
    for (const { message, bytes: own } of records) {
      assert.ok(message.kind !== "malformed" || (message.offset >= 0 && message.offset <= own.length));
    }
  }));
});

void test("what the transport ended in the middle of is shown as malformed", () => {
  const decoder = jsonProtocol.decoder();
  assert.deepEqual(decoder.push(new TextEncoder().encode('{"type":6}\u001e{"type":')).length, 1);
  assert.equal(decoder.pending, 8);
  const [rest] = decoder.end();
  assert.equal(rest?.message.kind, "malformed");
  assert.equal(new TextDecoder().decode(rest?.bytes), '{"type":');
  assert.deepEqual(decoder.end(), []);
});

void test("we read what the official client writes, and it reads what we write", () => {
  const client = new JsonHubProtocol();
  fc.assert(fc.property(hubMessage, (message) => {
    assert.deepEqual(read(client.writeMessage(official(message)).slice(0, -1)), message);
    if (message.kind !== "streamInvocation" && message.kind !== "cancelInvocation") {
      assert.deepEqual(readByOfficial(client.parseMessages(written(message), NullLogger.instance)[0]), official(message));
    }
  }));
});

void test("bytes travel as base64 and large integers keep their digits", () => {
  assert.equal(written({ kind: "invocation", target: "t", arguments: [Uint8Array.of(1, 2, 255), 2n ** 63n - 1n, Buffer.from("hi")] }), '{"type":1,"target":"t","arguments":["AQL/",9223372036854775807,"aGk="]}\u001e');
});

void test("whole numbers beyond 2^53 are read with all their digits, others as numbers", () => {
  const message = read('{"type":1,"target":"t","arguments":[9007199254740993,-9223372036854775808,9007199254740991,1e300,0.12345678901234567890,"9007199254740993",{"id":18446744073709551615}]}');
  assert.deepEqual(message, { kind: "invocation", target: "t", arguments: [9007199254740993n, -9223372036854775808n, 9007199254740991, 1e300, 0.12345678901234568, "9007199254740993", { id: 18446744073709551615n }] });
  assert.equal(written({ kind: "streamItem", invocationId: "1", item: 9007199254740993n }), '{"type":2,"invocationId":"1","item":9007199254740993}\u001e');
});

void test("a message of 16 MB in 64 KiB pieces is read in time that grows with its length only", () => {
  const bytes = jsonProtocol.encode({ kind: "invocation", target: "big", arguments: ["x".repeat(16 * 1024 * 1024)] });
  const decoder = jsonProtocol.decoder();
  const begin = process.cpuUsage();
  let records = 0;
  for (let at = 0; at < bytes.length; at += 1024) {
    records += decoder.push(bytes.subarray(at, at + 1024)).length;
  }
  assert.equal(records, 1);
  // Joining anew at each of the 16,384 pieces would copy 128 GB.
  assert.ok(process.cpuUsage(begin).user < 5_000_000);
});
