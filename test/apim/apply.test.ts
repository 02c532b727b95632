import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApplyProgress, Writer } from "../../src/apim/steps.ts";
import { apply } from "../../src/apim/apply.ts";
import { PublishCancelled, PublishFailed } from "../../src/apim/applyErrors.ts";
import type { ApplyResult, Plan } from "../../src/apim/model.ts";
import { plan } from "../../src/apim/plan.ts";
import { recognise } from "../../src/apim/recognise.ts";
import { planRemoval } from "../../src/apim/removal.ts";
import { Problem } from "../../src/signalr/problem.ts";
import { FakeInstance, foreignApi, handMade, instance, service } from "../support/fakeInstance.ts";

const busy = (): Problem => new Problem({ code: "ManagementApiRequestFailed", message: "Try later.", status: 422 });

function publishing(on: FakeInstance): Plan {
  return plan({ instance, service, options: { layout: "webSocket", prefix: "", requireSubscriptionKey: false }, contents: on.contents });
}

/** An instance that needs every kind of write: an update, creates; the plan's writes in order. */
function drifted(): FakeInstance {
  const [negotiate, preflight] = handMade();
  assert.ok(negotiate && preflight);
  return new FakeInstance([foreignApi, { ...negotiate, properties: { ...negotiate.properties, subscriptionRequired: true } }, preflight]);
}

function removing(on: FakeInstance): Plan {
  const [integration] = recognise(instance, on.contents, [service]);
  assert.ok(integration);
  return planRemoval({ instance, integration, contents: on.contents });
}

async function resultOf(run: Promise<ApplyResult>): Promise<{ readonly result: ApplyResult; readonly error: Error }> {
  const error: unknown = await run.then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof PublishFailed || error instanceof PublishCancelled);
  return { result: error.result, error };
}

void test("one write for each resource that differs, in order below each API", async () => {
  const on = drifted();
  const steps: ApplyProgress[] = [];
  const result = await apply(publishing(on), on, { onProgress: (progress) => steps.push(progress) });
  assert.equal(result.outcome, "applied");
  assert.deepEqual(on.writes, ["patch apis/signalr-negotiate", "put apis/chat-signalr-connect", "put apis/signalr-negotiate/operations/negotiate"]);
  assert.deepEqual(steps.map(({ phase, index, total }) => `${phase} ${index}/${total}`), ["apply 0/3", "apply 1/3", "apply 2/3"]);
});

void test("a failure at any step takes back what was made and leaves the instance as it was", async () => {
  for (const make of [(): FakeInstance => new FakeInstance([foreignApi]), drifted]) {
    for (let failing = 1; failing <= publishing(make()).changes.filter(({ action }) => action !== "none").length; failing += 1) {
      const on = make();
      const before = on.snapshot;
      on.beforeWrite = (_write, count) => {
        if (count === failing) {
          throw busy();
        }
      };
      const { result, error } = await resultOf(apply(publishing(on), on));
      assert.deepEqual(on.snapshot, before, `failing at ${failing}`);
      const other = on.writes.length > 1;
      assert.equal(result.outcome, other ? "rolledBack" : "nothing");
      assert.ok(error instanceof PublishFailed);
      assert.equal(error.code, "ManagementApiRequestFailed");
      assert.equal(error.details.status, 422);
      assert.match(error.message, other ? /taken back/ : /Nothing was changed/);
    }
  }
});

void test("a stop at any step finishes the write under way, takes everything back, and is no error", async () => {
  for (let at = 1; at <= 4; at += 1) {
    const on = new FakeInstance([foreignApi]);
    const before = on.snapshot;
    const stop = new AbortController();
    on.beforeWrite = (_write, count) => {
      if (count === at) {
        stop.abort();
      }
    };
    const run = apply(publishing(on), on, { signal: stop.signal });
    const { result, error } = await resultOf(run);
    assert.ok(error instanceof PublishCancelled);
    assert.equal(result.outcome, "rolledBack");
    assert.deepEqual(on.snapshot, before);
  }
});

void test("a stop before the first write changes nothing", async () => {
  const on = drifted();
  const { result } = await resultOf(apply(publishing(on), on, { signal: AbortSignal.abort() }));
  assert.deepEqual(result, { outcome: "nothing", applied: [], remaining: ["apis/signalr-negotiate", "apis/signalr-negotiate/operations/negotiate", "apis/chat-signalr-connect"] });
  assert.deepEqual(on.writes, []);
});

void test("where taking back fails too, what stands and what is left to do is said, and the next run completes it", async () => {
  const on = new FakeInstance();
  on.beforeWrite = (write) => {
    if (write.endsWith("/negotiate") || write.startsWith("remove")) {
      throw busy();
    }
  };
  const { result, error } = await resultOf(apply(publishing(on), on));
  const stands = ["apis/chat-signalr-negotiate", "apis/chat-signalr-negotiate/operations/negotiate-preflight", "apis/chat-signalr-connect"];
  assert.deepEqual(result, { outcome: "partial", applied: stands, remaining: ["apis/chat-signalr-negotiate/operations/negotiate"] });
  assert.match(error.message, /Run the same again/);
  on.beforeWrite = () => undefined;
  assert.deepEqual((await apply(publishing(on), on)).applied, ["apis/chat-signalr-negotiate/operations/negotiate"]);
});

void test("a write whose answer was lost is found out and taken back with the others", async () => {
  const on = new FakeInstance();
  const losing: Writer = {
    read: (at, path) => on.read(at, path),
    patch: (at, resource) => on.patch(at, resource),
    remove: (at, resource) => on.remove(at, resource),
    tags: (at, api) => on.tags(at, api),
    put: async (at, resource) => {
      const stored = await on.put(at, resource);
      if (stored.path === "apis/chat-signalr-connect") {
        throw new Problem({ code: "noAnswer", message: "no answer" });
      }
      return stored;
    },
  };
  const { result } = await resultOf(apply(publishing(on), losing));
  assert.equal(result.outcome, "rolledBack");
  assert.deepEqual(on.snapshot, []);
});

void test("what someone changed or deleted since the plan stops it before the first write", async () => {
  for (const [meddle, text] of [
    [(on: FakeInstance) => on.patch(instance, { path: "apis/signalr-negotiate", properties: { serviceUrl: "https://new.example/" } }), /changed by someone else/],
    [(on: FakeInstance) => on.remove(instance, { path: "apis/signalr-negotiate" }), /was deleted/],
  ] as const) {
    const on = drifted();
    const planned = publishing(on);
    await meddle(on);
    on.writes.length = 0;
    const { result, error } = await resultOf(apply(planned, on));
    assert.ok(error instanceof PublishFailed);
    assert.equal(error.code, "changedSincePlan");
    assert.match(error.message, text);
    assert.equal(result.outcome, "nothing");
    assert.deepEqual(on.writes, []);
  }
});

void test("a removal that fails half-way brings back the API with its operations and policies", async () => {
  const on = new FakeInstance([foreignApi]);
  await apply(publishing(on), on);
  await on.put(instance, { path: "apis/chat-signalr-negotiate/operations/negotiate/policies/policy", properties: { format: "rawxml", value: "<policies/>" } });
  await on.put(instance, { path: "apis/chat-signalr-connect/operations/onHandshake/policies/policy", properties: { format: "rawxml", value: "<policies/>" } });
  const before = on.snapshot;
  on.writes.length = 0;
  on.beforeWrite = (write) => {
    if (write === "remove apis/chat-signalr-negotiate") {
      throw busy();
    }
  };
  const { result } = await resultOf(apply(removing(on), on));
  assert.equal(result.outcome, "rolledBack");
  assert.deepEqual(on.snapshot, before);
  assert.deepEqual(on.writes.slice(0, 2), ["remove apis/chat-signalr-connect", "remove apis/chat-signalr-negotiate"]);
});

void test("of two who publish at the same time one wins; the other is told, and takes nothing of the winner's away", async () => {
  const on = new FakeInstance([foreignApi]);
  const [mine, theirs] = [publishing(on), publishing(on)];
  await apply(theirs, on);
  const won = on.snapshot;
  const { result, error } = await resultOf(apply(mine, on));
  assert.ok(error instanceof PublishFailed);
  assert.equal(error.code, "madeMeanwhile");
  assert.match(error.message, /was there already.*In place: apis\/chat-signalr/);
  assert.equal(result.outcome, "partial");
  assert.deepEqual(on.snapshot, won);
  assert.equal((await apply(publishing(on), on)).outcome, "nothing");
});

void test("tags that someone gave an API come back with it where a removal is taken back", async () => {
  const on = new FakeInstance();
  await apply(publishing(on), on);
  for (const path of ["apis/chat-signalr-connect/tags/team", "apis/chat-signalr-negotiate/operations/negotiate/tags/team"]) await on.put(instance, { path, properties: {} });
  const before = on.snapshot;
  on.beforeWrite = (write) => {
    if (write === "remove apis/chat-signalr-negotiate") throw busy();
  };
  assert.equal((await resultOf(apply(removing(on), on))).result.outcome, "rolledBack");
  assert.deepEqual(on.snapshot, before);
});
