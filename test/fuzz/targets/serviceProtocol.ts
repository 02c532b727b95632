import assert from "node:assert/strict";
import { decodeServiceMessage, encodeServiceMessage } from "../../../src/sandbox/service/serverProtocol/codec.ts";
import { FrameReader } from "../../../src/sandbox/service/serverProtocol/frameReader.ts";
import { MalformedFrame } from "../../../src/sandbox/service/serverProtocol/msgpackReader.ts";
import type { ServiceMessage } from "../../../src/sandbox/service/serverProtocol/messages.ts";
import { allVectors, plain } from "../../sandbox/service/serverProtocol/goldenVectors.ts";
import { cut } from "../target.ts";
import type { FuzzTarget } from "../target.ts";

type Read = ServiceMessage | "unknown" | "malformed";

/** Every frame's message, up to the place where no frame can follow. */
function read(pieces: readonly Uint8Array[]): readonly Read[] {
  const reader = new FrameReader(1 << 20);
  const messages: Read[] = [];
  try {
    for (const piece of pieces) for (const frame of reader.push(piece)) messages.push(message(frame));
  } catch (error) {
    assert.ok(error instanceof MalformedFrame, String(error));
  }
  return messages;
}

function message(frame: Uint8Array): Read {
  try {
    return plain(decodeServiceMessage(frame)) ?? "unknown";
  } catch (error) {
    assert.ok(error instanceof MalformedFrame, String(error));
    return "malformed";
  }
}

const frames: FuzzTarget = {
  name: "frames of app servers",
  seeds: [...allVectors.map(({ hex }) => Uint8Array.from(Buffer.from(hex, "hex"))), Uint8Array.from(Buffer.concat(allVectors.slice(0, 40).map(({ hex }) => Buffer.from(hex, "hex"))))],
  check(bytes, random) {
    const whole = read([bytes]);
    assert.deepEqual(read(cut(bytes, random)), whole, "it does not matter how the bytes are cut");
    for (const each of whole) if (typeof each === "object") assert.deepEqual(read([encodeServiceMessage(each)]), [each], "what was read is written and read the same");
  },
};

export const serviceProtocolTargets: readonly FuzzTarget[] = [frames];
