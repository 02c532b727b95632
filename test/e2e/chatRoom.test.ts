import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../scripts/browser.ts";
import { artifacts } from "../../scripts/paths.ts";
import { giveConnectionString } from "../../src/sandbox/appClient.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { withClientEndpoint } from "../../src/signalr/connectionString.ts";
import { publishSandbox } from "../support/published.ts";
import { SandboxEvents } from "../support/sandboxEvents.ts";
import { assertNoSecrets, secretsOf } from "../support/secrets.ts";

void test("ChatRoom in a browser: refused before publishing, then two pages chat through the gateway", { timeout: 120_000 }, async (t) => {
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  t.after(() => sandbox.stop());
  const { line } = sandbox;
  const browser = await launchBrowser();
  t.after(() => browser.close());

  await t.test("with the string of an integration that is not there yet, the page says what is missing", async () => {
    await giveConnectionString(line.appServerUrl, line.armToken, withClientEndpoint(line.connectionString, line.gatewayUrl));
    const page = await openChat(browser, line.appServerUrl, "ann");
    await page.locator("#joinButton").click();
    await page.locator("#problem", { hasText: "nothing is published there yet" }).waitFor();
    await page.close();
  });

  await t.test("after publishing, what one page says is heard on the other, through the gateway only", async () => {
    const { connectionString } = await publishSandbox(line);
    await giveConnectionString(line.appServerUrl, line.armToken, connectionString);
    const from = events.all.length;
    const ann = await joined(browser, line.appServerUrl, "ann");
    const bob = await joined(browser, line.appServerUrl, "bob");
    await bob.locator("#endpoint", { hasText: `${line.gatewayUrl} (the gateway)` }).waitFor();
    await ann.locator("#message").fill("hello bob");
    await ann.locator("#sendButton").click();
    await bob.locator("#messages li", { hasText: "ann: hello bob" }).waitFor();
    await bob.locator("#message").fill("just me");
    await bob.locator("#echoButton").click();
    await bob.locator("#messages li", { hasText: "just me (echo from server)" }).waitFor();
    assert.equal(await ann.locator("#messages li", { hasText: "just me" }).count(), 0);

    const seen = events.all.slice(from);
    assert.equal(seen.filter(({ part, ...event }) => part === "gateway" && event["api"] === "chat-signalr-connect" && event["status"] === 101).length, 2);
    assert.equal(seen.filter(({ part, event }) => part === "service" && event === "connected").length, 2, "nobody reached the service by another way");
    await mkdir(join(artifacts, "screenshots"), { recursive: true });
    await bob.screenshot({ path: join(artifacts, "screenshots", "chatroom.png") });
    const secrets = secretsOf(line, sandbox.model);
    assertNoSecrets("the page", await bob.content(), secrets);
    assertNoSecrets("the sandbox's events", JSON.stringify(events.all), secrets);
  });
});

async function openChat(browser: Browser, appServerUrl: string, user: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  page.setDefaultTimeout(20_000);
  await page.goto(`${appServerUrl}/?user=${user}`);
  return page;
}

async function joined(browser: Browser, appServerUrl: string, user: string): Promise<Page> {
  const page = await openChat(browser, appServerUrl, user);
  await page.locator("#joinButton").click();
  await page.locator("#state", { hasText: "Connected" }).waitFor();
  return page;
}
