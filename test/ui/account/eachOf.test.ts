import assert from "node:assert/strict";
import { test } from "node:test";
import { eachOf } from "../../../src/ui/account/eachOf.ts";

const read = (name: string): Promise<readonly string[]> => (name.startsWith("out") ? Promise.reject(new Error(`${name} is signed out`)) : Promise.resolve(name === "empty" ? [] : [`${name} 1`, `${name} 2`]));

void test("an account that cannot be read hides nothing of the others", async () => {
  assert.deepEqual(await eachOf(["ann", "out", "bob"], read), ["ann 1", "ann 2", "bob 1", "bob 2"]);
});

void test("where nothing is found, what failed is told; nothing failing, there is nothing", async () => {
  await assert.rejects(eachOf(["empty", "out", "out too"], read), /^Error: out is signed out$/);
  assert.deepEqual(await eachOf(["empty"], read), []);
  assert.deepEqual(await eachOf([], read), []);
});
