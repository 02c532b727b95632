import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instance } from "../../src/apim/model.ts";
import type { ControlPlane } from "../../src/azure/controlPlane.ts";
import { createControlPlane } from "../../src/azure/createControlPlane.ts";
import { parseProfile } from "../../src/azure/profile.ts";
import type { SandboxLine } from "../../src/sandbox/model.ts";
import { handMade } from "../support/fakeInstance.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";
import { publishBy } from "./support/wizard.ts";

async function control(line: SandboxLine): Promise<{ readonly plane: ControlPlane; readonly instance: Instance }> {
  const { cloud, credential, subscriptionId } = parseProfile(JSON.stringify(line), "the sandbox's line");
  const plane = createControlPlane(cloud, credential);
  const { instances: [instance] } = await plane.discover([subscriptionId]);
  assert.ok(instance);
  return { plane, instance };
}

void test("an integration made by hand is adopted, repaired and let go; a published one is not removed while others depend on it", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  const { plane, instance } = await control(editor.sandbox.line);
  for (const resource of handMade(editor.sandbox.line.serviceEndpoint)) await plane.put(instance, resource);
  await plane.patch(instance, { path: "apis/signalr-connect", properties: { subscriptionRequired: true } });
  const workbench = await editor.open();
  const step = stepsIn(t, workbench);
  const drifted = "chat-signalr, webSocket · drifted: 1 difference";

  await step("the tree says that it is there, who made it, and what is odd", async () => {
    await workbench.openTree();
    await workbench.row(`${drifted} · made by hand`).waitFor();
    await workbench.row("subscriptionRequired is true, expected false.").waitFor();
    await workbench.row("Other APIs (1)").waitFor();
    await workbench.looks("tree made by hand");
  });

  await step("adopting shows the one line it writes into each API, and writes no more", async () => {
    await workbench.rowMenu(drifted, "Adopt Integration");
    await workbench.answer("Name it is to have from now on");
    await workbench.codeLens("Apply (2 to update").waitFor();
    assert.match(await workbench.editorText(), /^Adopt chat-signalr on sandbox-apim/);
    await workbench.looks("plan of an adoption");
    await workbench.takeLens("Apply (");
    await workbench.notification("is adopted").waitFor();
    await workbench.row(drifted).waitFor();
    const connect = await plane.read(instance, "apis/signalr-connect");
    assert.deepEqual([connect?.properties["displayName"], connect?.properties["subscriptionRequired"]], ["SignalR connect", true]);
  });

  await step("repairing from its row plans the difference, and the tree is well again", async () => {
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.rowAction(drifted, "Repair Integration", workbench.codeLens("Apply (1 to update"));
    await workbench.codeLens("Apply (1 to update").waitFor();
    await workbench.screenshot("plan of a repair");
    await workbench.takeLens("Apply (");
    await workbench.row("chat-signalr, webSocket · published").waitFor();
    await workbench.notification("is as it should be again").waitFor();
    assert.equal((await plane.read(instance, "apis/signalr-connect"))?.properties["subscriptionRequired"], false);
  });

  await step("removing what someone came to depend on is refused, with what it is and the way out", async () => {
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.rowMenu("chat-signalr, webSocket · published", "Remove Integration");
    await workbench.notification("is no longer looked after").waitFor();
    await workbench.row("chat-signalr, webSocket · published · made by hand").waitFor();
    for (const path of ["apis/signalr-connect", "apis/signalr-negotiate"]) await plane.remove(instance, { path });
    await publishBy(workbench);
    await workbench.takeLens("Apply (4 to create");
    await workbench.notification("is published through").waitFor();
    await plane.put(instance, { path: "apis/chat-signalr-negotiate/operations/health", properties: { displayName: "health", method: "GET", urlTemplate: "/health" } });
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.rowMenu("chat-signalr, webSocket · published", "Remove Integration");
    await workbench.notification("operation GET /health was added").waitFor();
    await workbench.screenshot("removal refused");
    assert.ok(await plane.read(instance, "apis/chat-signalr-connect"), "nothing was removed");
  });
});
