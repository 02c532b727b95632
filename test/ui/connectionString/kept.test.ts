import assert from "node:assert/strict";
import { test } from "node:test";
import { forget, keep, recall } from "../../../src/ui/connectionString/kept.ts";
import type { Owner, Secrets } from "../../../src/ui/connectionString/kept.ts";
import { instance, integration } from "../support/fakes.ts";

function secrets(): Secrets & { readonly all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    get: (key) => Promise.resolve(all.get(key)),
    store: (key, value) => Promise.resolve(void all.set(key, value)),
    delete: (key) => Promise.resolve(void all.delete(key)),
  };
}

const owner: Owner = { account: { id: "azure:1" }, instance: instance("apim"), integration: integration() };

void test("a string is kept for its integration, its form and its account, and for nothing else", async () => {
  const store = secrets();
  await keep(store, owner, "key", "the string");
  assert.equal(await recall(store, owner, "key"), "the string");
  assert.equal(await recall(store, { ...owner, instance: instance("APIM") }, "key"), "the string");
  assert.equal(await recall(store, owner, "entra"), undefined);
  assert.equal(await recall(store, { ...owner, account: { id: "azure:2" } }, "key"), undefined);
  assert.equal(await recall(store, { ...owner, integration: integration({ name: "orders" }) }, "key"), undefined);
  assert.equal(await recall(store, { ...owner, integration: integration({ clientEndpoint: "https://other" }) }, "key"), undefined);
});

void test("removing an integration leaves nothing of it behind", async () => {
  const store = secrets();
  await keep(store, owner, "key", "one");
  await keep(store, owner, "entra", "two");
  await forget(store, owner);
  assert.equal(store.all.size, 0);
});

void test("the name under which a string is kept is no secret", async () => {
  const store = secrets();
  await keep(store, owner, "key", "Endpoint=https://x;AccessKey=secretsecret;Version=1.0;");
  assert.ok([...store.all.keys()].every((name) => !name.includes("secretsecret")));
});
