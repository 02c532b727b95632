import assert from "node:assert/strict";
import { test } from "node:test";
import { mutate } from "./mutate.ts";
import { Random } from "./random.ts";
import { fuzzOnce } from "./run.ts";
import { targets } from "./targets.ts";

/** Inputs of each target: the same ones every time. `npm run fuzz` goes on from there. */
const bounded = 300;

for (const target of targets) {
  const inputs = target.slow === true ? bounded / 10 : bounded;
  void test(`whatever bytes come, ${target.name} is read or refused in words: ${inputs} inputs`, async () => {
    for (const seed of target.seeds) await target.check(seed, new Random(1));
    for (let seed = 0; seed < inputs; seed++) await fuzzOnce(target, seed);
  });
}

void test("an input is made again from its seed, and seeds make different inputs", () => {
  const seeds = [Uint8Array.of(1, 2, 3), Uint8Array.from(Buffer.from("some longer text"))];
  const inputs = Array.from({ length: 100 }, (_, seed) => Buffer.from(mutate(seeds, new Random(seed))).toString("hex"));
  assert.deepEqual(inputs, Array.from({ length: 100 }, (_, seed) => Buffer.from(mutate(seeds, new Random(seed))).toString("hex")));
  assert.ok(new Set(inputs).size > 80);
});

void test("what does not hold is told with its seed and input", async () => {
  const broken = { name: "broken", seeds: [Uint8Array.of(1)], check: () => assert.fail("it does not hold") };
  await assert.rejects(fuzzOnce(broken, 7), /broken, seed 7: it does not hold\ninput \(\d+ bytes, base64\)/);
});
