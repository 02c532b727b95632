import assert from "node:assert/strict";
import { test } from "node:test";
import { Cancelled, Problem } from "../../../src/signalr/problem.ts";
import { message, TreeModel } from "../../../src/ui/tree/model.ts";
import type { OperationNode, TreeNode } from "../../../src/ui/tree/nodes.ts";

function row(id: string, parent?: TreeNode): OperationNode {
  return { kind: "operation", id: parent === undefined ? id : `${parent.id}/${id}`, operation: { path: id, properties: {} }, ...(parent === undefined ? {} : { parent }) };
}

/** A tree whose loads are answered by hand. */
function handTree(patience: () => Promise<unknown> = () => new Promise(() => undefined)): {
  readonly model: TreeModel;
  readonly loads: { readonly node: string; readonly signal: AbortSignal; readonly answer: PromiseWithResolvers<readonly TreeNode[]> }[];
  readonly changed: string[];
  readonly failed: Problem[];
} {
  const loads: { node: string; signal: AbortSignal; answer: PromiseWithResolvers<readonly TreeNode[]> }[] = [];
  const changed: string[] = [];
  const failed: Problem[] = [];
  const model = new TreeModel({
    load: (node, signal) => {
      const answer = Promise.withResolvers<readonly TreeNode[]>();
      loads.push({ node: node?.id ?? "", signal, answer });
      return answer.promise;
    },
    changed: (node) => changed.push(node?.id ?? ""),
    failed: (problem) => failed.push(problem),
    patience,
  });
  return { model, loads, changed, failed };
}

const labels = (nodes: readonly TreeNode[]): readonly string[] => nodes.map((node) => (node.kind === "message" ? node.state : node.id));

void test("a level is read once, however often it is shown", async () => {
  const { model, loads } = handTree();
  const shown = [model.children(), model.children(), model.settled()];
  loads[0]?.answer.resolve([row("a")]);
  assert.deepEqual((await Promise.all(shown)).map(labels), [["a"], ["a"], ["a"]]);
  assert.deepEqual(labels(await model.children()), ["a"]);
  assert.equal(loads.length, 1);
});

void test("a load that takes long shows a row that says so, then the rows", async () => {
  const { model, loads, changed } = handTree(() => Promise.resolve());
  assert.deepEqual(labels(await model.children()), ["loading"]);
  loads[0]?.answer.resolve([row("a")]);
  await model.settled();
  assert.deepEqual(changed, [""]);
  assert.deepEqual(labels(await model.children()), ["a"]);
  assert.equal(loads.length, 1);
});

void test("a refresh reads anew and keeps the rows in place meanwhile: no loading row makes the tree collapse", async () => {
  const times = [new Promise(() => undefined), new Promise(() => undefined)];
  const { model, loads, changed } = handTree(() => times.shift() ?? Promise.resolve());
  const first = model.children();
  loads[0]?.answer.resolve([row("a")]);
  await first;
  const a = row("a");
  const below = model.children(a);
  loads[1]?.answer.resolve([row("b", a)]);
  await below;
  changed.length = 0;
  model.refresh();
  const again = model.children();
  loads[2]?.answer.resolve([row("a"), row("c")]);
  assert.deepEqual(labels(await again), ["a", "c"]);
  assert.deepEqual(changed, [""]);
});

void test("refreshing one row reads that row and what is below it, and nothing beside it", async () => {
  const { model, loads } = handTree();
  const a = row("a");
  const ab = row("a-b");
  const deep = row("x", a);
  const all = [model.children(a), model.children(ab), model.children(deep)];
  for (const load of loads) load.answer.resolve([]);
  await Promise.all(all);
  model.refresh(a);
  void model.children(a);
  void model.children(ab);
  void model.children(deep);
  assert.deepEqual(loads.slice(3).map(({ node }) => node), ["a", "a/x"]);
});

void test("a load that a refresh made stale is stopped, and who waits for it gets the new rows", async () => {
  const { model, loads } = handTree();
  const waiting = model.settled();
  model.refresh();
  assert.equal(loads[0]?.signal.aborted, true);
  const asked = model.children();
  loads[0]?.answer.reject(new Error("aborted"));
  loads[1]?.answer.resolve([row("new")]);
  assert.deepEqual(labels(await asked), ["new"]);
  assert.deepEqual(labels(await waiting), ["new"]);
});

void test("a failure is a row with its words, told to the log once, and read again after a refresh", async () => {
  const { model, loads, failed } = handTree();
  const asked = model.children(row("a"));
  loads[0]?.answer.reject(new Problem({ code: "x", message: "The instance did not answer.", status: 500 }));
  const [shown] = await asked;
  assert.ok(shown?.kind === "message");
  assert.equal(shown.state, "failed");
  assert.equal(shown.problem?.details.message, "The instance did not answer.");
  assert.equal(failed.length, 1);
  model.refresh(row("a"));
  void model.children(row("a"));
  assert.equal(loads.length, 2);
});

void test("no permission is a row of its own, which leads to what is needed", async () => {
  const { model, loads } = handTree();
  const asked = model.children(row("a"));
  loads[0]?.answer.reject(new Problem({ code: "AuthorizationFailed", message: "…", status: 403 }));
  assert.deepEqual(labels(await asked), ["forbidden"]);
});

void test("who is signed out, or whose token is not taken any more, is offered to sign in", async () => {
  for (const refusal of [{ code: "signedOut", message: "ann is signed out." }, { code: "ExpiredAuthenticationToken", message: "…", status: 401 }]) {
    const { model, loads } = handTree();
    const asked = model.children(row("a"));
    loads[0]?.answer.reject(new Problem(refusal));
    assert.deepEqual(labels(await asked), ["signedOut"]);
  }
});

void test("what was moved or deleted since it was listed says so; what else is not found is a failure", async () => {
  for (const [code, state] of [["ResourceNotFound", "gone"], ["ResourceGroupNotFound", "gone"], ["SubscriptionNotFound", "failed"], ["http404", "failed"]]) {
    const { model, loads } = handTree();
    const asked = model.children(row("a"));
    loads[0]?.answer.reject(new Problem({ code: code ?? "", message: "…", status: 404 }));
    assert.deepEqual(labels(await asked), [state]);
  }
});

void test("rows that a refresh overtakes before they were shown once are those of the refresh, and never none", async () => {
  const { model, loads } = handTree();
  const shown = model.children(row("a"));
  model.refresh();
  loads[0]?.answer.reject(new Cancelled());
  await new Promise((resolve) => setImmediate(resolve));
  loads[1]?.answer.resolve([row("b", row("a"))]);
  assert.deepEqual(labels(await shown), ["a/b"]);
});

void test("what the person stopped can be tried again, and is no failure", async () => {
  const { model, loads, failed } = handTree();
  const asked = model.children(row("a"));
  loads[0]?.answer.reject(new Cancelled());
  assert.deepEqual(labels(await asked), ["stopped"]);
  assert.deepEqual(failed, []);
});

void test("an error nobody foresaw is a row too, without secrets in it", async () => {
  const { model, loads } = handTree();
  const asked = model.children();
  loads[0]?.answer.reject(new Error("GET https://h/?access_token=eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl failed"));
  const [shown] = await asked;
  assert.ok(shown?.kind === "message" && shown.problem !== undefined);
  assert.match(shown.problem.message, /failed/);
  assert.doesNotMatch(shown.problem.message, /eyJhbGci/);
});

void test("rows of messages have ids of their own beside their siblings", () => {
  assert.equal(message(row("a"), "loading").id, "a/message:loading");
  assert.notEqual(message(row("a"), "loading").id, message(row("a"), "failed").id);
});

void test("a row that was read before its parent's row was made anew is told of by the parent that is shown now: VS Code knows no other", async () => {
  const told: (TreeNode | undefined)[] = [];
  const root = row("account");
  const model = new TreeModel({
    load: (node) => Promise.resolve(node === undefined ? [root] : node.id === root.id ? [row("instance", root)] : [message(node, "forbidden")]),
    changed: (node) => told.push(node),
    failed: () => undefined,
    patience: () => new Promise(() => undefined),
  });
  await model.children();
  const [before] = await model.children(root);
  const [refused] = await model.children(before);
  model.renew(root, () => false);
  const [now] = await model.children(root);
  assert.notEqual(now, before);
  told.length = 0;
  model.refresh(refused?.parent);
  model.more(refused?.parent);
  assert.deepEqual([told.length, told[0] === now, told[1] === now], [2, true, true]);
});
