import assert from "node:assert/strict";
import { test } from "node:test";
import { Cancelled } from "../../../src/signalr/problem.ts";
import { back, runSteps } from "../../../src/ui/publish/steps.ts";
import type { Answer, Place, Step } from "../../../src/ui/publish/steps.ts";

interface Answers {
  readonly instance: string;
  readonly domain: string;
  readonly key: boolean;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";

/** A person who gives the scripted answers, and what was put before them. */
function person(script: readonly Answer<string | boolean>[]): { readonly asked: { readonly key: string; readonly place: Place; readonly shown: Partial<Answers> }[]; readonly steps: readonly Step<Answers>[] } {
  const left = [...script];
  const asked: { key: string; place: Place; shown: Partial<Answers> }[] = [];
  const answer = <T>(key: string, shown: Partial<Answers>, place: Place, is: (value: unknown) => value is T): Promise<Answer<T>> => {
    asked.push({ key, place, shown });
    const next = left.shift();
    if (next === back) return Promise.resolve(back);
    return is(next) ? Promise.resolve(next) : Promise.reject(new Cancelled());
  };
  return {
    asked,
    steps: [
      { key: "instance", ask: (shown, place) => answer("instance", shown, place, isText) },
      { key: "domain", applies: ({ instance }) => instance === "two-domains", ask: (shown, place) => answer("domain", shown, place, isText) },
      { key: "key", ask: (shown, place) => answer("key", shown, place, isFlag) },
    ],
  };
}

void test("the questions come in order, each knowing its place, and the answers come back together", async () => {
  const { asked, steps } = person(["one", true]);
  assert.deepEqual(await runSteps(steps, {}), { instance: "one", key: true });
  assert.deepEqual(asked.map(({ key, place }) => [key, place.step, place.total, place.canGoBack]), [["instance", 1, 2, false], ["key", 2, 2, true]]);
});

void test("a question appears when an earlier answer calls for it", async () => {
  const { asked, steps } = person(["two-domains", "chat.example.com", false]);
  assert.deepEqual(await runSteps(steps, {}), { instance: "two-domains", domain: "chat.example.com", key: false });
  assert.deepEqual(asked.map(({ place }) => `${place.step}/${place.total}`), ["1/2", "2/3", "3/3"]);
});

void test("back asks the step before again, with the answer it had, and keeps the later ones", async () => {
  const { asked, steps } = person(["one", back, "other", true]);
  assert.deepEqual(await runSteps(steps, {}), { instance: "other", key: true });
  assert.deepEqual(asked.map(({ key }) => key), ["instance", "key", "instance", "key"]);
  assert.equal(asked[2]?.shown.instance, "one");
});

void test("what an earlier answer called for, and a new one does not, is no answer in the end", async () => {
  const { steps } = person(["two-domains", "chat.example.com", back, back, "one", true]);
  assert.deepEqual(await runSteps(steps, {}), { instance: "one", key: true });
});

void test("a suggestion that was taken follows the answers it came from; what the person wrote stays", async () => {
  for (const [written, expected] of [["a.example.com", undefined], ["mine.example.com", "mine.example.com"]] as const) {
    const { asked, steps } = person(["a", written, back, back, "b", "b.example.com", true]);
    const following = steps.map((step) => (step.key === "domain" ? { ...step, applies: () => true, suggests: ({ instance = "" }: Partial<Answers>) => `${instance}.example.com` } : step));
    assert.deepEqual(await runSteps(following, {}), { instance: "b", domain: "b.example.com", key: true }, "a suggestion that was taken is an answer");
    assert.equal(asked.at(-2)?.shown.domain, expected);
  }
});

void test("what was typed when the person went back stands there again, until it is the answer", async () => {
  const seen: (string | undefined)[] = [];
  const script: Answer<string>[] = [back, "typed and given", back, "again"];
  const second: Step<Answers, "domain"> = {
    key: "domain",
    ask: (_shown, place) => {
      seen.push(place.typed);
      const next = script.shift() ?? back;
      if (next === back && seen.length === 1) place.keep?.("half of it");
      return Promise.resolve(next);
    },
  };
  const { steps } = person(["one", "one", back, "one", true]);
  assert.deepEqual(await runSteps(steps.flatMap((step) => (step.key === "domain" ? [second] : [step])), {}), { instance: "one", domain: "again", key: true });
  assert.deepEqual(seen, [undefined, "half of it", undefined, undefined]);
});

void test("what is known from the start is not asked, also when going back", async () => {
  const { asked, steps } = person(["chat.example.com", back, "www.example.com", true]);
  assert.deepEqual(await runSteps(steps, { instance: "two-domains" }), { instance: "two-domains", domain: "www.example.com", key: true });
  assert.deepEqual(asked.map(({ key, place }) => `${key} ${place.canGoBack}`), ["domain false", "key true", "domain false", "key true"]);
});

void test("an answer of false counts as known", async () => {
  const { asked, steps } = person(["one"]);
  assert.deepEqual(await runSteps(steps, { key: false }), { instance: "one", key: false });
  assert.equal(asked.length, 1);
});

void test("leaving at any step, or going back from the first, cancels", async () => {
  for (const script of [[], ["one"], ["two-domains", "d"], [back], ["one", back, back]] satisfies Answer<string>[][]) {
    await assert.rejects(runSteps(person(script).steps, {}), Cancelled, JSON.stringify(script.length));
  }
});
