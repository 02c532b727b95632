import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import type { TestContext } from "node:test";
import { looksLikeOurs, recognise } from "../../src/apim/recognise.ts";
import { plan } from "../../src/apim/plan.ts";
import { apply } from "../../src/apim/apply.ts";
import { examine } from "../../src/doctor/examine.ts";
import { integrationSubject } from "../../src/doctor/integrationSubject.ts";
import type { Diagnosis } from "../../src/doctor/model.ts";
import { reportText } from "../../src/doctor/report.ts";
import { healFaults, readFaults, switchFaultOn } from "../../src/sandbox/controlClient.ts";
import { sandboxFaults } from "../../src/sandbox/faults/catalogue.ts";
import { causeOf } from "../../src/sandbox/faults/fault.ts";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { publishSandbox } from "../support/published.ts";
import type { Published } from "../support/published.ts";

/** Short, because one of the faults is that nothing comes. */
const deadlines = { wireMs: 1_500, planeMs: 20_000 };

interface Scene extends Published {
  readonly sandbox: Sandbox;
}

async function scene(t: TestContext): Promise<Scene> {
  const made = await newScene("webSocket");
  t.after(() => made.sandbox.stop());
  return made;
}

async function newScene(layout: "webSocket" | "http"): Promise<Scene> {
  const sandbox = await startSandbox();
  const published = await publishSandbox(sandbox.line, { layout });
  await giveConnectionString(sandbox.line.appServerUrl, sandbox.line.armToken, published.connectionString);
  return { ...published, sandbox };
}

/** What a person sees who runs the doctor on the integration, or on ChatRoom's hub. */
async function examined({ sandbox: { line }, controlPlane, integration: known }: Scene, seenAt?: "app"): Promise<Diagnosis> {
  const { instances: [instance], services } = await controlPlane.discover([line.subscriptionId]);
  assert.ok(instance !== undefined);
  const contents = await controlPlane.contents(instance, looksLikeOurs);
  const integration = recognise(instance, contents, services)[0] ?? known;
  const found = await integrationSubject({ plane: controlPlane, instance, contents, services }, integration);
  return examine({ ...found, hub: "chat", ...(seenAt === "app" && { appUrl: `${line.appServerUrl}/chat` }), network: { headers: {} } }, { deadlines });
}

void suite("each fault that can be switched on in the sandbox is what the doctor then names first, until it is healed", () => {
  // One sandbox for each layout: what is healed is as it was.
  const scenes = new Map<string, Promise<Scene>>();
  after(async () => {
    for (const { sandbox } of await Promise.all(scenes.values())) await sandbox.stop();
  });
  for (const fault of sandboxFaults) {
    void test(`${fault.id}: ${fault.title()}`, async () => {
      const { layout = "webSocket" } = fault;
      const all = await scenes.get(layout) ?? await scenes.set(layout, newScene(layout)).get(layout);
      assert.ok(all);
      const { line } = all.sandbox;
      await switchFaultOn(line, fault.id);
      assert.deepEqual(await readFaults(line), [fault.id]);
      // A rate limit is felt from the second call on.
      await fetch(`${line.gatewayUrl}/client/negotiate?hub=chat`, { method: "POST" });
      const ill = await examined(all, fault.seenAt);
      assert.equal(ill.verdict.outcome, fault.warning === true ? "warning" : "failed", reportText(ill));
      assert.equal(ill.verdict.causes[0]?.code, causeOf(fault), reportText(ill));
      await healFaults(line);
      assert.deepEqual(await readFaults(line), []);
      const well = await examined(all, fault.seenAt);
      assert.equal(well.verdict.outcome, "ok", reportText(well));
    });
  }
});

void test("a fault that a repair put right is off by itself, and healing leaves the repair alone", async (t) => {
  const { sandbox, controlPlane, integration } = await scene(t);
  const { line, switches } = sandbox;
  await switchFaultOn(line, "apiMissing");
  const { instances: [instance], services: [service] } = await controlPlane.discover([line.subscriptionId]);
  assert.ok(instance !== undefined && service !== undefined);
  const { layout, prefix, name, requireSubscriptionKey } = integration;
  const repair = plan({ instance, service, options: { layout, prefix, name, requireSubscriptionKey }, contents: await controlPlane.contents(instance, looksLikeOurs) });
  await apply(repair, controlPlane);
  assert.deepEqual(switches.on(), []);
  await switchFaultOn(line, "pathDiffers");
  await healFaults(line, "pathDiffers");
  const after = await controlPlane.contents(instance, looksLikeOurs);
  assert.deepEqual(recognise(instance, after, [service]).map(({ state }) => state), ["published"]);
});

void test("what cannot be shown says why, an unknown fault is refused, and nobody switches without the token", async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  await assert.rejects(switchFaultOn(line, "apiMissing"), /Nothing is published/);
  await assert.rejects(switchFaultOn(line, "nonsense"), /refused the request with status 404/);
  await assert.rejects(switchFaultOn({ ...line, armToken: "wrong" }, "serviceStopped"), /does not accept the token/);
  const answer = await fetch(`${line.appServerUrl}/.sandbox/faults`, { method: "PUT", headers: { Authorization: `Bearer ${line.armToken}` } });
  assert.equal(answer.status, 405);
  assert.deepEqual(await readFaults(line), []);
});
