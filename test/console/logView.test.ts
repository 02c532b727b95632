import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import { FrameLog } from "../../src/console/frameLog.ts";
import { LogView } from "../../src/console/logView.ts";
import { Marks } from "../../src/console/marks.ts";
import { ParseProblem } from "../../src/console/parseProblem.ts";
import type { Batch } from "../../src/console/protocol.ts";
import { LogStore } from "../../src/page/logStore.ts";

/** A log, a view of it, and a page that takes in what the view sends. */
class Scene {
  readonly marks = new Marks();
  readonly log: FrameLog;
  readonly view: LogView;
  readonly batches: Batch[] = [];
  readonly page = new LogStore();
  readonly #timers: TestContext["mock"]["timers"];
  /** False: the page is too busy to answer. */
  answers = true;
  #seq = 0;

  constructor(t: TestContext, budget = 10_000_000) {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    this.#timers = t.mock.timers;
    this.log = new FrameLog(budget);
    this.view = new LogView(this.log, this.marks, (batch) => {
      this.batches.push(batch);
      if (this.page.apply(batch) === undefined) assert.fail("The page missed something.");
      if (this.answers) queueMicrotask(() => this.view.ack(batch.generation, batch.sequence));
    });
    t.after(() => this.view.close());
  }

  record(count: number, target = "a"): void {
    for (let index = 0; index < count; index++) {
      const seq = ++this.#seq;
      this.log.append({ seq, time: seq, direction: "received", kind: "invocation", members: { target, arguments: [seq] }, data: new Uint8Array(10), binary: false });
      this.view.changed();
    }
  }

  async tick(times = 1): Promise<void> {
    for (let time = 0; time < times; time++) {
      this.#timers.tick(50);
      await Promise.resolve();
    }
  }

  seqs(): number[] {
    return Array.from({ length: this.page.size }, (_, index) => this.page.at(index)?.seq ?? -1);
  }
}

void suite("what a page sees of the log", () => {
  void test("is a snapshot, then batches in order", async (t) => {
    const scene = new Scene(t);
    scene.record(3);
    scene.view.snapshot();
    scene.record(2);
    await scene.tick();
    assert.deepEqual(scene.seqs(), [1, 2, 3, 4, 5]);
    assert.deepEqual(scene.batches.map(({ generation, sequence }) => [generation, sequence]), [[1, 0], [1, 1]]);
    assert.equal(scene.page.total, 5);
  });

  void test("is sent in one batch however many records came in its time", async (t) => {
    const scene = new Scene(t);
    scene.view.snapshot();
    await scene.tick();
    const before = scene.batches.length;
    scene.record(500);
    await scene.tick();
    assert.equal(scene.batches.length, before + 1);
  });

  void test("waits for a busy page and loses nothing", async (t) => {
    const scene = new Scene(t);
    scene.answers = false;
    scene.view.snapshot();
    for (let round = 0; round < 10; round++) {
      scene.record(100);
      await scene.tick();
    }
    assert.equal(scene.batches.length, 2, "no more than two batches unanswered");
    scene.answers = true;
    const last = scene.batches.at(-1);
    scene.view.ack(last?.generation ?? 0, last?.sequence ?? 0);
    await scene.tick(5);
    assert.equal(scene.page.size, 1000);
  });

  void test("is cut into batches a page can draw", async (t) => {
    const scene = new Scene(t);
    scene.record(5000);
    scene.view.snapshot();
    await scene.tick(10);
    assert.equal(scene.page.size, 5000);
    assert.ok(scene.batches.every(({ rows }) => rows.length <= 1000));
  });

  void test("begins anew with another filter, and stays as it was when that cannot be read", async (t) => {
    const scene = new Scene(t);
    scene.view.snapshot();
    scene.record(2, "broadcast");
    scene.record(2, "echo");
    await scene.tick();
    scene.view.filter("target:echo");
    assert.deepEqual([scene.seqs(), scene.page.total], [[3, 4], 4]);
    assert.throws(() => scene.view.filter("kind:nothing"), ParseProblem);
    scene.record(1, "echo");
    await scene.tick();
    assert.deepEqual(scene.seqs(), [3, 4, 5]);
  });

  void test("counts what does not pass the filter", async (t) => {
    const scene = new Scene(t);
    scene.view.filter("target:echo");
    scene.view.snapshot();
    scene.record(7);
    await scene.tick();
    assert.deepEqual([scene.page.size, scene.page.total], [0, 7]);
  });

  void test("holds new rows back while paused and brings them all afterwards", async (t) => {
    const scene = new Scene(t);
    scene.view.snapshot();
    scene.record(2);
    scene.view.pause(true);
    scene.record(3);
    await scene.tick(2);
    assert.deepEqual([scene.seqs(), scene.page.waiting, scene.page.total], [[1, 2], 3, 5]);
    scene.view.filter("target:a");
    assert.deepEqual(scene.seqs(), [1, 2], "a filter looks at what was there when it was paused");
    scene.view.pause(false);
    await scene.tick(2);
    assert.deepEqual([scene.seqs(), scene.page.waiting], [[1, 2, 3, 4, 5], 0]);
  });

  void test("forgets what the log dropped, and says how much", async (t) => {
    const scene = new Scene(t, 450 * 10);
    scene.view.snapshot();
    scene.record(8);
    await scene.tick();
    scene.record(8);
    await scene.tick();
    assert.deepEqual(scene.seqs(), [7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    assert.equal(scene.page.dropped, 6);
  });

  void test("gets the round trip of a row that was sent before its completion came", async (t) => {
    const scene = new Scene(t);
    scene.view.snapshot();
    scene.record(1);
    await scene.tick();
    scene.record(1);
    const match = { invocation: 1, completion: 2, roundTripMs: 9 };
    scene.log.match(match);
    scene.view.matched(match);
    await scene.tick();
    assert.deepEqual([scene.page.at(0)?.roundTripMs, scene.page.at(0)?.other, scene.page.at(1)?.other], [9, 2, 1]);
  });

  void test("is not sent to a page that is gone", async (t) => {
    const scene = new Scene(t);
    scene.view.snapshot();
    scene.view.close();
    const before = scene.batches.length;
    scene.record(5);
    await scene.tick(3);
    assert.equal(scene.batches.length, before);
    scene.view.snapshot();
    assert.equal(scene.page.size, 5);
  });

  void test("starts again empty after the log was cleared", async (t) => {
    const scene = new Scene(t);
    scene.view.snapshot();
    scene.record(5);
    await scene.tick();
    scene.log.clear();
    scene.view.snapshot();
    assert.deepEqual([scene.page.size, scene.page.total], [0, 0]);
    scene.record(1);
    await scene.tick();
    assert.deepEqual(scene.seqs(), [6]);
  });
});
