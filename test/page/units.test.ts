import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import type { Batch, Row } from "../../src/console/protocol.ts";
import { bytes, clock, duration, elapsed, remaining } from "../../src/page/format.ts";
import { hexLines } from "../../src/page/hexLines.ts";
import { jsonNodes } from "../../src/page/jsonNodes.ts";
import { LogStore } from "../../src/page/logStore.ts";
import { drawnHeight, drawnTop, pixelsPerPixel, rowsInView, scrollToShow } from "../../src/page/rowWindow.ts";
import { visibleText } from "../../src/page/visibleText.ts";

function row(seq: number): Row {
  return { seq, time: seq, direction: "received", kind: "ping", summary: "", failed: false };
}
function batch(generation: number, sequence: number, seqs: readonly number[], more: Partial<Batch> = {}): Batch {
  return { type: "batch", generation, sequence, rows: seqs.map(row), updates: [], oldest: 0, total: seqs.length, dropped: 0, waiting: 0, ...more };
}
const seqs = (store: LogStore): number[] => Array.from({ length: store.size }, (_, index) => store.at(index)?.seq ?? -1);

void suite("the page's rows", () => {
  void test("ask for a snapshot when a batch is missing, and are whole again with it", () => {
    const store = new LogStore();
    store.apply(batch(1, 0, [1, 2]));
    assert.equal(store.apply(batch(1, 2, [5])), undefined);
    assert.equal(store.apply(batch(2, 1, [6])), undefined);
    assert.deepEqual(seqs(store), [1, 2]);
    assert.deepEqual(store.apply(batch(3, 0, [1, 2, 3, 4, 5])), { cut: 0, anew: true });
    assert.deepEqual(seqs(store), [1, 2, 3, 4, 5]);
  });

  void test("let go of what the host dropped, and say how many were above", () => {
    const store = new LogStore();
    store.apply(batch(1, 0, [1, 3, 5, 7]));
    assert.deepEqual(store.apply(batch(1, 1, [9], { oldest: 5 })), { cut: 2, anew: false });
    assert.deepEqual(seqs(store), [5, 7, 9]);
    assert.deepEqual([store.indexOf(7), store.indexOf(6), store.indexOf(3)], [1, -1, -1]);
  });

  void test("get what became known later", () => {
    const store = new LogStore();
    store.apply(batch(1, 0, [1, 2]));
    store.apply(batch(1, 1, [], { updates: [{ seq: 1, roundTripMs: 9, other: 2 }, { seq: 77, roundTripMs: 1, other: 1 }] }));
    assert.deepEqual([store.at(0)?.roundTripMs, store.at(0)?.other, store.at(1)?.other], [9, 2, undefined]);
  });
});

void suite("words for numbers", () => {
  void test("durations", () => {
    assert.deepEqual([0.44, 9, 999.4, 999.6, 3100, 59_949, 59_960, 133_000, 3_720_000, -5].map(duration), ["0.4ms", "9ms", "999ms", "1.0s", "3.1s", "59.9s", "1m 0s", "2m 13s", "1h 2m", "0ms"]);
    assert.deepEqual([0, 59_999, 60_000, 133_900].map(elapsed), ["0s", "59s", "1m 0s", "2m 13s"]);
    assert.deepEqual([-5, 42_900, 3_500_000, 20_000_000, 300_000_000].map(remaining), ["0s", "42s", "58m", "5h", "3d"]);
  });

  void test("sizes and times", () => {
    assert.deepEqual([70, 9999, 12_345, 4_500_000].map(bytes), ["70", "9999", "12.3K", "4.5M"]);
    const time = new Date(2026, 10, 21, 2, 1, 7, 8).getTime();
    assert.equal(clock(time), "02:01:07.008");
  });
});

void suite("text as it is drawn", () => {
  void test("names characters that nobody would see", () => {
    assert.deepEqual(visibleText('{"a":1}\u001eb\n\u202e'), [{ text: '{"a":1}' }, { text: "\u001e", badge: "RS" }, { text: "b\n" }, { text: "\u202e", badge: "U+202E" }]);
    assert.deepEqual(visibleText(""), []);
  });

  void test("loses nothing, for any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => assert.equal(visibleText(text).map((part) => part.text).join(""), text)));
  });

  void test("shows bytes with their place and characters", () => {
    assert.equal(hexLines("7b22747970653a367d1e"), "000000  7b 22 74 79 70 65 3a 36 7d 1e                    {\"type:6}·");
    assert.equal(hexLines("00".repeat(17)).split("\n")[1], `000010  00${" ".repeat(45)}  ·`);
    assert.equal(hexLines(""), "");
  });
});

void suite("the tree", () => {
  const value = { target: "t", arguments: [{ a: 1 }, "x"], none: [], "a/b~c": null };

  void test("shows the members of what is open, by their place", () => {
    assert.deepEqual(jsonNodes(value, new Set(["/arguments"]), new Map()).map(({ path, level, value: shown, open }) => [path, level, shown, open]), [
      ["/target", 1, '"t"', undefined],
      ["/arguments", 1, "[2]", true],
      ["/arguments/0", 2, "{1}", false],
      ["/arguments/1", 2, '"x"', undefined],
      ["/none", 1, "[0]", undefined],
      ["/a~1b~0c", 1, "null", undefined],
    ]);
  });

  void test("shows long lists by the hundred", () => {
    const long = { list: Array.from({ length: 250 }, (_, index) => index) };
    assert.equal(jsonNodes(long, new Set(["/list"]), new Map()).length, 102);
    assert.equal(jsonNodes(long, new Set(["/list"]), new Map([["/list", 300]])).length, 251);
    assert.equal(jsonNodes(long, new Set(["/list"]), new Map()).at(-1)?.kind, "more");
  });
});

void suite("the rows that are drawn", () => {
  const viewport = { scrollTop: 0, height: 220, rowHeight: 22, count: 1_000_000 };

  void test("are those in view with a few beside, wherever one is", () => {
    assert.deepEqual(rowsInView(viewport), { first: 0, end: 18 });
    assert.deepEqual(rowsInView({ ...viewport, scrollTop: 22_000 }), { first: 992, end: 1018 });
    assert.deepEqual(rowsInView({ ...viewport, scrollTop: 1_000_000 * 22 - 198 }), { first: 999_983, end: 1_000_000 });
    assert.deepEqual(rowsInView({ ...viewport, count: 0 }), { first: 0, end: 0 });
    assert.deepEqual(rowsInView({ ...viewport, scrollTop: 22_000, count: 10 }), { first: 10, end: 10 });
  });

  void test("come wholly into view when asked for, and move only then", () => {
    fc.assert(fc.property(fc.nat(999_999), fc.nat(22_000_000), (index, scrollTop) => {
      const to = scrollToShow({ ...viewport, scrollTop }, index);
      assert.ok(to <= index * 22 && (index + 1) * 22 <= to + 220 - 22);
      assert.equal(scrollToShow({ ...viewport, scrollTop: to }, index), to);
    }));
  });

  void test("are all within reach in a list higher than a browser can make one, the first at its top and the last at its end", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20_000_000 }), fc.integer({ min: 22, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (count, rowHeight, part) => {
      const shape = { height: 220, rowHeight, count };
      const drawn = drawnHeight(shape);
      assert.ok(drawn < 2 ** 25);
      const most = Math.max(0, drawn + rowHeight - shape.height);
      const at = (scrollTop: number): typeof viewport => ({ ...shape, scrollTop: scrollTop * pixelsPerPixel(shape) });
      assert.equal(rowsInView(at(0)).first, 0);
      assert.equal(rowsInView(at(most)).end, count);
      // The last row ends where the list ends, to a fraction of a pixel.
      assert.ok(Math.abs(drawnTop(at(most), count - 1) + rowHeight - drawn) < 0.1);
      // What is drawn stands where one looks: no further from the edge of the screen than the rows beside it.
      const here = at(part * most);
      const top = drawnTop(here, rowsInView(here).first) - part * most;
      assert.ok(top <= 0.1 && top > -10 * rowHeight, String(top));
    }));
  });
});
