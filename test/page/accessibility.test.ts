import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { suite, test } from "node:test";
import type { Page } from "playwright-core";
import { Problem } from "../../src/signalr/problem.ts";
import type { OpenConsole } from "./harness/pageHarness.ts";
import { pageTests, rows } from "./harness/pageTests.ts";

const open = pageTests();
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds serious or worse, in words. */
async function findings(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, which the page's policy does not hold back.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (Reflect.get(window, "axe") as { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> }).run();
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.replaceAll(/\s+/g, " ").slice(0, 200)}`));
  });
}

/** The page's states, each reached as a person does. */
const states: Readonly<Record<string, (console: OpenConsole) => Promise<void>>> = {
  "before connecting, with the settings open": async ({ page }) => {
    await page.getByRole("button", { name: "Connection settings" }).click();
    await page.getByLabel("Keep-alive (s)").fill("soon");
    await page.locator("button.connect").click();
    await page.locator("#connect-problem").waitFor();
  },
  "connecting": async ({ page, hub }) => {
    hub.silent = true;
    await page.locator("button.connect").click();
    await page.locator(".state.connecting").waitFor();
  },
  "failed, with the reason": async ({ page, hub }) => {
    hub.refusal = new Problem({ code: "apimNotFound", message: "Negotiate was answered with 404.", likelyCause: "Nothing is published yet.", nextStep: "Publish the service.", status: 404 });
    await page.locator("button.connect").click();
    await page.getByRole("alert").waitFor();
    await page.locator(".hop").click();
  },
  "connected, with a record open": async (console) => {
    const { page } = console;
    await console.connect();
    console.flood(30);
    console.hub.receiveMalformed("{", "The text ends too early", 1);
    console.hub.receive({ kind: "close", error: "The hub is going away." });
    await page.locator(rows, { hasText: "message 29" }).click();
    await page.locator("signalr-detail").waitFor();
    await page.locator("signalr-menu", { hasText: "Copy" }).getByRole("button").click();
    await page.getByRole("menuitem").first().waitFor();
  },
  "with everything under way, two sessions, and the saved messages open": async (console) => {
    const { page, hub } = console;
    hub.endless = true;
    await console.connect();
    await page.getByLabel("Target").fill("count");
    for (const mode of ["stream", "upload"]) {
      await page.getByLabel("Mode").selectOption(mode);
      await page.getByRole("button", { name: mode === "upload" ? "Send, Keep Open" : "Send", exact: true }).click();
    }
    void hub.ask({ kind: "invocation", invocationId: "7", target: "GetAge", arguments: [] });
    await page.locator(".task").nth(2).waitFor();
    await page.getByLabel("Mode").selectOption("clientResult");
    await page.getByRole("button", { name: "Saved messages, rules and replay" }).click();
    await page.getByRole("button", { name: "Open another session" }).click();
    await page.getByRole("tab").first().click();
    await page.locator("signalr-saved").waitFor();
  },
  "with a filter that cannot be read and one that passes nothing": async (console) => {
    const { page } = console;
    await console.connect();
    await page.getByRole("combobox", { name: "Filter" }).fill("kind:pong");
    await page.locator("#filter-problem").waitFor();
    await page.getByRole("button", { name: "Errors only" }).click();
  },
};

void suite("axe-core finds nothing serious", () => {
  for (const [name, reach] of Object.entries(states)) {
    void test(name, async (t) => {
      for (const theme of ["dark", "light", "highContrast"] as const) {
        const console = await open(t, { theme, kind: "integration" });
        await reach(console);
        assert.deepEqual(await findings(console.page), [], theme);
      }
    });
  }
});
