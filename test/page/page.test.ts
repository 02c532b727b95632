import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Problem } from "../../src/signalr/problem.ts";
import { pageTests, rows, until } from "./harness/pageTests.ts";

const open = pageTests();

void suite("the console's page", () => {
  void test("says what to do first, and one button does it", async (t) => {
    const { page } = await open(t);
    await page.locator(".empty button", { hasText: "Connect" }).click();
    await page.locator(".state.connected").waitFor();
    assert.deepEqual(await page.locator(".hop").allInnerTexts().then((texts) => texts.map((text) => text.split(/\s+/).slice(0, 2).join(" "))), ["negotiate 200", "redirect 200", "upgrade 101", "handshake ok"]);
    await page.locator(rows).nth(4).waitFor();
    assert.deepEqual(await page.locator(`${rows} .kind`).allInnerTexts(), ["negotiate", "redirect", "upgrade", "handshake", "handshake"]);
  });

  void test("leads from what went wrong to the doctor", async (t) => {
    const console = await open(t);
    const { page, hub } = console;
    hub.refusal = new Problem({ code: "apimNotFound", message: "Negotiate was answered with 404.", status: 404 });
    await page.locator("button.connect").click();
    await page.getByRole("alert").getByRole("button", { name: "Why?" }).click();
    await until(() => console.examined === 1);
    hub.refusal = undefined;
    await page.locator("button.connect").click();
    await page.locator(".state.connected").waitFor();
    assert.equal(await page.getByRole("button", { name: "Why?" }).count(), 0);
  });

  void test("invokes with Enter and shows the completion beside its raw record", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Target").fill("echo");
    await page.getByLabel("Arguments").fill('{"user":"ann"}');
    await page.getByLabel("Arguments").press("Enter");
    await page.locator(rows, { hasText: "completion" }).click();
    const detail = page.locator("signalr-detail");
    await detail.waitFor();
    assert.match(await detail.locator(".facts").innerText(), /received · \d\d:\d\d:\d\d\.\d\d\d · #7 · frame 4 · 53 bytes · round trip 9ms/);
    assert.deepEqual(await detail.locator("[role=treeitem]").allInnerTexts().then((texts) => texts.map((text) => text.replaceAll(/\s+/g, " ").trim())), ['invocationId "0"', "result {1}", 'user "ann"']);
    assert.equal(await detail.locator("pre.raw").innerText(), '{"type":3,"invocationId":"0","result":{"user":"ann"}}RS');
    await detail.getByRole("radio", { name: "Hex" }).click();
    assert.match(await detail.locator("pre.raw").innerText(), /^000000 {2}7b 22 74 79 70 65 .*\{"type":3,"invoc/);
    assert.match(await detail.locator("pre.raw").innerText(), / 1e .*·$/);
    await detail.getByRole("button", { name: "Matched #6" }).click();
    await page.locator("signalr-detail h2", { hasText: "invocation" }).waitFor();
  });

  void test("calls back what was sent with the up arrow", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Target").fill("echo");
    for (const text of ["1", "2"]) {
      await page.getByLabel("Arguments").fill(text);
      await page.getByLabel("Arguments").press("Enter");
    }
    await page.getByLabel("Arguments").fill("unsent");
    const seen: string[] = [];
    for (const key of ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"]) {
      await page.getByLabel("Arguments").press(key);
      seen.push(await page.getByLabel("Arguments").inputValue());
    }
    assert.deepEqual(seen, ["2", "1", "1", "2", "unsent"]);
  });

  void test("puts the caret where the arguments cannot be read, and sends nothing", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Target").fill("echo");
    await page.getByLabel("Arguments").fill('["ann", hello]');
    await page.getByLabel("Arguments").press("Enter");
    await page.locator("#composer-problem", { hasText: "position 9" }).waitFor();
    assert.equal(await page.getByLabel("Arguments").evaluate((field: HTMLTextAreaElement) => field.selectionStart), 8);
    assert.doesNotMatch(console.host.transcript(), /"kind":"invocation"/);
  });

  void test("sends raw text and warns when the record is not ended", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    await page.getByLabel("Mode").selectOption("rawText");
    console.hub.waiting = 10;
    await page.getByLabel("Text", { exact: true }).fill('{"type":6}');
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("#composer-problem", { hasText: "waits for the end of the record" }).waitFor();
    console.hub.waiting = 0;
    await page.getByLabel("Text", { exact: true }).press("End");
    await page.getByRole("button", { name: "Insert RS" }).click();
    await page.getByLabel("Text", { exact: true }).press("Enter");
    await page.locator(rows, { hasText: "ping" }).nth(1).waitFor();
    assert.deepEqual(console.hub.rawSent.map(({ text }) => text), ['{"type":6}', '{"type":6}\u001e']);
  });

  void test("tells why connecting failed, in words and with a next step", async (t) => {
    const console = await open(t);
    const { page } = console;
    console.hub.refusal = new Problem({ code: "apimNotFound", message: "Negotiate was answered with 404.", likelyCause: "Nothing is published yet.", nextStep: "Publish the service.", status: 404 });
    await page.locator("button.connect").click();
    assert.equal(await page.getByRole("alert").innerText().then((text) => text.replaceAll(/\s+/g, " ").trim()), "Negotiate was answered with 404. Most likely: Nothing is published yet. What to do: Publish the service. Why?");
    assert.match(await page.locator(".hop.failed").innerText(), /negotiate\s+404/);
    await page.getByLabel("Hub URL").fill("nonsense");
    await page.locator("button.connect").click();
    await page.getByRole("alert").filter({ hasText: "not the address of a hub" }).waitFor();
  });

  void test("shows in the hop strip what the tokens say, and each once", async (t) => {
    const console = await open(t, { kind: "integration" });
    const { page } = console;
    const hop = console.hub.hop.bind(console.hub);
    const expiresAt = new Date(Date.now() + 58.5 * 60_000).toISOString();
    console.hub.hop = (kind, url, more) => hop(kind, url, { ...more, details: { token: { claims: { nameid: kind === "negotiate" ? "ann" : "bob" }, expiresAt } } });
    await console.connect();
    const strip = await page.locator(".hop").allInnerTexts().then((texts) => texts.map((text) => text.replaceAll(/\s+/g, " ").trim()));
    assert.deepEqual(strip, ["token 58m left", "negotiate 200 3ms", "redirect 200", "token 58m left", "upgrade 101 3ms", "handshake ok 3ms"]);
    await page.locator(".hop", { hasText: "token" }).nth(1).click();
    await page.getByRole("tree", { name: "What the token says" }).getByRole("treeitem", { name: 'nameid "bob"' }).waitFor();
    await page.locator(".hop", { hasText: "redirect" }).click();
    assert.doesNotMatch(await page.locator("#hop-detail").innerText(), /bob/);
  });

  void test("shows hostile text as text", async (t) => {
    const console = await open(t);
    const { page } = console;
    await console.connect();
    const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>\u202e${alert(3)}';
    console.hub.receive({ kind: "invocation", target: hostile, arguments: [hostile] });
    await page.locator(rows, { hasText: "<img src=x" }).click();
    await page.locator("signalr-detail .badge", { hasText: "U+202E" }).first().waitFor();
    assert.equal(await page.locator("img, signalr-console script").count(), 0);
  });

  void test("puts the detail below the log where there is little room, and everything stays in reach", async (t) => {
    const console = await open(t, { size: { width: 800, height: 600 } });
    const { page } = console;
    await console.connect();
    console.flood(50);
    await page.locator(rows, { hasText: "message 49" }).click();
    const [log, detail, send] = await Promise.all(["signalr-log", "signalr-detail", "button.send"].map((name) => page.locator(name).boundingBox()));
    assert.ok(log !== null && detail !== null && send !== null && log !== undefined && detail !== undefined && send !== undefined);
    assert.ok(detail.y >= log.y + log.height, "below");
    assert.ok(send.x + send.width <= 800 && send.y + send.height <= 600, "the Send button is on the screen");
    const edge = page.getByRole("separator");
    await edge.focus();
    await edge.press("ArrowUp");
    await until(async () => ((await page.locator("signalr-detail").boundingBox())?.height ?? 0) > detail.height + 20);
  });

  void test("lets a user id be chosen where the token is made here", async (t) => {
    const { page } = await open(t, { kind: "integration" });
    assert.equal(await page.getByLabel("Gateway").getAttribute("readonly"), "");
    await page.getByLabel("User").fill("ann");
    await page.locator("button.connect").click();
    await page.locator(".state.connected").waitFor();
    assert.equal(await page.getByLabel("User").inputValue(), "ann");
    await page.locator("button.connect", { hasText: "Disconnect" }).click();
    await page.locator(".state.closed").waitFor();
  });
});
