import assert from "node:assert/strict";
import { test } from "node:test";
import { document, sandboxFixture } from "./support.ts";

void test("the sandbox is put into a bad state by its name, says so, and is healed", async (t) => {
  const { sandbox, run } = await sandboxFixture(t);
  const faults = (...args: readonly string[]) => run(["faults", ...args]);
  const on = async (): Promise<unknown> => {
    const { faults: all } = document(await faults("--json")) as { readonly faults: readonly { readonly name: string; readonly on: boolean }[] };
    return all.filter((each) => each.on).map(({ name }) => name);
  };
  const listed = await faults();
  assert.equal(listed.code, 0, listed.stderr);
  assert.match(listed.stdout, /^ {2}apiMissing +The negotiate API was deleted$/m);
  assert.match((await faults("apiMissing")).stderr, /Nothing is published/);
  assert.deepEqual(await on(), []);
  assert.match((await faults("serviceStopped")).stdout, /in this state now: serviceStopped/);
  assert.deepEqual([await on(), sandbox.switches.on()], [["serviceStopped"], ["serviceStopped"]]);
  assert.match((await faults("serviceStopped", "--heal")).stdout, /healed/);
  assert.deepEqual(await on(), []);
  const unknown = await faults("nonsense");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /no state "nonsense".*\n.*apiMissing, /s);
});
