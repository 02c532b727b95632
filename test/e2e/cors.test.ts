import assert from "node:assert/strict";
import { test } from "node:test";
import { launchBrowser } from "../../scripts/browser.ts";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { publishSandbox } from "../support/published.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";

void test("CORS at the gateway: a page on another origin chats when it is listed, and is refused by the browser when not", { timeout: 120_000 }, async (t) => {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  const browser = await launchBrowser();
  t.after(() => browser.close());

  for (const transport of ["ServerSentEvents", "LongPolling"]) {
    await t.test(transport, async () => {
      const { connectionString } = await publishSandbox(line, { layout: "http", cors: [line.appServerUrl] });
      await giveConnectionString(line.appServerUrl, line.armToken, connectionString);
      const page = await browser.newPage();
      page.setDefaultTimeout(20_000);
      await page.goto(`${line.appServerUrl}/?user=ann&transport=${transport}`);
      await page.locator("#joinButton").click();
      await page.locator("#state", { hasText: "Connected" }).waitFor();
      await page.locator("#message").fill("just me");
      await page.locator("#echoButton").click();
      await page.locator("#messages li", { hasText: "just me (echo from server)" }).waitFor();
      await page.close();

      await publishSandbox(line, { layout: "http", cors: ["https://elsewhere.example"] });
      const from = events.all.length;
      const refused = await browser.newPage();
      refused.setDefaultTimeout(20_000);
      await refused.goto(`${line.appServerUrl}/?user=bob&transport=${transport}`);
      await refused.locator("#joinButton").click();
      await refused.locator("#problem:not(:empty)").waitFor();
      assert.deepEqual(events.all.slice(from).filter(({ part, event }) => part === "service" && event === "connected"), []);
      const asked = events.all.slice(from).filter(({ part, event }) => part === "gateway" && event === "request");
      assert.deepEqual(asked.map(({ method, status }) => [method, status]), [["OPTIONS", 200]], "the browser asked, and kept the page's own request back");
      await refused.close();
    });
  }
});
