import assert from "node:assert/strict";
import { test } from "node:test";
import { logRow, tabTo } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";

void test("the console in a real VS Code by keyboard alone: open, connect, invoke, read, disconnect", { timeout: 180_000 }, async (t) => {
  const editor = await startEditor(t);
  const workbench = await editor.open();
  const { keyboard } = workbench.page;
  const page = workbench.webview();
  const step = stepsIn(t, workbench);

  await step("the palette opens a console for a hub's URL", async () => {
    await workbench.extensionKnown();
    await keyboard.press("F1");
    await workbench.page.locator(".quick-input-widget input.input").waitFor();
    await keyboard.type("SignalR (APIM): Open Console…");
    await workbench.page.locator('.quick-input-list .monaco-list-row.focused[aria-label^="SignalR (APIM): Open Console…"]').waitFor();
    await keyboard.press("Enter");
    await workbench.question("The URL the app maps its hub to");
    await keyboard.type(`${editor.sandbox.line.appServerUrl}/chat`);
    await keyboard.press("Enter");
    await page.locator(".connect-bar").waitFor();
  });

  await step("Tab leads over the hub's URL, transport and protocol to Connect, and Enter connects", async () => {
    await tabTo(workbench, page.getByLabel("Hub URL"));
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    await keyboard.press("m");
    assert.equal(await page.getByLabel("Protocol").inputValue(), "messagepack");
    await tabTo(workbench, page.locator(".connect-bar button.connect"));
    await keyboard.press("Enter");
    await page.locator(".hop-end", { hasText: "Connected" }).waitFor();
  });

  await step("the composer takes target and arguments, and Enter sends", async () => {
    await tabTo(workbench, page.getByLabel("Target", { exact: true }));
    await keyboard.type("echo");
    await keyboard.press("Tab");
    await keyboard.type('"ann", "by keyboard"');
    await keyboard.press("Enter");
    await logRow(page, "received", "by keyboard (echo from server)").waitFor();
    await logRow(page, "received", "completion").waitFor();
  });

  await step("arrows walk through the log, and the detail follows", async () => {
    await tabTo(workbench, page.getByRole("grid"), "Shift+Tab");
    await keyboard.press("End");
    await page.locator("signalr-detail h2", { hasText: "completion" }).waitFor();
    await keyboard.press("ArrowUp");
    await page.locator("signalr-detail h2", { hasText: "invocation echo" }).waitFor();
    await page.locator("signalr-detail", { hasText: "by keyboard (echo from server)" }).waitFor();
    await keyboard.press("Escape");
    await page.locator("signalr-detail").waitFor({ state: "detached" });
  });

  await step("Disconnect is reached and taken the same way", async () => {
    await tabTo(workbench, page.locator(".connect-bar button.connect"), "Shift+Tab");
    await keyboard.press("Enter");
    await page.locator(".state.closed").waitFor();
    assert.equal(await page.locator(".connect-bar button.connect").textContent(), "Connect");
  });
});
