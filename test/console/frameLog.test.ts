import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { FrameLog } from "../../src/console/frameLog.ts";
import type { LogRecord } from "../../src/console/record.ts";

function record(seq: number, size = 0): LogRecord {
  return { seq, time: seq, direction: "received", kind: "text", members: {}, data: new Uint8Array(size), binary: false };
}

function seqs(log: FrameLog): number[] {
  return log.slice(0, Number.POSITIVE_INFINITY).map((entry) => entry.record.seq);
}

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
    assert.deepEqual(log.slice(3, 2).map((entry) => entry.record.seq), [3, 4]);
    log.clear();
    assert.deepEqual([log.size, log.dropped, log.oldest], [0, 0, undefined]);
    for (let seq = 6; seq <= 8; seq++) log.append(record(seq));
    assert.deepEqual(log.slice(1, 10).map((entry) => entry.record.seq), [6, 7, 8]);
    assert.equal(log.get(5), undefined);
    assert.deepEqual([...log.newest(600)].map(({ seq }) => seq), [7, 8]);
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

  void test("appends a million records without slowing down", () => {
    const log = new FrameLog(1_000_000);
    const begin = performance.now();
    for (let seq = 1; seq <= 1_000_000; seq++) log.append(record(seq));
    // Quadratic work would take minutes.
    assert.ok(performance.now() - begin < 20_000);
    assert.equal(log.size + log.dropped, 1_000_000);
  });
});
