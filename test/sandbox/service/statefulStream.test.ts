import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { StatefulStream } from "../../../src/sandbox/service/statefulStream.ts";
import { jsonProtocol } from "../../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../../src/signalr/protocol/messagepack.ts";
import type { HubProtocol } from "../../../src/signalr/protocol/protocol.ts";

function message(protocol: HubProtocol, number: number): Uint8Array {
  return protocol.encode({ kind: "invocation", target: "say", arguments: [number] });
}

/** What the hub makes of what it was handed. */
function numbers(protocol: HubProtocol, handed: readonly Uint8Array[]): unknown[] {
  return protocol.decoder().push(Buffer.concat(handed)).map(({ message: read }) => (read.kind === "invocation" ? read.arguments[0] : read.kind));
}

for (const protocol of [jsonProtocol, messagePackProtocol]) {
  void test(`${protocol.name}: wherever the stream is cut and however often it breaks, the hub gets every message once and in order`, () => {
    const breaks = fc.array(fc.record({ at: fc.nat(400), again: fc.nat(5), split: fc.integer({ min: 1, max: 40 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), breaks, (count, drops) => {
        const stream = new StatefulStream(protocol, () => {});
        const handed: Uint8Array[] = [];
        // How many messages came whole: the client has to send those after them, and may send some before them again.
        let whole = 0;
        let first = 1;
        let begun = false;
        for (const { at, again, split } of [...drops, { at: Infinity, again: 0, split: 7 }]) {
          const sent = Array.from({ length: count - first + 1 }, (_, index) => message(protocol, first + index));
          const bytes = Buffer.concat([...(begun ? [protocol.encode({ kind: "sequence", sequenceId: first })] : []), ...sent]);
          const head = bytes.length - sent.reduce((sum, each) => sum + each.length, 0);
          const arrived = bytes.subarray(0, at);
          for (let from = 0; from < arrived.length; from += split) {
            const fresh = stream.received(arrived.subarray(from, from + split));
            assert.ok(fresh !== undefined);
            handed.push(fresh);
          }
          let end = head;
          for (const [index, each] of sent.entries()) if ((end += each.length) <= arrived.length) whole = Math.max(whole, first + index);
          stream.resume();
          begun = true;
          first = Math.max(1, whole + 1 - again);
        }
        stream.stop();
        assert.deepEqual(numbers(protocol, handed), Array.from({ length: count }, (_, index) => index + 1));
      }),
      { numRuns: 200 },
    );
  });

  void test(`${protocol.name}: what is sent again begins after what was acknowledged, the answer to the handshake is never among it`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.nat(12), (count, acknowledged) => {
        const stream = new StatefulStream(protocol, () => {});
        stream.sent(Buffer.from("{}\u001e"));
        for (let number = 1; number <= count; number++) stream.sent(message(protocol, number));
        stream.sent(protocol.encode({ kind: "ping" }));
        stream.received(protocol.encode({ kind: "ack", sequenceId: acknowledged }));
        const next = Math.min(acknowledged, count) + 1;
        const [sequence, ...again] = stream.resume();
        assert.deepEqual(sequence, protocol.encode({ kind: "sequence", sequenceId: next }));
        assert.deepEqual(numbers(protocol, again), Array.from({ length: count - next + 1 }, (_, index) => next + index));
        stream.stop();
      }),
    );
  });
}
