import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";
import { publishSandbox } from "../support/published.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";

const row = "chat-signalr, webSocket";

void test("the doctor in a real VS Code: from a broken integration over its fix to a healthy one", { timeout: 240_000 }, async (t) => {
  const editor = await startEditor(t);
  await publishSandbox(editor.sandbox.line);
  const workbench = await editor.open();
  const step = stepsIn(t, workbench);
  const reportSays = (text: string): Promise<void> => workbench.page.locator(".editor-group-container.active .view-lines", { hasText: text }).waitFor();

  await step("a healthy integration is told so, and its row says it", async () => {
    await workbench.openTree();
    await workbench.rowAction(row, "Run Doctor", workbench.codeLens("Run Again"));
    await reportSays("All is well");
    await workbench.row(`${row} · published · doctor: all is well`).waitFor();
    await workbench.codeLens("Run Again").waitFor();
    await workbench.looks("doctor well");
  });

  await step("asked for more, it calls a method and sends a large message on each way", async () => {
    await workbench.takeLens("Ask More…", workbench.quickTitle());
    await workbench.tick("What should the doctor try besides?", ["Call a method", "Send a message"]);
    await workbench.answer("What should the doctor try besides?");
    await workbench.answer("The hub's name at the service");
    await workbench.answer("The method and its arguments", 'echo("ann", "hi")');
    await reportSays("✓ invoke");
    await workbench.screenshot("doctor asked for more");
  });

  await step("the sandbox is put into a bad state from the tree", async () => {
    await workbench.rowMenu(row, "Show Me What It Looks Like When");
    await workbench.pick("put into that state", "The negotiate API was deleted");
    await workbench.notification("is in this state now").locator(".monaco-button", { hasText: "Run Doctor" }).click();
  });

  await step("the doctor names the gateway and the reason first, what has changed, and what puts it right", async () => {
    await reportSays("The fault is with the gateway");
    const text = await workbench.editorText();
    assert.match(text, /^\*\*✗ The fault is with the gateway: [^]*\sThe reason: /m);
    assert.match(text, /^## Since the run of /m);
    await workbench.row(`${row} · incomplete`).waitFor();
    await workbench.page.locator(`.monaco-list-row[aria-label*="doctor: fault with the gateway"]`).waitFor();
    await workbench.page.locator(".activitybar .badge-content:visible", { hasText: "1" }).first().waitFor();
    await workbench.looks("doctor ill");
  });

  await step("the fix shows its plan, and once it is applied the doctor finds all well", async () => {
    await workbench.takeLens("Plan chat-signalr again", workbench.codeLens("Apply ("));
    await workbench.takeLens("Apply (");
    await workbench.notification("is as it should be again").locator(".monaco-button", { hasText: "Run Doctor" }).click();
    await reportSays("All is well");
    await workbench.row(`${row} · published · doctor: all is well`).waitFor();
    assert.deepEqual(editor.sandbox.switches.on(), [], "the repair put the fault right");
  });

  await step("a console that fails leads to the doctor by “Why?”", async () => {
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.command("Show Me What It Looks Like When");
    await workbench.pick("put into that state", "A policy lets only some addresses in");
    await workbench.notification("is in this state now").waitFor();
    await workbench.rowAction(row, "Open Console", workbench.quickInput("The hub's name"));
    await workbench.answer("The hub's name", "chat");
    const page = workbench.webview();
    await page.locator(".connect-bar button.connect").click();
    await page.getByRole("button", { name: "Why?" }).waitFor();
    await workbench.screenshot("console why");
    await page.getByRole("button", { name: "Gateway Trace" }).click();
    await workbench.question("Requests through the sandbox's gateway");
    await workbench.screenshot("gateway trace of a console");
    await workbench.pickItem("Requests through the sandbox's gateway", "ip-filter");
    await reportSays("ip-filter");
    await workbench.screenshot("gateway trace");
    await workbench.page.locator(".tab", { hasText: "hub chat" }).click();
    await page.getByRole("button", { name: "Why?" }).click();
    await reportSays("An ip-filter policy acts on");
    await workbench.codeLens("Gateway Trace").waitFor();
    await workbench.screenshot("doctor from the console");
    await workbench.page.keyboard.press("Control+End");
    await reportSays("#### inbound");
    await workbench.screenshot("doctor with a trace");
    await workbench.page.keyboard.press("Control+Home");
    await workbench.takeLens("Look at the policies of chat-signalr-negotiate", workbench.page.locator(".editor-group-container.active .squiggly-warning"));
    await reportSays("<address>192.0.2.1</address>");
    await workbench.screenshot("policy blamed by the doctor");
  });

  await step("healed, everything is as it was", async () => {
    await workbench.command("Heal Sandbox");
    await workbench.notification("The sandbox is healed").waitFor();
    await workbench.page.locator(".tab", { hasText: "Doctor chat-signalr" }).click();
    // Lenses of a tab that comes back to the front do nothing in their first moments.
    await workbench.command("Run Doctor Again");
    await reportSays("All is well");
  });

  await step("the report can be kept as JSON, and nothing secret is on the screen or kept", async () => {
    await workbench.command("Doctor's Report as JSON");
    await reportSays('"verdict": "All is well');
    const secrets = secretsOf(editor.sandbox.line, editor.sandbox.model);
    assertNoSecrets("the window", await workbench.page.content(), secrets);
    for (const [place, text] of await editor.kept()) assertNoSecrets(place, text, secrets);
  });
});
