import assert from "node:assert/strict";
import { test } from "node:test";
import { Race } from "../../src/azure/race.ts";

/** Work that says when it begins and ends when it is told to. */
function works(): { readonly began: string[]; readonly work: (name: string) => () => Promise<string>; readonly end: (name: string) => void } {
  const began: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  return {
    began,
    work: (name) => () => {
      began.push(name);
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return end.promise;
    },
    end: (name) => ends.get(name)?.resolve(name),
  };
}

void test("who comes while another waits for its turn goes after it, and not in between", async () => {
  const race = new Race();
  const { began, work, end } = works();
  const first = race.run(work("first"));
  const loser = race.runInTurn(work("loser"));
  const late = race.run(work("late"));
  assert.deepEqual(began, ["first"]);
  end("first");
  await first;
  await new Promise(setImmediate);
  assert.deepEqual(began, ["first", "loser"]);
  end("loser");
  await loser;
  await new Promise(setImmediate);
  assert.deepEqual(began, ["first", "loser", "late"]);
  end("late");
  assert.equal(await late, "late");
});

void test("when nobody waits for a turn any more, all run together again, also after one that failed", async () => {
  const race = new Race();
  await assert.rejects(race.runInTurn(() => Promise.reject(new Error("refused"))), /refused/);
  const { began, work, end } = works();
  const both = [race.run(work("one")), race.run(work("two"))];
  assert.deepEqual(began, ["one", "two"]);
  end("one");
  end("two");
  assert.deepEqual(await Promise.all(both), ["one", "two"]);
});
