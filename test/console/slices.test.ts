import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setImmediate } from "node:timers";
import type { TestContext } from "node:test";
import { ConsoleHost } from "../../src/console/consoleHost.ts";
import type { ConsolePlatform } from "../../src/console/platform.ts";
import type { LogRecord } from "../../src/console/record.ts";
import { hubTarget } from "../../src/console/target.ts";
import { reading, writeTranscript } from "../../src/console/transcript.ts";
import { inSlices, slice } from "../../src/console/work.ts";
import type { Pace } from "../../src/console/work.ts";
import { address } from "./consoleScene.ts";
import { fakePlatform } from "./fakePlatform.ts";

/** More than a person is let wait for without being shown how far it is. */
const many = 30_000;

function record(seq: number): LogRecord {
  return { seq, time: seq, direction: "received", kind: "text", frame: seq, data: Buffer.from(`record ${seq}`), binary: false, members: {} };
}

const text = writeTranscript({ target: address, startedAt: 1 }, Array.from({ length: many }, (_, index) => record(index + 1)));

/** Counts the turns of the event loop, and how many records were done in one of them at most. */
class Turns {
  longest = 0;
  slices = 0;
  done = 0;
  #turn = 0;
  #last = -1;
  #ended = false;

  constructor(t: TestContext) {
    t.after(() => (this.#ended = true));
    const turn = (): void => {
      this.#turn++;
      if (!this.#ended) setImmediate(turn);
    };
    turn();
  }

  /** For one work after another. */
  pace(signal?: AbortSignal): Pace {
    let before = 0;
    return {
      ...(signal !== undefined && { signal }),
      progress: (done) => {
        assert.notEqual(this.#turn, this.#last, "two slices without a turn for anything else between them");
        this.#last = this.#turn;
        // Another work of the same wait begins anew.
        this.longest = Math.max(this.longest, done < before ? done : done - before);
        before = done;
        this.slices++;
        this.done = done;
      },
    };
  }
}

void suite("a very long log", () => {
  void test(`of ${many} records is opened, exported and compared without ever holding anything else up for long`, async (t) => {
    const turns = new Turns(t);
    const kept: string[] = [];
    const waits: string[] = [];
    const host = consoleOf(t, {
      keepTranscript: async (content) => void kept.push(content.join("")),
      pickFile: async () => new TextEncoder().encode(text.replace("record 20000", "another")),
      longWork: (title, work) => {
        waits.push(title);
        return work(turns.pace());
      },
    });
    await host.restore(inSlices(reading([text]), turns.pace()), turns.pace());
    assert.ok(turns.slices >= (2 * many) / slice.records - 2, "reading and putting back were cut into slices");
    for (const [name, params] of [["export", { format: "jsonLines" }], ["export", { format: "markdown" }], ["compare", null]] as const) {
      const { slices } = turns;
      await host.receive({ type: "request", id: 1, name, params });
      assert.ok(turns.slices - slices >= many / slice.records - 1, `${name} was cut into slices`);
    }
    assert.ok(turns.longest <= slice.records, `${turns.longest} records in one go`);
    // Compared by hand: nobody can read the difference of two such texts.
    assert.ok(kept[0] === text, "the transcript that was exported is the one that was opened");
    assert.equal(kept[1]?.split("\n").filter((line) => /^\| \d+ /.test(line)).length, many);
    assert.match(kept[2] ?? "", /^- #20000 received text another\n\+ #20000 received text record 20000$/m);
    assert.deepEqual(waits, ["Writing the transcript", "Writing the transcript", "Comparing the transcripts"]);
  });

  void test("ends a slice early when its records are large", async (t) => {
    const turns = new Turns(t);
    const large = { ...record(1), data: Buffer.alloc(300 * 1024, "x") };
    await inSlices(reading([writeTranscript({ target: address, startedAt: 0 }, Array.from({ length: 10 }, () => large))]), turns.pace());
    // The header counts as one.
    assert.ok(turns.longest <= 3 && turns.slices >= 4, `${turns.longest} in one go`);
  });

  void test("is no longer exported or compared when the person stops it, and that is no failure", async (t) => {
    const turns = new Turns(t);
    const stop = new AbortController();
    const kept: string[] = [];
    const answers: unknown[] = [];
    const host = consoleOf(t, {
      keepTranscript: async (content) => void kept.push(content.join("")),
      post: (message) => answers.push(message),
      longWork: (_title, work) => {
        setImmediate(() => stop.abort());
        return work(turns.pace(stop.signal));
      },
    });
    await host.restore(inSlices(reading([text])));
    await host.receive({ type: "request", id: 7, name: "export", params: null });
    assert.ok(turns.slices <= 3, "it stopped at once");
    assert.deepEqual([kept, answers.at(-1)], [[], { type: "result", id: 7, value: null }]);
  });

  void test("leaves out of an export what was dropped while it was written, and ends it where the log is cleared", async (t) => {
    const kept: string[] = [];
    const host: ConsoleHost = consoleOf(t, {
      keepTranscript: async (content) => void kept.push(content.join("")),
      longWork: (_title, work) =>
        work({
          progress: (done) => {
            if (done === 2 * slice.records) void host.receive({ type: "request", id: 8, name: "clear", params: null });
          },
        }),
    });
    await host.restore(inSlices(reading([text])));
    await host.receive({ type: "request", id: 7, name: "export", params: null });
    const seqs = (kept[0] ?? "").trim().split("\n").slice(1).map((line) => (JSON.parse(line) as { seq: number }).seq);
    assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, index) => index + 1));
    assert.ok(seqs.length >= 2 * slice.records && seqs.length <= 3 * slice.records, String(seqs.length));
  });

  void test("is put back before anything else is recorded, however soon a person connects", async (t) => {
    const posted: string[] = [];
    const host = consoleOf(t, { post: (message) => posted.push(message.type) });
    const read = Promise.withResolvers<undefined>();
    const restored = host.restore(read.promise);
    const connected = host.receive({ type: "request", id: 1, name: "connect", params: { address: "no address", userId: "" } });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(posted, [], "it waits");
    read.resolve(undefined);
    await restored;
    await connected;
    assert.equal(posted.at(-1), "refused");
  });
});

function consoleOf(t: TestContext, parts: Partial<ConsolePlatform>): ConsoleHost {
  const host = new ConsoleHost(hubTarget(address), fakePlatform(parts));
  t.after(() => host.dispose());
  return host;
}
