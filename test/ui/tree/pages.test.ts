import assert from "node:assert/strict";
import { test } from "node:test";
import { loadLevel } from "../../../src/ui/tree/levels.ts";
import { TreeModel } from "../../../src/ui/tree/model.ts";
import type { AccountNode, TreeNode } from "../../../src/ui/tree/nodes.ts";
import { present } from "../../../src/ui/tree/present.ts";
import { account, instance } from "../support/fakes.ts";
import { testReader } from "../support/reader.ts";

const reader = testReader();

const one = "11111111-1111-1111-1111-111111111111";

function tree(count: number): { readonly model: TreeModel; readonly root: AccountNode; readonly changed: (string | undefined)[]; readonly loads: string[] } {
  const instances = Array.from({ length: count }, (_, n) => instance(`apim-${String(n).padStart(5, "0")}`));
  const { account: of } = account("azure", { subscriptions: [{ id: one, name: "One", tenantId: one }], instances, services: [], apis: [] });
  const root: AccountNode = { kind: "account", id: "azure", account: of };
  const changed: (string | undefined)[] = [];
  const loads: string[] = [];
  const model = new TreeModel({
    load: (node, signal) => {
      loads.push(node?.id ?? "");
      return node === undefined ? Promise.resolve([root]) : loadLevel(node, () => Promise.resolve(reader), signal);
    },
    changed: (node) => changed.push(node?.id),
    failed: (problem) => {
      throw problem;
    },
    patience: () => new Promise(() => undefined),
  });
  return { model, root, changed, loads };
}

async function subscription(model: TreeModel, root: AccountNode): Promise<TreeNode> {
  const [found] = await model.children(root);
  assert.equal(found?.kind, "subscription");
  return found;
}

void test("of 10,000 instances the first 200 are shown, with a row that says how many there are and shows more", async () => {
  const { model, root, changed } = tree(10_000);
  const parent = await subscription(model, root);
  const shown = await model.children(parent);
  assert.equal(shown.length, 201);
  const last = shown.at(-1);
  assert.ok(last);
  assert.deepEqual([present(last).label, present(last).description], ["Show more…", "200 of 10000 are shown; “Find Instance…” searches all"]);
  model.more(last.parent);
  assert.deepEqual(changed, [parent.id]);
  assert.equal((await model.children(parent)).length, 401);
});

void test("a row on a later page is shown when it is looked for", async () => {
  const { model, root } = tree(1000);
  const parent = await subscription(model, root);
  const wanted = (await model.settled(parent)).find((node) => node.kind === "instance" && node.instance.name === "apim-00555");
  assert.ok(wanted);
  await model.uncover(wanted);
  const shown = await model.children(parent);
  assert.equal(shown.length, 601);
  assert.ok(shown.some(({ id }) => id === wanted.id));
});

void test("new rows of an account are shown without reading what is open below its instances again", async () => {
  const { model, root, loads } = tree(1);
  await model.settled();
  const parent = await subscription(model, root);
  const [open] = await model.children(parent);
  await model.children(open);
  loads.length = 0;
  model.renew(root, ({ kind }) => kind === "subscription");
  const again = await subscription(model, root);
  const [still] = await model.children(again);
  await model.children(still);
  assert.deepEqual(loads, [root.id, parent.id]);
});
