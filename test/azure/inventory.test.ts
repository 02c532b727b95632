import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { ControlPlane, Discovered } from "../../src/azure/controlPlane.ts";
import { Inventory } from "../../src/azure/inventory.ts";
import type { InventoryStore, Kept } from "../../src/azure/inventory.ts";
import { inventoryText, parseInventory } from "../../src/azure/keptInventory.ts";
import { Cancelled, Problem } from "../../src/signalr/problem.ts";
import { account, instance, service } from "../ui/support/fakes.ts";

const one = "11111111-1111-1111-1111-111111111111";
const subscriptions = [{ id: one, name: "One", tenantId: one }];
const offline = new Problem({ code: "unreachable", message: "no network" });
const found = (...names: readonly string[]): Discovered => ({ instances: names.map((name) => instance(name)), services: [] });
const kept: Kept = { subscriptions, instances: [instance("old")], services: [service("chat")], at: 0 };

interface World {
  readonly inventory: Inventory;
  /** Readings so far. */
  readonly readings: () => number;
  readonly saved: Kept[];
  readonly clock: { now: number };
  /** How the next readings end; the last one stays. */
  readonly answers: (() => Promise<Discovered>)[];
  /** Resolves when the inventory says that something changed. */
  readonly changed: () => Promise<void>;
}

async function world(answers: World["answers"], stored?: Kept): Promise<World> {
  const plane: ControlPlane = await account("azure", { subscriptions, instances: [], services: [], apis: [] }).account.controlPlane();
  const saved: Kept[] = [];
  const clock = { now: 0 };
  let readings = 0;
  let heard = Promise.withResolvers<void>();
  const store: InventoryStore = { load: () => Promise.resolve(stored), save: (value) => Promise.resolve(void saved.push(value)) };
  const inventory = new Inventory({
    store,
    now: () => clock.now,
    changed: () => {
      heard.resolve();
      heard = Promise.withResolvers();
    },
    controlPlane: () => {
      readings += 1;
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return Promise.resolve({ ...plane, discover: answer ?? (() => Promise.reject(offline)) });
    },
  });
  return { inventory, readings: () => readings, saved, clock, answers, changed: () => heard.promise };
}

const names = (seen: { readonly instances: readonly { readonly name: string }[] }): readonly string[] => seen.instances.map(({ name }) => name);

void test("what an earlier window read is shown at once, with its age, and replaced by what is read meanwhile", async () => {
  const { inventory, saved, clock, changed } = await world([() => Promise.resolve(found("new"))], kept);
  clock.now = 3_600_000;
  const waiting = changed();
  assert.deepEqual(names(await inventory.rows()), ["old"]);
  assert.equal(inventory.ageMs, 3_600_000);
  assert.equal(inventory.reading, true);
  await waiting;
  assert.deepEqual([names(await inventory.rows()), inventory.ageMs, inventory.reading], [["new"], 0, false]);
  assert.deepEqual(saved.map(({ at }) => at), [3_600_000]);
});

void test("looking often reads once; after five minutes it is read again behind what is shown", async () => {
  const { inventory, readings, clock, changed } = await world([() => Promise.resolve(found("a")), () => Promise.resolve(found("b"))]);
  await Promise.all([inventory.rows(), inventory.rows(), inventory.fresh()]);
  await inventory.rows();
  assert.equal(readings(), 1);
  clock.now = 300_000;
  const waiting = changed();
  assert.deepEqual(names(await inventory.rows()), ["a"]);
  await waiting;
  assert.deepEqual([names(await inventory.rows()), readings()], [["b"], 2]);
});

void test("offline, the rows stay, the reason is kept, and not every look tries again", async () => {
  const { inventory, readings, clock, changed, answers } = await world([() => Promise.resolve(found("a")), () => Promise.reject(offline)]);
  await inventory.rows();
  clock.now = 300_000;
  const waiting = changed();
  await inventory.rows();
  await waiting;
  for (let look = 0; look < 5; look++) assert.deepEqual(names(await inventory.rows()), ["a"]);
  assert.deepEqual([inventory.problem?.code, readings()], ["unreachable", 2]);
  answers.splice(0, 1, () => Promise.resolve(found("b")));
  inventory.invalidate();
  assert.deepEqual([names(await inventory.rows()), inventory.problem], [["b"], undefined]);
});

void test("a refresh that fails gives the rows there were; without any, the reason", async () => {
  const { inventory } = await world([() => Promise.reject(offline)], kept);
  inventory.invalidate();
  assert.deepEqual(names(await inventory.rows()), ["old"]);
  assert.equal(inventory.problem, offline);
  await assert.rejects(inventory.fresh(), offline);
  const nothing = await world([() => Promise.reject(offline)]);
  await assert.rejects(nothing.inventory.rows(), offline);
});

void test("Azure going down half-way leaves the rows that came, and the reason", async () => {
  const plane = await account("azure", { subscriptions, instances: [], services: [], apis: [] }).account.controlPlane();
  const down = Promise.withResolvers<Discovered>();
  const inventory = new Inventory({
    controlPlane: () =>
      Promise.resolve({
        ...plane,
        discover: (_ids, _signal, page) => {
          page?.(found("first"));
          return down.promise;
        },
      }),
  });
  assert.deepEqual(names(await inventory.rows()), ["first"]);
  const all = inventory.fresh();
  down.reject(offline);
  await assert.rejects(all, offline);
  const left = await inventory.rows();
  assert.deepEqual([names(left), left.complete, inventory.problem?.code], [["first"], false, "unreachable"]);
});

void test("who stops waiting does not stop the reading for the others", async () => {
  const answer = Promise.withResolvers<Discovered>();
  const { inventory } = await world([() => answer.promise]);
  const stop = new AbortController();
  const [impatient, patient] = [inventory.rows(stop.signal), inventory.rows()];
  stop.abort();
  await assert.rejects(impatient, Cancelled);
  answer.resolve(found("a"));
  assert.deepEqual(names(await patient), ["a"]);
});

void test("what is kept on disk comes back as it was; anything else is taken for nothing", () => {
  assert.deepEqual(parseInventory(inventoryText(kept)), kept);
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.nat(inventoryText(kept).length - 1).map((end) => inventoryText(kept).slice(0, end))), (text) => parseInventory(text) === undefined));
});
