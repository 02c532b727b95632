import assert from "node:assert/strict";
import * as vscode from "vscode";
import { planAt } from "../../src/ui/publish/offer.ts";
import { PlanDocuments } from "../../src/ui/publish/planDocuments.ts";
import { withProgress } from "../../src/ui/progress.ts";
import { test } from "./suite.ts";

test("a plan that is being carried out offers nothing, and is offered again only if nothing took its place", async () => {
  const documents = new PlanDocuments();
  const uri = documents.uriOf("Publish a through b");
  const offered = { title: "Publish a through b", text: "1 to create.", pending: "1 to create", apply: async () => {}, again: async () => {} };
  documents.set(offered);
  const document = await vscode.workspace.openTextDocument({ content: offered.text });
  const lenses = (): readonly string[] => documents.provideCodeLenses({ ...document, uri }).map(({ command }) => command?.command ?? "");
  assert.deepEqual(lenses(), ["signalrApim.plan.apply", "signalrApim.plan.again"]);

  await documents.during(offered.title, "Publishing a", async () => {
    assert.deepEqual(lenses(), [""]);
    assert.throws(() => planAt(documents, uri), { code: "planBusy" });
  });
  assert.equal(planAt(documents, uri), offered, "what only looked at it gives it back");

  await assert.rejects(documents.during(offered.title, "Publishing a", () => Promise.reject(new Error("cancelled"))), /cancelled/);
  assert.equal(planAt(documents, uri), offered);

  const outcome = { ...offered, text: "made", outcome: "made" };
  await documents.during(offered.title, "Publishing a", async () => documents.set(outcome));
  assert.equal(planAt(documents, uri), outcome);
  documents.dispose();
});

test("work that ends at once shows no progress, and gives its value or its error; what takes longer is shown all it has reported", async () => {
  const shown: string[] = [];
  const { withProgress: real } = vscode.window;
  const spied: typeof real = (options, task) => real(options, (progress, token) => task({ report: (value) => {
    shown.push(JSON.stringify(value));
    progress.report(value);
  } }, token));
  Object.assign(vscode.window, { withProgress: spied });
  try {
    assert.equal(await withProgress("At once", async (_signal, report) => {
      report("half", 50);
      return 1;
    }), 1);
    await assert.rejects(withProgress("At once", () => Promise.reject(new Error("refused"))), /refused/);
    assert.deepEqual(shown, []);

    const late = Promise.withResolvers<number>();
    const running = withProgress("Later", (_signal, report) => {
      report("half", 50);
      return late.promise;
    });
    while (shown.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    late.resolve(2);
    assert.equal(await running, 2);
    assert.deepEqual(shown, ['{"message":"half","increment":50}']);
  } finally {
    Object.assign(vscode.window, { withProgress: real });
  }
});
