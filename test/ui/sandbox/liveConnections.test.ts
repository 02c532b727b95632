import assert from "node:assert/strict";
import { test } from "node:test";
import { Cancelled, Problem } from "../../../src/signalr/problem.ts";
import type { Connections } from "../../../src/sandbox/controlClient.ts";
import { appArrival, appsIn } from "../../../src/ui/sandbox/appArrival.ts";
import { LiveConnections } from "../../../src/ui/sandbox/liveConnections.ts";
import { hubView, server } from "../support/connections.ts";

const nobody: Connections = { serving: "own", hubs: [] };
const one: Connections = { serving: "own", hubs: [hubView({ servers: [server("a")] })] };
const down = new Problem({ code: "appServerUnreachable", message: "gone" });

/** Answers in turn; when there is none left, whoever follows is stopped. */
function script(answers: readonly (Connections | Problem)[]): { readonly live: LiveConnections; readonly stop: AbortController; readonly rests: number[]; readonly rest: (ms: number) => Promise<void> } {
  const left = [...answers];
  const stop = new AbortController();
  const rests: number[] = [];
  const live = new LiveConnections(() => {
    const next = left.shift();
    if (next === undefined) throw new Error("asked too often");
    return next instanceof Problem ? Promise.reject(next) : Promise.resolve(next);
  });
  const rest = async (ms: number): Promise<void> => {
    rests.push(ms);
    if (left.length === 0) stop.abort();
    return Promise.resolve();
  };
  return { live, stop, rests, rest };
}

void test("who looks is told at first and when something else is to see, and only then", async () => {
  const { live, stop, rests, rest } = script([nobody, nobody, one, one, nobody]);
  const seen: (Connections | undefined)[] = [];
  await live.follow(() => seen.push(live.now), stop.signal, rest);
  assert.deepEqual(seen, [nobody, one, nobody]);
  assert.ok(rests.every((ms) => ms >= 1000), "a sandbox is not asked more than once a second");
});

void test("a sandbox that goes away and comes back is told each time", async () => {
  const { live, stop, rest } = script([one, down, down, one]);
  const seen: (Connections | undefined)[] = [];
  await live.follow(() => seen.push(live.now), stop.signal, rest);
  assert.deepEqual(seen, [one, undefined, one]);
});

void test("an answer that comes after looking ended changes nothing", async () => {
  const stop = new AbortController();
  const answer = Promise.withResolvers<Connections>();
  const live = new LiveConnections(() => answer.promise);
  const following = live.follow(() => assert.fail("nobody looks any more"), stop.signal, () => Promise.resolve());
  stop.abort();
  answer.resolve(one);
  await following;
  assert.equal(live.now, undefined);
});

void test("a look that fails says why and forgets what was seen before", async () => {
  const { live } = script([one, down]);
  assert.equal(await live.read(), one);
  await assert.rejects(live.read(), down);
  assert.equal(live.now, undefined);
});

void test("a restarted app is the one with a new id; one that shuts down is none", async () => {
  const both: Connections = { serving: "own", hubs: [hubView({ servers: [server("a"), server("b", { leaving: true })] })] };
  const restarted: Connections = { serving: "own", hubs: [hubView({ hub: "news", servers: [server("a"), server("c")] })] };
  assert.deepEqual(appsIn(both), [{ hub: "chat", serverId: "a" }]);
  const answers = [both, both, restarted];
  let rests = 0;
  const arrived = await appArrival(() => Promise.resolve(answers.shift() ?? nobody), appsIn(both), new AbortController().signal, () => Promise.resolve(rests++));
  assert.deepEqual([arrived, rests], [{ hub: "news", serverId: "c" }, 2]);
});

void test("waiting for an app ends when the person stops it, and when the sandbox is gone", async () => {
  const stop = new AbortController();
  const rest = (): Promise<never> => {
    stop.abort();
    return Promise.reject(new Error("aborted"));
  };
  await assert.rejects(appArrival(() => Promise.resolve(nobody), [], stop.signal, rest), Cancelled);
  await assert.rejects(appArrival(() => Promise.reject(down), [], new AbortController().signal, rest), down);
});
