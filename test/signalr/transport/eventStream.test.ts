import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { EventStream } from "../../../src/signalr/transport/eventStream.ts";

/** The stream's events when it comes in pieces. */
function read(bytes: Uint8Array, cuts: readonly number[]): string[] {
  const stream = new EventStream();
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const events: Uint8Array[] = [];
  let from = 0;
  for (const to of [...places, bytes.length]) {
    events.push(...stream.push(bytes.subarray(from, to)));
    from = to;
  }
  return [...events, ...stream.end()].map((event) => Buffer.from(event).toString("hex"));
}

/** As ASP.NET Core writes it: CRLF, and a `data:` line for each line of the payload (signalr-protocol 2.3). */
function written(payload: Uint8Array, newline: string): Buffer {
  const lines = Buffer.from(payload).toString("latin1").split("\n");
  return Buffer.from(`${lines.map((line) => `data: ${line}${newline}`).join("")}${newline}`, "latin1");
}

const payload = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => bytes.map((byte) => (byte === 0x0d ? 0x2e : byte)));

void test("events come out byte for byte, whatever their bytes and however the stream is cut", () => {
  fc.assert(fc.property(fc.array(payload, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 8 }), fc.constantFrom("\r\n", "\n"), (payloads, cuts, newline) => {
    const bytes = Buffer.concat([Buffer.from(`:${newline}`), ...payloads.map((each) => written(each, newline))]);
    assert.deepEqual(read(bytes, cuts), payloads.map((each) => Buffer.from(each).toString("hex")));
  }));
});

void test("any bytes at all end, and the event the stream broke off in is not lost", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
    read(bytes, cuts);
    const cut = Buffer.concat([Buffer.from("data: begun")]);
    assert.deepEqual(read(cut, cuts), [Buffer.from("begun").toString("hex")]);
  }));
});

void test("32 MB in small pieces are read in time that grows with their length only", () => {
  const stream = new EventStream();
  const piece = new Uint8Array(16 * 1024).fill(0x78);
  stream.push(Buffer.from("data: "));
  for (let index = 0; index < 2048; index += 1) {
    assert.deepEqual(stream.push(piece), []);
  }
  assert.equal(stream.push(Buffer.from("\r\n\r\n"))[0]?.length, 32 * 1024 * 1024);
});
