import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Locator } from "playwright-core";
import { testCertificate } from "../support/tlsRelay.ts";
import { pageTests, rows, until } from "./harness/pageTests.ts";

const open = pageTests();

void suite("connecting on the console's page", () => {
  void test("connects with the transport, protocol and settings that were chosen", async (t) => {
    const console = await open(t, { kind: "integration" });
    const { page } = console;
    await page.getByLabel("Transport").selectOption("longPolling");
    await page.getByLabel("Protocol").selectOption("messagepack");
    await page.getByLabel("User").fill("ann");
    await page.getByRole("button", { name: "Connection settings" }).click();
    await page.getByLabel("Claims").fill("role=admin\nteam=a=b");
    await page.getByLabel("Token lifetime (s)").fill("600");
    await page.getByLabel("Headers").fill("X-Team: blue");
    await page.getByLabel("Query").fill("team=blue");
    await page.getByLabel("Reconnect after (s)").fill("0, 2.5");
    await page.getByLabel("Server timeout (s)").fill("45");
    await console.connect();
    const { transport, protocol, headers, query, reconnect, serverTimeoutMs } = console.hub.options ?? {};
    assert.deepEqual({ transport, protocol, headers, query, reconnect, serverTimeoutMs }, {
      transport: "longPolling", protocol: "messagepack", headers: { "X-Team": "blue" }, query: [["team", "blue"]], reconnect: [0, 2500], serverTimeoutMs: 45_000,
    });
    assert.deepEqual(await page.locator("signalr-connect select, signalr-connect input[type=checkbox]").evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).disabled)), Array.from({ length: 7 }, () => true), "nothing can be changed while connected");
  });

  void test("puts the caret into the setting that cannot be read, and connects only when it can", async (t) => {
    const console = await open(t);
    const { page } = console;
    await page.getByRole("button", { name: "Connection settings" }).click();
    await page.getByLabel("Headers").fill("nonsense");
    await page.getByRole("button", { name: "Connection settings" }).click();
    await page.locator("button.connect").click();
    await page.getByRole("alert").filter({ hasText: 'Line 1 has no name before a ":"' }).waitFor();
    assert.equal(await page.getByLabel("Headers").evaluate((field) => field === document.activeElement), true);
    assert.equal(console.hub.options, undefined);
    await page.getByLabel("Headers").fill("");
    await console.connect();
  });

  void test("offers what makes the token only where the token is made here, and nothing that goes with WebSockets elsewhere", async (t) => {
    const { page } = await open(t);
    await page.getByRole("button", { name: "Connection settings" }).click();
    assert.deepEqual([await page.getByLabel("Claims").count(), await page.getByLabel("Headers").count()], [0, 1]);
    await page.getByLabel("Transport").selectOption("serverSentEvents");
    assert.deepEqual(await page.locator(".tick input").evaluateAll((ticks) => ticks.map((tick) => (tick as HTMLInputElement).disabled)), [true, true, false, false]);
  });

  void test("shows the chosen certificates by their names, takes them away again, and connects with their paths", async (t) => {
    const console = await open(t, { kind: "integration" });
    const { page } = console;
    const button = (name: string): Locator => page.getByRole("button", { name, exact: true });
    await page.getByRole("button", { name: "Connection settings" }).click();
    Object.assign(console.certificates, { ca: testCertificate.cert, cert: "C:\\certs\\client.pfx", key: testCertificate.key });
    await button("Trusted authority: Choose…").click();
    await button("Trusted authority: test-only.cert.pem").waitFor();
    await button("Client key: Choose…").click();
    await button("Client key: test-only.key.pem").waitFor();
    await button("Client certificate: Choose…").click();
    await button("Client certificate: client.pfx").waitFor();
    assert.equal(await page.getByText("Client key").count(), 0, "a PFX file brings its own key");
    await button("Take away Client certificate").click();
    await button("Client key: Choose…").waitFor();
    console.certificates.cert = undefined;
    await button("Client certificate: Choose…").click();
    await page.getByLabel("My Entra identity").check();
    await console.connect();
    assert.match(console.hub.options?.tls?.ca ?? "", /BEGIN CERTIFICATE/);
    assert.deepEqual([console.host.status.choices?.certificates, console.host.status.choices?.entra], [{ ca: testCertificate.cert }, true]);
    assert.equal(await button("Trusted authority: test-only.cert.pem").isDisabled(), true);
  });

  void test("says when it reconnects, why, and that it is back", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    console.hub.reconnecting({ attempt: 1, delayMs: 60_000, end: { code: 1006, reason: "The line is dead." }, stateful: false, time: Date.now() });
    await page.locator(".state", { hasText: /Reconnecting\s+attempt 1 in \d+s/ }).waitFor();
    await page.locator(".hop-end", { hasText: "The line is dead" }).waitFor();
    console.hub.reconnected();
    await page.locator(".state.connected").waitFor();
  });

  void test("works several sessions side by side over one log", async (t) => {
    const console = await open(t, { kind: "integration" });
    const { page } = console;
    await page.getByLabel("User").fill("ann");
    await console.connect();
    await page.getByRole("button", { name: "Open another session" }).click();
    await page.getByRole("tab", { name: /^2 · ann/ }).waitFor();
    await page.getByLabel("User").fill("bob");
    await console.connect();
    const tabs = page.getByRole("tab");
    await tabs.filter({ hasText: "2 · bob" }).waitFor();
    assert.deepEqual(await tabs.allInnerTexts().then((texts) => texts.map((text) => text.replaceAll(/\s+/g, " ").trim())), ["1 · ann Connected", "2 · bob Connected"]);
    await page.locator(rows).nth(9).waitFor();
    assert.deepEqual(await page.locator(`${rows} .session-number`).allInnerTexts(), ["1", "1", "1", "1", "1", "2", "2", "2", "2", "2"]);
    await tabs.nth(1).press("ArrowLeft");
    await page.getByLabel("User").and(page.locator('[readonly]')).waitFor();
    assert.equal(await page.getByLabel("User").inputValue(), "ann");
    await tabs.nth(0).press("ArrowRight");
    await page.getByRole("button", { name: "Close session 2" }).click();
    await tabs.first().waitFor({ state: "detached" });
    await until(async () => (await page.locator(rows).count()) >= 10);
  });
});
