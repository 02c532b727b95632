import assert from "node:assert/strict";
import { test } from "node:test";
import { Clients } from "../../../src/sandbox/service/clients.ts";

for (const { late, kept } of [{ late: 20, kept: false }, { late: 3_000, kept: true }]) {
  void test(`an id that is not used runs out, ${kept ? "but not while the process was held up" : "also when its timer is a little late"}`, (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    let now = 1_000_000;
    t.mock.method(Date, "now", () => now);
    const clients = new Clients(5_000);
    const { id } = clients.add({ hub: "chat", connectionId: "a", userId: undefined, claims: {} }, true, undefined, false);
    now += 5_000 + late;
    t.mock.timers.tick(5_000);
    assert.equal(clients.find(id, "chat") !== undefined, kept);
    now += 5_000;
    t.mock.timers.tick(5_000);
    assert.equal(clients.find(id, "chat"), undefined);
  });
}
