import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { FrameLocator, Locator } from "playwright-core";
import { connectConsole, disconnectConsole, invoke, logRow } from "./support/console.ts";
import { startEditor } from "./support/editor.ts";
import { stepsIn } from "./support/steps.ts";

void test("the console's parts in a real VS Code: transports, sessions, filter, pause, marks, saved messages, raw text, export", { timeout: 300_000 }, async (t) => {
  const editor = await startEditor(t);
  const workbench = await editor.open();
  const page = workbench.webview();
  // Each step stands on the one before.
  const step = stepsIn(t, workbench);
  // High enough for every row: a log with a selected row does not follow the newest.
  await workbench.page.setViewportSize({ width: 1280, height: 1800 });

  await step("Server-Sent Events, chosen in the connect bar, carry an answer", async () => {
    await workbench.openTree();
    await workbench.command("Open Console…");
    await workbench.answer("The URL the app maps its hub to", `${editor.sandbox.line.appServerUrl}/chat`);
    await page.getByLabel("Transport").selectOption("serverSentEvents");
    await connectConsole(page);
    await page.locator(".hop", { hasText: /upgrade\s+200/ }).waitFor();
    await invoke(page, "echo", '"ann", "over events"');
    await logRow(page, "received", "over events (echo from server)").waitFor();
    await disconnectConsole(page);
  });

  await step("long polling and messagepack, chosen in the connect bar, carry an answer, shown decoded and as bytes", async () => {
    await page.getByLabel("Transport").selectOption("longPolling");
    await page.getByLabel("Protocol").selectOption("messagepack");
    await connectConsole(page);
    await invoke(page, "echo", '"ann", "over polls"');
    await logRow(page, "received", "over polls (echo from server)").click();
    await page.locator("signalr-detail signalr-json", { hasText: "over polls (echo from server)" }).waitFor();
    await page.locator("signalr-detail .raw", { hasText: "70 6f 6c 6c 73" }).waitFor();
    await disconnectConsole(page);
  });

  await step("a message saved in the workspace is a file to review, and is sent from the list", async () => {
    await page.getByLabel("Transport").selectOption("webSockets");
    await page.getByLabel("Protocol").selectOption("json");
    await connectConsole(page);
    await page.locator("input.target").fill("echo");
    await page.locator("textarea.text").fill('"ann", "from the list"');
    await page.locator("button.saved-button").click();
    await page.getByLabel("Name of the message").fill("greeting");
    await page.getByRole("button", { name: "Save Message" }).click();
    const saved = page.locator(".saved-part", { hasText: "Saved messages" }).getByRole("button", { name: "greeting", exact: true });
    await saved.waitFor();
    assert.match(await readFile(join(editor.folder, ".vscode", "signalr-messages.json"), "utf8"), /"greeting"[\s\S]*"echo"[\s\S]*from the list/);
    await page.locator("textarea.text").fill('"ann", "something else"');
    await saved.click();
    await page.locator("button.send").click();
    await logRow(page, "received", "from the list (echo from server)").waitFor();
    await page.locator("button.saved-button").click();
  });

  await step("raw text goes out as typed, its record separator included, and the record shows it", async () => {
    await page.getByLabel("Mode").selectOption("rawText");
    await page.locator("textarea.text").fill('{"type":6}');
    await page.getByRole("button", { name: "Insert RS" }).click();
    assert.equal(await page.locator("textarea.text").inputValue(), '{"type":6}␞');
    await page.locator("button.send").click();
    await logRow(page, "sent", "ping").click();
    await page.locator("signalr-detail .raw .badge", { hasText: "RS" }).waitFor();
    await page.getByLabel("Mode").selectOption("invoke");
  });

  await step("the filter and hiding pings leave what passes, and the counts say so", async () => {
    const { total } = await counts(page);
    await page.getByLabel("Hide pings").click();
    await shownOf(page, ({ shown, total: all }) => all >= total && shown < all);
    assert.equal(await logRow(page, "sent", "ping").count(), 0);
    await page.locator("input.filter").fill("target:echo direction:received over");
    await shownOf(page, ({ shown }) => shown === 2);
    assert.deepEqual(await rowsText(page, ["over events", "over polls"]), [true, true]);
    await page.locator("input.filter").fill("");
    await shownOf(page, ({ shown, total: all }) => shown === all);
    await page.getByRole("grid").focus();
    await page.locator(".completion").waitFor({ state: "detached" });
  });

  await step("pausing keeps new messages back and counted; continuing shows every one", async () => {
    const before = await counts(page);
    await page.getByLabel("Pause: keep new messages back").click();
    for (const text of ["kept one", "kept two"]) await invoke(page, "echo", `"ann", "${text}"`);
    // Invocation, event and completion of each.
    await page.locator(".counts .waiting", { hasText: /^([6-9]|\d\d) waiting$/ }).waitFor();
    assert.equal(await logRow(page, "received", "kept").count(), 0);
    assert.equal((await counts(page)).shown, before.shown);
    await page.getByLabel("Continue showing new messages").click();
    for (const text of ["kept one", "kept two"]) await logRow(page, "received", `${text} (echo from server)`).waitFor();
    assert.equal(await page.locator(".counts .waiting").count(), 0);
  });

  await step("a row is marked with a note", async () => {
    await logRow(page, "received", "kept one (echo").click();
    await workbench.page.keyboard.press("m");
    await page.getByLabel("Note", { exact: true }).fill("look here");
    await page.getByLabel("Note", { exact: true }).press("Enter");
    await page.locator(".row .mark", { hasText: "look here" }).waitFor();
  });

  await step("a second session chats beside the first; each row says its session, and either can be shown alone", async () => {
    await page.getByLabel("Open another session beside this one").click();
    await page.getByRole("tab", { name: /^Session 2/ }).and(page.locator("[aria-selected=true]")).waitFor();
    await connectConsole(page);
    await invoke(page, "broadcastMessage", '"bob", "to both"');
    for (const session of ["1", "2"]) await sessionRow(page, session, "to both").waitFor();
    await page.getByLabel("This session only").click();
    await sessionRow(page, "1", "to both").waitFor({ state: "detached" });
    await sessionRow(page, "2", "to both").waitFor();
    await page.getByLabel("This session only").click();
    await sessionRow(page, "1", "to both").click();
    await page.locator("signalr-detail", { hasText: "to both" }).waitFor();
  });

  await step("in every look and size the row stays in view and the composer whole", async () => {
    await workbench.looks("console sessions");
    await workbench.page.setViewportSize({ width: 800, height: 600 });
    await page.locator(".row.selected", { hasText: "to both" }).waitFor();
    await visibleWithin(page.locator(".row.selected"), page.locator(".log-scroller"));
    await visibleWithin(page.locator("button.send"), page.locator("html"));
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  await step("export is offered in three forms and opens the transcript; the hidden tab comes back with rows and marks", async () => {
    await page.getByLabel("Keep or compare the log").first().click();
    const offered = await page.getByRole("menuitem").allTextContents();
    for (const form of ["JSON Lines", "Markdown", "HAR"]) assert.ok(offered.some((title) => title.includes(form)), form);
    await page.getByRole("menuitem", { name: "JSON Lines" }).click();
    await workbench.page.locator(".editor-group-container.active .view-line", { hasText: "signalr-transcript" }).waitFor();
    await workbench.page.locator(".tab", { hasText: "/chat" }).first().click();
    await sessionRow(workbench.webview(), "2", "to both").waitFor();
    await page.locator("input.filter").fill("kept one");
    await page.locator(".row .mark", { hasText: "look here" }).waitFor();
  });
});

interface Counts {
  readonly shown: number;
  readonly total: number;
}

async function counts(page: FrameLocator): Promise<Counts> {
  const text = await page.locator(".counts").innerText();
  const [, shown = "", total = ""] = /^(\S+) of (\S+)/.exec(text) ?? [];
  return { shown: Number(shown.replaceAll(/\D/g, "")), total: Number(total.replaceAll(/\D/g, "")) };
}

/** Waits until the counts are as wanted; messages may go on coming. */
async function shownOf(page: FrameLocator, accept: (counts: Counts) => boolean): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const now = await counts(page);
    if (accept(now)) return;
    assert.ok(Date.now() < until, `The counts stay at ${now.shown} of ${now.total}.`);
  }
}

async function rowsText(page: FrameLocator, texts: readonly string[]): Promise<boolean[]> {
  const rows = await page.locator(".log-rows [role=row]").allTextContents();
  return texts.map((text) => rows.some((row) => row.includes(text)));
}

function sessionRow(page: FrameLocator, session: string, text: string): Locator {
  return page.locator(".log-rows [role=row].received", { hasText: text, has: page.locator(`.session-number[title="Session ${session}"]`) }).last();
}

/** Fails when any of the part is cut off by the edges of what holds it. */
async function visibleWithin(part: Locator, holder: Locator): Promise<void> {
  const inner = await part.boundingBox();
  const outer = await holder.boundingBox();
  assert.ok(inner !== null && outer !== null, "both are drawn");
  assert.ok(inner.y >= outer.y - 1 && inner.y + inner.height <= outer.y + outer.height + 1, JSON.stringify({ inner, outer }));
}
