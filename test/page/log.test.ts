import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Page } from "playwright-core";
import { pageTests, rows, until } from "./harness/pageTests.ts";

const open = pageTests();

/** Waits until a row stands between the header and the lower edge of the log. */
async function visible(page: Page, text: string): Promise<void> {
  await until(async () => {
    const row = await page.locator(rows, { hasText: text }).first().boundingBox({ timeout: 5000 });
    const log = await page.locator(".log-scroller").boundingBox();
    return row !== null && log !== null && row.y >= log.y && row.y + row.height <= log.y + log.height + 3;
  });
}

void suite("the log of the console's page", () => {
  void test("keeps the selected row where it is while new ones come, and follows again when asked", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(200);
    await page.locator(rows, { hasText: "message 199" }).waitFor();
    const row = page.locator(rows, { hasText: "message 195" });
    await row.click();
    await page.locator("signalr-detail").waitFor();
    const before = await row.boundingBox();
    console.flood(300);
    await page.locator(".counts", { hasText: "505 of 505" }).waitFor();
    assert.deepEqual(await row.boundingBox(), before);
    assert.equal(await row.getAttribute("aria-selected"), "true");
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await page.locator(rows, { hasText: "message 299" }).waitFor();
    console.flood(1);
    await page.locator(rows, { hasText: '"message 0"' }).waitFor();
  });

  void test("reaches every row of a list that is higher than a browser makes one, and stays where it is while the list grows", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.locator("signalr-log [role=row].row").first().waitFor();
    // Three million rows that take no memory, in the place of those the host sends.
    const grow = (size: number): Promise<void> =>
      page.evaluate((size) => {
        const row = (index: number): unknown => (index < 0 || index >= size ? undefined : { seq: index + 1, time: 1_795_262_464_000, direction: "received", kind: "text", summary: `number ${index + 1}.`, failed: false });
        const grid: Element & { store?: object; version?: number } = document.querySelector("signalr-log") ?? document.body;
        const all = { size, at: row, indexOf: (seq: number): number => (seq <= size ? seq - 1 : -1) };
        for (const [name, value] of Object.entries(all)) Object.defineProperty(grid.store, name, { value, configurable: true });
        grid.version = (grid.version ?? 0) + 1000;
      }, size);
    await grow(3_000_000);
    await page.locator(rows, { hasText: "number 3000000." }).waitFor();
    await page.locator(".log-scroller").focus();
    for (const [key, row] of [["Home", "number 1."], ["PageDown", "number 2"], ["End", "number 3000000."], ["ArrowUp", "number 2999999."]] as const) {
      await page.keyboard.press(key);
      await visible(page, row);
    }
    await page.locator(".log-scroller").evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight / 2));
    const middle = page.locator(rows, { hasText: /number 15000\d\d\./ }).first();
    const number = (await middle.locator(".summary").innerText()).trim();
    const before = (await middle.boundingBox())?.y ?? 0;
    for (const size of [3_000_001, 3_100_000]) await grow(size);
    const after = (await page.locator(rows, { hasText: number }).boundingBox())?.y ?? 0;
    assert.ok(Math.abs(after - before) <= 3, `it moved from ${before} to ${after}`);
  });

  void test("keeps the lines of bytes whole in a narrow pane, and scrolls them sideways", async (t) => {
    const console = await open(t, { size: { width: 1000, height: 700 } });
    const { page } = console;
    await console.connect();
    console.flood(1);
    await page.locator(rows, { hasText: "message 0" }).click();
    await page.getByRole("radio", { name: "Hex" }).click();
    const hex = await page.locator("signalr-detail pre.raw").evaluate((pre) => ({ wide: pre.scrollWidth > pre.clientWidth, lines: pre.textContent.split("\n").length, height: pre.scrollHeight, line: Number.parseFloat(getComputedStyle(pre).fontSize) * 1.9 }));
    assert.ok(hex.wide && hex.lines > 3 && hex.height < (hex.lines + 1) * hex.line, JSON.stringify(hex));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "the page itself does not scroll");
  });

  void test("stops following when the person scrolls up", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(300);
    await page.locator(rows, { hasText: "message 299" }).waitFor();
    await page.locator(".log-scroller").hover();
    await page.mouse.wheel(0, -2000);
    await page.getByRole("button", { name: "Jump to latest" }).waitFor();
    const top = await page.locator(".log-scroller").evaluate((element) => element.scrollTop);
    console.flood(100);
    await page.locator(".counts", { hasText: "405 of 405" }).waitFor();
    assert.equal(await page.locator(".log-scroller").evaluate((element) => element.scrollTop), top);
  });

  void test("is worked by keyboard", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(100);
    const grid = page.getByRole("grid");
    const selected = page.locator(`${rows}[aria-selected=true]`);
    await page.locator(".counts", { hasText: "105" }).waitFor();
    await grid.focus();
    for (const [key, text] of [["End", "message 99"], ["ArrowUp", "message 98"], ["Home", "negotiate"], ["ArrowDown", "redirect"], ["ArrowUp", "negotiate"]] as const) {
      await grid.press(key);
      await selected.filter({ hasText: text }).waitFor();
      assert.equal(await grid.getAttribute("aria-activedescendant"), await selected.getAttribute("id"));
      assert.ok(await selected.evaluate((row) => row.getBoundingClientRect().top >= (row.closest(".log-scroller")?.querySelector(".log-header")?.getBoundingClientRect().bottom ?? 0) - 1), `${key}: not under the header`);
    }
    await grid.press("Control+c");
    await grid.press("PageDown");
    await grid.press("Escape");
    await page.locator("signalr-detail").waitFor({ state: "detached" });
    assert.match(console.copied[0] ?? "", /\tlocal\tnegotiate\t/);
    assert.equal(await selected.count(), 0);
  });

  void test("names rows, columns and their number for a screen reader", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.locator(rows).nth(4).waitFor();
    assert.equal(await page.getByRole("grid", { name: "Messages" }).getAttribute("aria-rowcount"), "6");
    assert.deepEqual(await page.getByRole("columnheader").evaluateAll((headers) => headers.map((header) => header.ariaLabel ?? header.textContent?.trim())), ["Time", "Δ", "Direction", "Kind", "Target", "Size", "RTT", "Summary"]);
    assert.match((await page.locator(rows).nth(3).innerText()).replaceAll(/\s+/g, " "), /sent handshake 31 json v1/);
    await page.locator("[role=status]", { hasText: /^Connected$/ }).waitFor({ state: "attached" });
  });

  void test("filters while live and says what is wrong with a filter", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(50);
    await page.getByRole("combobox", { name: "Filter" }).fill('"message 4"');
    await page.locator(".counts", { hasText: "1 of 55" }).waitFor();
    console.flood(5);
    await page.locator(".counts", { hasText: "2 of 60" }).waitFor();
    await page.getByRole("combobox", { name: "Filter" }).fill("kind:pong");
    await page.locator("#filter-problem", { hasText: '"pong" is none of' }).waitFor();
    await page.getByRole("combobox", { name: "Filter" }).fill("nothing-like-it");
    await page.getByRole("button", { name: "Clear Filter" }).click();
    await page.locator(".counts", { hasText: "60 of 60" }).waitFor();
    assert.equal(await page.getByRole("combobox", { name: "Filter" }).inputValue(), "");
  });

  void test("pauses without losing, clears and exports", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.locator(rows).nth(4).waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    console.flood(10);
    await page.locator(".counts .waiting", { hasText: "10 waiting" }).waitFor();
    assert.equal(await page.locator(rows).count(), 5);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".counts", { hasText: "15 of 15" }).waitFor();
    await page.getByRole("button", { name: "Keep or compare the log" }).click();
    await page.getByRole("menuitem", { name: "JSON Lines" }).click();
    await page.getByRole("button", { name: "Clear the log" }).click();
    await page.locator(".counts", { hasText: "0 of 0" }).waitFor();
    assert.equal(console.exported[0]?.trim().split("\n").length, 16);
  });

  void test("asks again when a batch was lost, and misses nothing", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.locator(rows).nth(4).waitFor();
    let lost = 0;
    console.lose = (message) => message.type === "batch" && lost++ === 0;
    console.flood(3);
    await until(() => lost > 0);
    console.flood(4);
    await page.locator(".counts", { hasText: "12 of 12" }).waitFor();
    assert.equal(console.fromPage.filter((message) => typeof message === "object" && message !== null && "type" in message && message.type === "resync").length, 1);
    assert.equal(await page.locator(rows).count(), 12);
  });

  void test("comes back as it was after it was hidden: log, filter, selection, draft", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(20);
    await page.getByRole("combobox", { name: "Filter" }).fill("kind:invocation");
    await page.locator(".counts", { hasText: "20 of 25" }).waitFor();
    await page.locator(rows, { hasText: "message 7" }).click();
    await page.locator("signalr-detail").waitFor();
    await page.getByLabel("Target").fill("half written");
    await until(() => console.fromPage.some((message) => JSON.stringify(message).includes("half written")));
    console.host.pageGone();
    console.flood(5);
    await page.reload();
    await page.locator(".counts", { hasText: "25 of 30" }).waitFor();
    await page.locator("signalr-detail pre", { hasText: '"message 7"' }).waitFor();
    assert.deepEqual([await page.getByRole("combobox", { name: "Filter" }).inputValue(), await page.getByLabel("Target").inputValue()], ["kind:invocation", "half written"]);
    assert.equal(await page.locator(".state").innerText().then((text) => text.trim().startsWith("Connected")), true);
  });

  void test("keeps only the rows in view in the document, however many there are", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.flood(20_000);
    await page.locator(".counts", { hasText: "20,005 of 20,005" }).waitFor();
    assert.ok((await page.locator(rows).count()) < 80);
    await page.getByRole("grid").press("Home");
    await page.locator(rows).filter({ hasText: "app.example" }).waitFor();
    await page.getByRole("grid").press("End");
    await page.locator(rows, { hasText: '"message 19999"' }).waitFor();
  });

  void test("shows the time and the summary whole at every width, without scrolling sideways", async (t) => {
    const console = await open(t, { size: { width: 1280, height: 800 } });
    const { page } = console;
    await console.connect();
    console.flood(3);
    const row = page.locator(rows, { hasText: "message 2" });
    for (const [width, columns] of [[1280, 8], [920, 8], [800, 6], [560, 6], [440, 4], [300, 4]] as const) {
      await page.setViewportSize({ width, height: 700 });
      const seen = await row.evaluate((element) => {
        const cells = [...element.querySelectorAll<HTMLElement>(".cell")].filter((cell) => cell.offsetWidth > 0);
        const [time, summary] = [cells[0], cells.at(-1)];
        const scroller = element.closest(".log-scroller");
        return { columns: cells.length, time: time !== undefined && time.scrollWidth <= time.clientWidth, summary: summary?.clientWidth ?? 0, sideways: (scroller?.scrollWidth ?? 0) - (scroller?.clientWidth ?? 0) };
      });
      assert.deepEqual({ ...seen, summary: seen.summary > 90 }, { columns, time: true, summary: true, sideways: 0 }, `${width} px: ${JSON.stringify(seen)}`);
      assert.match(await row.locator(width < 480 ? ".summary" : ".target").innerText(), /^broadcastMessage/);
    }
  });

  void test("keeps the selected row in view and the composer whole when the pane becomes small", async (t) => {
    const console = await open(t, { size: { width: 1280, height: 800 } });
    const { page } = console;
    await console.connect();
    console.flood(12);
    await page.locator(rows, { hasText: '"message 11"' }).click();
    await page.locator("signalr-detail").waitFor();
    await page.setViewportSize({ width: 444, height: 532 });
    const selected = page.locator(`${rows}[aria-selected=true]`);
    await until(async () => {
      const row = await selected.boundingBox();
      const log = await page.locator(".log-scroller").boundingBox();
      return row !== null && log !== null && row.y > log.y && row.y + row.height <= log.y + log.height + 1;
    });
    const send = await page.locator("button.send").boundingBox();
    assert.ok(send !== null && send.y + send.height <= 532, JSON.stringify(send));
  });

  void test("counts what the log had to drop", async (t) => {
    const console = await open(t, { budget: 50_000 });
    await console.connect();
    console.flood(1000);
    await console.page.locator(".counts .dropped", { hasText: /^\d+ dropped$/ }).waitFor();
    await console.page.locator(rows, { hasText: '"message 999"' }).waitFor();
  });
});
