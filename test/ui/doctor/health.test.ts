import assert from "node:assert/strict";
import { test } from "node:test";
import { Health } from "../../../src/ui/doctor/health.ts";
import { withHealth } from "../../../src/ui/tree/presentHealth.ts";
import { present } from "../../../src/ui/tree/present.ts";
import { diagnosis, probe } from "./diagnosis.ts";
import { account, instance, integration } from "../support/fakes.ts";

function memory(): { get(key: string): unknown; update(key: string, value: unknown): Promise<void>; readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, get: (key) => (kept.has(key) ? JSON.parse(kept.get(key) ?? "") : undefined), update: async (key, value) => void kept.set(key, JSON.stringify(value)) };
}

void test("a run is compared with the last one on the same, also after the window was reloaded", async () => {
  const store = memory();
  const health = new Health(store);
  assert.equal(health.earlier("chat"), undefined);
  await health.keep("chat", diagnosis({ probes: [probe({ outcome: "failed", evidence: "404 from 10.0.0.1" })] }));
  const reloaded = new Health(store);
  assert.deepEqual(reloaded.earlier("chat")?.probes, [{ id: "gateway.negotiate", outcome: "failed" }]);
  assert.equal(reloaded.earlier("other"), undefined);
  assert.equal(reloaded.last("chat"), undefined, "what the tree shows is of this window");
  assert.doesNotMatch([...store.kept.values()].join(""), /10\.0\.0\.1/, "what was seen is not kept");
});

void test("what another version kept is no run to compare with", async () => {
  for (const odd of [1, null, "run", {}, { startedAt: 1, probes: [] }, { startedAt: "now", probes: [1] }, { startedAt: "now", probes: {} }]) {
    const store = memory();
    await store.update("doctor chat", odd);
    assert.equal(new Health(store).earlier("chat"), undefined, JSON.stringify(odd));
  }
});

void test("an integration's row says where the fault is, in words and not in colour alone", () => {
  const row = present({ kind: "integration", id: "i", account: account("azure", { subscriptions: [], instances: [], services: [], apis: [] }).account, instance: instance("apim"), services: [], integration: integration() });
  const ill = withHealth(row, diagnosis({ verdict: { text: "The fault is with the gateway: gone.", outcome: "failed", place: "the gateway", causes: [] } }));
  assert.equal(ill.description, `${row.description ?? ""} · doctor: fault with the gateway`);
  assert.equal(ill.colour, "error");
  assert.match(ill.tooltip ?? "", /The fault is with the gateway: gone\./);
  assert.equal(ill.context, row.context, "its menus are the same");
  const well = withHealth(row, diagnosis({}));
  assert.match(well.description ?? "", / · doctor: all is well$/);
  assert.equal(well.icon, row.icon);
});
