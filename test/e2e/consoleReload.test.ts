import assert from "node:assert/strict";
import { test } from "node:test";
import type { FrameLocator, Page } from "playwright-core";
import type { SandboxEvents } from "../support/sandboxEvents.ts";
import { connectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { killExtensionHosts } from "./support/processes.ts";
import { stepsIn } from "./support/steps.ts";
import { webviewOf, Workbench } from "./support/workbench.ts";

void test("a console in a real VS Code survives a move to another window and a reload of its page and of its window, and leaves no connection behind", { timeout: 300_000 }, async (t) => {
  const editor = await startEditor(t);
  const workbench = await editor.open();
  const page = workbench.webview();
  // High enough for every row: a log with a selected row does not follow the newest.
  await workbench.page.setViewportSize({ width: 1280, height: 1800 });
  const step = stepsIn(t, workbench);

  await step("a console with two sessions, a marked row and a half-written call", async () => {
    await workbench.openTree();
    await workbench.command("Open Console…");
    await workbench.answer("The URL the app maps its hub to", `${editor.sandbox.line.appServerUrl}/chat`);
    await connectConsole(page);
    await invoke(page, "echo", '"ann", "before the move"');
    await logRow(page, "received", "before the move (echo from server)").click();
    await workbench.page.keyboard.press("m");
    await page.getByLabel("Note", { exact: true }).fill("look here");
    await page.getByLabel("Note", { exact: true }).press("Enter");
    await page.locator(".row .mark", { hasText: "look here" }).waitFor();
    await page.getByLabel("Open another session beside this one").click();
    await connectConsole(page);
    await page.locator("input.target").fill("echo");
    await page.locator("textarea.text").fill('"ann", "half written');
  });

  let other: Page | undefined;
  await step("in a window of its own it shows the same log, and both sessions are still connected", async () => {
    const popup = workbench.page.waitForEvent("popup");
    await workbench.run("View: Move Editor into New Window");
    other = await popup;
    const moved = webviewOf(other);
    await shownAsBefore(moved);
    await moved.locator("textarea.text").fill('"ann", "from the other window"');
    await moved.locator("button.send").click();
    await logRow(moved, "received", "from the other window (echo from server)").waitFor();
    for (const name of [/^Session 1/, /^Session 2/]) {
      await moved.getByRole("tab", { name }).click();
      await moved.locator(".state.connected").waitFor();
    }
    await moved.locator("textarea.text").fill('"ann", "half written');
  });

  await step("back in its first window it goes on", async () => {
    assert.ok(other !== undefined);
    await new Workbench(other).run("View: Restore Editors into Main Window");
    await shownAsBefore(page);
    await logRow(page, "received", "from the other window (echo from server)").waitFor();
  });

  await step("when only the page is loaded anew nothing is lost, and both sessions stay connected", async () => {
    const from = editor.events.all.length;
    await page.locator("body").evaluate((body) => body.classList.add("before"));
    await workbench.run("Developer: Reload Webviews");
    await page.locator("body:not(.before) textarea.text").waitFor();
    await shownAsBefore(page);
    for (const name of [/^Session 1/, /^Session 2/]) {
      await page.getByRole("tab", { name }).click();
      await page.locator(".state.connected").waitFor();
    }
    assert.deepEqual(editor.events.all.slice(from).filter(({ event }) => event === "disconnected"), []);
  });

  await step("after the window was reloaded log, mark, sessions and draft are there, and either session connects again", async () => {
    const from = editor.events.all.length;
    await workbench.reload();
    await shownAsBefore(page);
    await disconnected(editor.events, from, await disconnected(editor.events, from));
    await logRow(page, "received", "from the other window (echo from server)").waitFor();
    await page.getByRole("tab", { name: /^Session 2/ }).click();
    await connectConsole(page);
    await invoke(page, "echo", '"ann", "after the reload"');
    await logRow(page, "received", "after the reload (echo from server)").waitFor();
    await page.locator(".row .mark", { hasText: "look here" }).waitFor();
    await workbench.screenshot("console after a reload");
  });

  await step("when the tab is closed, the connection ends", async () => {
    const from = editor.events.all.length;
    await workbench.run("View: Close Editor");
    await disconnected(editor.events, from);
  });

  await step("an extension host that is killed takes its connection with it", async () => {
    await workbench.command("Open Console…");
    await workbench.answer("The URL the app maps its hub to", `${editor.sandbox.line.appServerUrl}/chat`);
    await connectConsole(page);
    const from = editor.events.all.length;
    assert.equal(killExtensionHosts(editor.server), 1);
    await disconnected(editor.events, from);
  });
});

/** Waits until the service has lost a client, another than the one that is given; gives its connection id. */
async function disconnected(events: SandboxEvents, from: number, other?: unknown): Promise<unknown> {
  const event = await events.find((each) => each.event === "disconnected" && each["connectionId"] !== other, from);
  return event["connectionId"];
}

/** What the first step left behind. */
async function shownAsBefore(page: FrameLocator): Promise<void> {
  await logRow(page, "received", "before the move (echo from server)").waitFor();
  await page.locator(".row .mark", { hasText: "look here" }).waitFor();
  await page.getByRole("tab", { name: /^Session 2/ }).waitFor();
  await page.locator("textarea.text").waitFor();
  assert.equal(await page.locator("textarea.text").inputValue(), '"ann", "half written');
}
