import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { suite, test } from "node:test";
import { ok, skipped } from "../../src/doctor/finding.ts";
import type { Finding, Probe, ProbeResult } from "../../src/doctor/model.ts";
import { runProbes } from "../../src/doctor/run.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";

const never = new AbortController().signal;

function probe(id: string, run: Probe["run"], more: Partial<Probe> = {}): Probe {
  return { id, target: "gateway", question: `${id}?`, deadlineMs: 5_000, needs: [], run, ...more };
}

const well = (): Promise<Finding> => Promise.resolve(ok("yes"));
const outcomes = (results: readonly ProbeResult[]): readonly string[] => results.map(({ id, outcome }) => `${id} ${outcome}`);

void suite("a run of the doctor", () => {
  void test("asks what does not need each other at the same time, tells each answer when it is there, and gives them in order", async () => {
    const first = Promise.withResolvers<Finding>();
    const told: string[] = [];
    const run = runProbes([probe("slow", () => first.promise), probe("quick", well), probe("after", well, { needs: ["slow"] })], never, ({ id }) => told.push(id));
    await turn();
    assert.deepEqual(told, ["quick"], "the quick one does not wait for the slow one");
    first.resolve(ok("at last"));
    assert.deepEqual(outcomes(await run), ["slow ok", "quick ok", "after ok"]);
    assert.deepEqual(told, ["quick", "slow", "after"]);
  });

  void test("does not ask what needs a question that failed or was skipped, and says which", async () => {
    let asked = 0;
    const results = await runProbes([
      probe("tcp", () => Promise.reject(new Problem({ code: "connectionRefused", message: "refused", likelyCause: "nothing listens", nextStep: "start it", requestId: "42" }))),
      probe("negotiate", well, { needs: ["tcp"] }),
      probe("upgrade", () => { asked += 1; return well(); }, { needs: ["negotiate"] }),
      probe("read", () => Promise.resolve(skipped("not allowed"))),
      probe("tier", well, { needs: ["read"] }),
    ], never);
    assert.deepEqual(outcomes(results), ["tcp failed", "negotiate skipped", "upgrade skipped", "read skipped", "tier skipped"]);
    assert.equal(asked, 0);
    assert.deepEqual(results[0]?.causes, [{ code: "connectionRefused", text: "nothing listens", nextStep: "start it" }]);
    assert.match(results[0]?.evidence ?? "", /refused \(request 42\)/);
    assert.match(results[1]?.evidence ?? "", /this failed: tcp\?/);
    assert.match(results[2]?.evidence ?? "", /not tried either: negotiate\?/);
  });

  void test("goes on behind a warning", async () => {
    const results = await runProbes([probe("tls", () => Promise.resolve({ outcome: "warning", evidence: "ends soon" })), probe("negotiate", well, { needs: ["tls"] })], never);
    assert.deepEqual(outcomes(results), ["tls warning", "negotiate ok"]);
  });

  void test("gives up at the deadline, and lets the probe know", async () => {
    let aborted = false;
    const hanging = probe("hangs", (signal) => new Promise((_resolve, reject) => { signal.addEventListener("abort", () => { aborted = true; reject(new Cancelled()); }); }), { deadlineMs: 20 });
    const [result] = await runProbes([hanging], never);
    assert.deepEqual([result?.outcome, result?.causes?.[0]?.code, aborted], ["failed", "timeout", true]);
    assert.match(result?.evidence ?? "", /within 0\.02 seconds/);
  });

  void test("ends when it is cancelled, whatever still hangs, and asks nothing that was not asked yet", async () => {
    const stop = new AbortController();
    let later = 0;
    const run = runProbes([probe("hangs", () => new Promise(() => undefined)), probe("next", () => { later += 1; return well(); }, { needs: ["hangs"] })], stop.signal);
    await turn();
    stop.abort();
    await assert.rejects(run, Cancelled);
    assert.equal(later, 0);
  });

  void test("takes a mistake of its own for a failed question and not for the end", async () => {
    const [result] = await runProbes([probe("broken", () => Promise.reject(new TypeError("x is undefined")))], never);
    assert.deepEqual([result?.outcome, result?.causes?.[0]?.code, result?.evidence], ["failed", "unexpected", "x is undefined"]);
  });

  void test("tells no secret that a server or a probe put into its words", async () => {
    const token = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl";
    const results = await runProbes([probe("leaky", () => Promise.resolve({ outcome: "failed", evidence: `said Bearer ${token}`, causes: [{ code: "x", text: `https://h/client?access_token=${token}` }] }))], never);
    assert.equal(JSON.stringify(results).includes(token), false);
  });
});
