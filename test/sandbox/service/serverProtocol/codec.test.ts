import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeServiceMessage, encodeServiceMessage } from "../../../../src/sandbox/service/serverProtocol/codec.ts";
import { FrameReader } from "../../../../src/sandbox/service/serverProtocol/frameReader.ts";
import { MalformedFrame } from "../../../../src/sandbox/service/serverProtocol/msgpackReader.ts";
import type { ServiceMessage } from "../../../../src/sandbox/service/serverProtocol/messages.ts";
import { allVectors, messageOf, plain, sdkVectors } from "./goldenVectors.ts";

function decodeAll(hex: string): (ServiceMessage | undefined)[] {
  return Array.from(new FrameReader(0x7fffffff).push(Buffer.from(hex, "hex")), (frame) => plain(decodeServiceMessage(frame)));
}

for (const vector of allVectors) {
  void test(`${vector.name} is written and read as the SDK does`, () => {
    // The SDK writes the absent target of a default connection as an empty text; we are told what it reads back.
    const written = messageOf(vector.type, vector.type === 1 ? (vector.parsedBackFields ?? vector.fields) : vector.fields);
    assert.equal(Buffer.from(encodeServiceMessage(written)).toString("hex"), vector.hex);
    const expected = messageOf(vector.type, vector.parsedBackFields ?? vector.fields);
    assert.deepEqual(decodeAll(vector.hex), [expected]);
    if (vector.alsoAccepted !== undefined) assert.deepEqual(decodeAll(vector.alsoAccepted), [expected]);
  });
}

/** Where the reader of later SDKs, and ours, does better than the one that made the vectors. */
const betterThanSdk = new Set(["openConnectionExtUnknownThenProtocol"]);

for (const each of sdkVectors.parseOnly) {
  void test(`${each.name} is taken or refused as the SDK does`, () => {
    if (each.throws !== undefined && !betterThanSdk.has(each.name)) assert.throws(() => decodeAll(each.hex), MalformedFrame);
    else if (each.parsed === false) assert.deepEqual(decodeAll(each.hex), []);
    else {
      const [message] = decodeAll(each.hex);
      assert.equal(message?.kind.toLowerCase(), each.message === null || each.message === undefined ? (betterThanSdk.has(each.name) ? "openconnection" : undefined) : each.message.replace(/Message$/, "").toLowerCase());
    }
  });
}

void test("older arrays mean the defaults they had", () => {
  assert.deepEqual(decodeAll("089304a4636f6e6e80"), [{ kind: "openConnection", connectionId: "conn", claims: [], headers: [], queryString: "" }]);
  assert.deepEqual(decodeAll("039202c0"), [{ kind: "handshakeResponse", errorMessage: null, connectionId: null }]);
});

void test("a group member query of a later SDK is read with its extensions first", () => {
  const frame = Buffer.from("liiBAc0E0qVncm91cAEKpXRva2Vu", "base64");
  assert.deepEqual(plain(decodeServiceMessage(frame)), { kind: "groupMemberQuery", extensions: { tracingId: 1234n }, groupName: "group", ackId: 1, top: 10, continuationToken: "token" });
});

void test("two frames in one message are two, and every split of them is the same two", () => {
  const bytes = Buffer.concat(["ping.serverCounts", "joinGroupWithAck"].map((name) => Buffer.from(allVectors.find((vector) => vector.name === name)?.hex ?? "", "hex")));
  const whole = decodeAll(bytes.toString("hex"));
  assert.deepEqual(whole.map((message) => message?.kind), ["ping", "joinGroupWithAck"]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new FrameReader(1000);
    const frames = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
    assert.deepEqual(frames.map((frame) => plain(decodeServiceMessage(frame))), whole, `cut at ${cut}`);
  }
});

void test("a frame beyond the limit is refused before its bytes are waited for", () => {
  assert.throws(() => [...new FrameReader(100).push(Buffer.from("8101", "hex"))], MalformedFrame);
});
