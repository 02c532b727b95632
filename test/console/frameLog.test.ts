import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { FrameLog } from "../../src/console/frameLog.ts";
import { wireRecord } from "../../src/console/wireRecord.ts";
import type { LogRecord } from "../../src/console/record.ts";
import { jsonProtocol } from "../../src/signalr/protocol/json.ts";
import { messagePackProtocol } from "../../src/signalr/protocol/messagepack.ts";
import type { HubMessage } from "../../src/signalr/protocol/messages.ts";
import { toRow } from "../../src/console/row.ts";
import { readTranscript, writeTranscript } from "../../src/console/transcript.ts";

function record(seq: number, size = 0): LogRecord {
  return { seq, time: seq, direction: "received", kind: "text", members: {}, data: new Uint8Array(size), binary: false };
}

/** With what is read on demand, to be compared. */
function whole(record: LogRecord): LogRecord {
  return Object.assign({}, record, { kind: record.kind, members: record.members });
}

function seqs(log: FrameLog): number[] {
  return Array.from(log.entries(0), (entry) => entry.record.seq);
}

void suite("a log that is written and opened again", () => {
  void test("says of a record with a masked secret how long it was, not how long its mask is", () => {
    const secret = '{"type":1,"target":"join","arguments":["AccessKey=c2VjcmV0LWtleS10aGF0LWlzLWxvbmc=;"]}';
    const given: LogRecord = { seq: 1, time: 1, direction: "sent", kind: "invocation", frame: 1, data: new TextEncoder().encode(secret), binary: false, members: { target: "join" } };
    const written = writeTranscript({ target: "https://app.example/chat", startedAt: 1 }, [given]);
    const log = new FrameLog(1024 * 1024);
    for (const record of readTranscript(written).records) log.append(record);
    const [entry] = log.entries(1);
    assert.ok(entry !== undefined && (entry.record.data?.length ?? 0) < secret.length);
    assert.equal(toRow(entry).bytes, secret.length);
    assert.equal(writeTranscript({ target: "https://app.example/chat", startedAt: 1 }, [entry.record]), written);
  });
});

void suite("the log", () => {
  void test("drops the oldest when its budget is used up, and says how many", () => {
    const log = new FrameLog(10_000);
    for (let seq = 1; seq <= 100; seq++) log.append(record(seq, 500));
    assert.equal(log.size + log.dropped, 100);
    assert.ok(log.bytes <= 10_000, `${log.bytes}`);
    assert.equal(log.oldest, 101 - log.size);
    assert.equal(log.get(100)?.record.seq, 100);
    assert.equal(log.get(1), undefined);
  });

  void test("keeps the newest record even when it alone is larger than the budget", () => {
    const log = new FrameLog(1000);
    log.append(record(1, 10));
    log.append(record(2, 50_000));
    assert.deepEqual(seqs(log), [2]);
  });

  void test("remembers which completion belongs to which invocation, on both", () => {
    const log = new FrameLog(100_000);
    for (let seq = 1; seq <= 3; seq++) log.append(record(seq));
    log.match({ invocation: 1, completion: 3, roundTripMs: 9 });
    log.match({ invocation: 77, completion: 2, roundTripMs: 1 });
    assert.deepEqual([log.get(1)?.other, log.get(3)?.other, log.get(1)?.roundTripMs], [3, 1, 9]);
    assert.equal(log.get(2)?.other, 77);
  });

  void test("gives slices from any number on, also where it was cleared in between", () => {
    const log = new FrameLog(1_000_000);
    for (let seq = 1; seq <= 5; seq++) log.append(record(seq));
    assert.deepEqual([...log.entries(3)].slice(0, 2).map((entry) => entry.record.seq), [3, 4]);
    log.clear();
    assert.deepEqual([log.size, log.dropped, log.oldest], [0, 0, undefined]);
    for (let seq = 6; seq <= 8; seq++) log.append(record(seq));
    assert.deepEqual(Array.from(log.entries(1), (entry) => entry.record.seq), [6, 7, 8]);
    assert.equal(log.get(5), undefined);
    assert.deepEqual([...log.newest(90)].map(({ seq }) => seq), [7, 8]);
  });

  void test("is a queue of the newest records for any sizes and budget", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { maxLength: 200 }), fc.integer({ min: 300, max: 20_000 }), (sizes, budget) => {
        const log = new FrameLog(budget);
        for (const [index, size] of sizes.entries()) log.append(record(index + 1, size));
        const kept = seqs(log);
        assert.deepEqual(kept, Array.from({ length: kept.length }, (_, index) => sizes.length - kept.length + 1 + index));
        assert.equal(log.dropped, sizes.length - kept.length);
        assert.ok(log.bytes <= budget || log.size === 1);
        for (const seq of kept) assert.equal(log.get(seq)?.record.seq, seq);
      }),
    );
  });

  void test("gives back what was put in, also where it reads a record's members from its bytes again", () => {
    const messages: readonly HubMessage[] = [
      { kind: "invocation", invocationId: "0", target: "a", arguments: [1, { b: null }], headers: { h: "1" } },
      { kind: "streamItem", invocationId: "0", item: 2n ** 63n },
      { kind: "completion", invocationId: "0", result: ["ü"] },
      { kind: "close", error: "gone", allowReconnect: true },
      { kind: "ping" },
    ];
    const given: LogRecord[] = [jsonProtocol, messagePackProtocol].flatMap((protocol) =>
      messages.filter((message) => protocol.binary || message.kind !== "streamItem").flatMap((message) => protocol.decoder().push(protocol.encode(message)).map(({ bytes, message }) => ({ bytes, message, protocol }))),
    ).map(({ bytes, message, protocol }, index) =>
      wireRecord(index + 1, { direction: index % 2 === 0 ? "sent" : "received", time: index + 0.25, frame: index + 1, bytes, binary: protocol.binary, message }, index + 1, index === 3 ? 1.5 : undefined, protocol.name));
    const odd = jsonProtocol.decoder().push(jsonProtocol.encode({ kind: "completion", invocationId: "0" })).map(({ bytes, message }) => ({ bytes, message, remark: "It comes a second time." }));
    given.push(...odd.map((wire) => wireRecord(given.length + 1, { ...wire, direction: "received", time: 1, frame: 7, binary: false }, 7, undefined, "json")));
    assert.equal(given.at(-1)?.members.remark, "It comes a second time.");
    const next = given.length + 1;
    given.push(
      { seq: next, time: 1, direction: "local", kind: "negotiate", members: { url: "http://a", status: 200, ms: 3 } },
      { seq: next + 1, time: 1, direction: "received", kind: "malformed", frame: 9, data: new Uint8Array(3), binary: false, members: { reason: "why", offset: 2 } },
      { seq: next + 2, time: 1, direction: "received", kind: "binary", frame: 10, data: new Uint8Array(), binary: true, members: {} },
      { seq: next + 3, time: 1, direction: "local", kind: "closed", session: 2, members: { code: 1006, reason: "" } },
    );
    const log = new FrameLog(1_000_000);
    for (const record of given) log.append(record);
    assert.deepEqual(Array.from(log.entries(1), ({ record }) => whole(record)), given);
  });

  void test("keeps the records it has while it makes room for more, wherever its ring begins", () => {
    const log = new FrameLog(100_000);
    let seq = 0;
    const fill = (count: number): void => {
      for (let index = 0; index < count; index++) {
        seq++;
        log.append({ ...record(seq), data: new TextEncoder().encode(`record ${seq}`) });
      }
    };
    for (const count of [1000, 5000, 100]) {
      fill(count);
      assert.ok(log.dropped === 0 || log.size > 1000);
      for (const entry of log.entries(0)) assert.equal(new TextDecoder().decode(entry.record.data), `record ${entry.record.seq}`);
    }
    assert.ok(log.dropped > 0);
  });

  void test("leaves out of a part only records that do not hold the text, in whatever case and wherever they stand", () => {
    const word = fc.stringMatching(/^[a-zA-Z ,"{}-]{0,30}$/);
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.constantFrom("\u212aelvin", "\u0130stanbul", "äöü", "")), { maxLength: 300 }), fc.constantFrom("kel", "i", "a", "stan", "{", ","), fc.integer({ min: 2_000, max: 1_000_000 }), (texts, wanted, budget) => {
        const log = new FrameLog(budget);
        for (const [index, text] of texts.entries()) log.append({ ...record(index + 1), data: new TextEncoder().encode(text), ...(index % 7 === 0 && { members: { reason: wanted } }) });
        const found: number[] = [];
        for (let seq = 0; ; ) {
          const part = log.part(seq, wanted);
          found.push(...part.seqs);
          if (part.next <= seq || part.next > texts.length) break;
          seq = part.next;
        }
        const held = seqs(log).filter((seq) => seq % 7 === 1 || (texts[seq - 1] ?? "").toLowerCase().includes(wanted));
        assert.deepEqual(found.filter((seq) => held.includes(seq)), held);
        assert.deepEqual(found, [...new Set(found)].toSorted((a, b) => a - b), "each once, in order");
      }),
    );
    const log = new FrameLog(1_000_000);
    for (let seq = 1; seq <= 10_000; seq++) log.append({ ...record(seq), data: new TextEncoder().encode(seq % 1000 === 0 ? "rare" : "often") });
    assert.deepEqual(log.part(1, "rare").seqs.slice(0, 3), [1000, 2000, 3000], "what does not hold it is not looked at");
  });

  void test("costs a small part of what it keeps, beyond the bytes themselves", () => {
    const log = new FrameLog(10_000_000);
    for (let seq = 1; seq <= 1000; seq++) log.append(record(seq, 100));
    assert.ok(log.bytes / 1000 < 250 + 100);
  });

  void test("appends a million records without slowing down", () => {
    const log = new FrameLog(1_000_000);
    const begin = performance.now();
    for (let seq = 1; seq <= 1_000_000; seq++) log.append(record(seq));
    // Quadratic work would take minutes.
    assert.ok(performance.now() - begin < 20_000);
    assert.equal(log.size + log.dropped, 1_000_000);
  });
});
