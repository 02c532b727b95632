import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { readTranscript } from "../../src/console/transcript.ts";
import { pageTests, rows, until } from "./harness/pageTests.ts";

const open = pageTests();

void suite("keeping what the console's page shows", () => {
  void test("marks rows by key and button, with notes, and finds them again", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(20);
    await page.locator(rows, { hasText: "message 7" }).click();
    await page.getByRole("grid").press("m");
    await page.getByLabel("Note").fill("here it broke");
    await page.getByLabel("Note").press("Enter");
    await page.locator(rows, { hasText: "here it broke" }).filter({ hasText: "message 7" }).waitFor();
    await page.getByRole("combobox", { name: "Filter" }).fill("marked:yes");
    await page.locator(".counts", { hasText: "1 of 25" }).waitFor();
    await page.getByRole("button", { name: "Take the mark away" }).click();
    await page.getByRole("button", { name: "Mark", exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Filter" }).fill("");
    await page.locator(rows, { hasText: "message 7" }).waitFor();
    assert.equal(await page.locator(".mark").count(), 0);
  });

  void test("copies a record in every form it can be had", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Target").fill("echo");
    await page.getByLabel("Arguments").fill('"hi"');
    await page.getByLabel("Arguments").press("Enter");
    const copied: Record<string, string> = {};
    for (const [row, form] of [["negotiate", "Copy as curl"], ["echo", "Copy as JavaScript"], ["echo", "Copy as C#"], ["echo", "Copy row"]] as const) {
      await page.locator(rows, { hasText: row }).first().click();
      await page.locator("signalr-detail h2", { hasText: row }).waitFor();
      await page.locator("signalr-detail signalr-menu button").first().click();
      await page.getByRole("menuitem", { name: form }).click();
      await page.locator(".menu").waitFor({ state: "detached" });
      await until(() => console.copied.length === Object.keys(copied).length + 1);
      copied[form] = console.copied.at(-1) ?? "";
    }
    assert.match(copied["Copy as curl"] ?? "", /^curl [^]*https:\/\/app\.example\/chat\/negotiate/);
    assert.match(copied["Copy as JavaScript"] ?? "", /invoke\("echo", "hi"\)/);
    assert.match(copied["Copy as C#"] ?? "", /InvokeAsync[^]*"echo", "hi"/);
    assert.match(copied["Copy row"] ?? "", /\tsent\tinvocation\techo\t/);
  });

  void test("offers what could stand at the filter's caret, and takes it by keys", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(3);
    const filter = page.getByRole("combobox", { name: "Filter" });
    await filter.pressSequentially("ta");
    await page.getByRole("option", { name: "target:" }).waitFor();
    await filter.press("ArrowDown");
    assert.equal(await filter.getAttribute("aria-activedescendant"), await page.locator("[role=option][aria-selected=true]").getAttribute("id"));
    await filter.press("Enter");
    await page.getByRole("option", { name: "broadcastMessage" }).waitFor();
    await filter.press("ArrowDown");
    await filter.press("Tab");
    await page.locator(".counts", { hasText: "3 of 8" }).waitFor();
    assert.equal(await filter.inputValue(), "target:broadcastMessage");
    await filter.press("ArrowDown");
    await filter.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Hide pings" }).click();
    await until(async () => (await filter.inputValue()) === "target:broadcastMessage -kind:ping");
    assert.equal(await page.getByRole("button", { name: "Hide pings" }).getAttribute("aria-pressed"), "true");
  });

  void test("shows one session of several when asked", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByRole("button", { name: "Open another session" }).click();
    await page.getByRole("tab").nth(1).waitFor();
    await console.connect();
    await page.locator(rows).nth(9).waitFor();
    await page.getByRole("button", { name: "This session only" }).click();
    await page.locator(".counts", { hasText: "5 of 10" }).waitFor();
    assert.deepEqual(await page.locator(`${rows} .session-number`).allInnerTexts(), ["2", "2", "2", "2", "2"]);
  });

  void test("saves messages under a name, brings them back, and deletes them", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Target").fill("echo");
    await page.getByLabel("Arguments").fill('"{{uuid}}"');
    await page.getByRole("button", { name: "Saved messages, rules and replay" }).click();
    await page.getByLabel("Name of the message").fill("say who");
    await page.getByLabel("Where it is kept").selectOption("user");
    await page.getByLabel("Name of the message").press("Enter");
    await page.getByRole("button", { name: "say who", exact: true }).waitFor();
    await page.getByLabel("Target").fill("other");
    await page.getByLabel("Arguments").fill("");
    await page.getByRole("button", { name: "say who", exact: true }).click();
    await until(async () => (await page.getByLabel("Target").inputValue()) === "echo");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(rows, { hasText: /echo[^]*"[\da-f]{8}-[\da-f-]{27}"/ }).waitFor();
    await page.getByRole("button", { name: "Delete say who" }).click();
    await page.getByRole("button", { name: "say who", exact: true }).waitFor({ state: "detached" });
  });

  void test("exports as Markdown and HAR, compares, and replays", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Target").fill("echo");
    await page.getByLabel("Arguments").fill('"again"');
    await page.getByLabel("Arguments").press("Enter");
    await page.locator(rows, { hasText: "completion" }).waitFor();
    console.file = console.host.transcript();
    for (const name of ["Export as Markdown", "Export the HTTP hops as HAR", "Compare with another transcript"]) {
      const { length } = console.exported;
      await page.getByRole("button", { name: "Keep or compare the log" }).click();
      await page.getByRole("menuitem", { name }).click();
      await until(() => console.exported.length > length);
    }
    assert.deepEqual(console.forms, ["markdown", "har", "markdown"]);
    await page.getByRole("button", { name: "Saved messages, rules and replay" }).click();
    await page.getByLabel("Milliseconds between two messages").fill("1");
    await page.getByRole("button", { name: "Replay a Transcript…" }).click();
    await until(() => console.hub.rawSent.some(({ text }) => text.includes('"again"')));
  });

  void test("opens a transcript read only: everything to read, nothing to send", async (t) => {
    const written = await open(t);
    await written.connect();
    written.flood(3);
    await written.page.locator(rows, { hasText: "message 2" }).waitFor();
    const console = await open(t, { kind: "transcript" });
    const { page } = console;
    await console.host.restore(readTranscript(written.host.transcript()));
    await page.locator(rows, { hasText: "message 2" }).click();
    await page.locator("signalr-detail pre", { hasText: '"message 2"' }).waitFor();
    assert.deepEqual(await Promise.all(["signalr-connect", "signalr-composer", "signalr-activity"].map((name) => page.locator(name).count())), [0, 0, 0]);
    assert.deepEqual([await page.getByRole("button", { name: "Clear the log" }).count(), await page.getByRole("button", { name: "Keep or compare the log" }).count()], [0, 1]);
  });
});
