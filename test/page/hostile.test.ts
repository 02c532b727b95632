import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Problem } from "../../src/signalr/problem.ts";
import { pageTests, rows } from "./harness/pageTests.ts";

const open = pageTests();

/** What servers might send to run something in the page, leave their place in it, or pass for something else. */
const corpus = [
  '<img src=x onerror="window.ran=1">',
  "<script>window.ran=1</script>",
  '"><svg/onload=window.ran=1>',
  "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
  "</signalr-console><style>*{display:none!important}</style>",
  "${window.ran=1}{{constructor.constructor('window.ran=1')()}}",
  "javascript:window.ran=1",
  "<!--?lit$1$--><!-- --!><base href=https://evil.example>",
  "\u202egnp.exe\u2066\u200b\ufeff\u0000\u001b[31m\u0007",
  "a".repeat(5000),
  "Z̸̧̢̛͓".repeat(200),
  "\n\n\n\r\n\t".repeat(50),
  '__proto__ constructor {"__proto__":{"polluted":1}}',
] as const;

void suite("everything a server says is inert on the console's page", () => {
  void test("in targets, arguments, headers, errors, results and close reasons", async (t) => {
    const console = await open(t, { size: { width: 1280, height: 1400 } });
    const { page, hub } = console;
    await console.connect();
    for (const text of corpus) {
      hub.receive({ kind: "invocation", target: text, arguments: [text, { [text]: text }], headers: { [text]: text } });
      hub.receive({ kind: "completion", invocationId: text, error: text });
      hub.receive({ kind: "streamItem", invocationId: text, item: text });
      void hub.ask({ kind: "invocation", invocationId: `ask ${text}`, target: text, arguments: [text] });
      hub.receiveMalformed(text, text, 0);
    }
    hub.receive({ kind: "close", error: corpus[0] });
    const count = corpus.length * 5 + 6;
    await page.locator(".counts", { hasText: `${count} of ${count}` }).waitFor();
    await page.getByRole("grid").press("Home");
    for (let row = 0; row < count; row++) {
      await page.getByRole("grid").press("ArrowDown");
      await page.locator("signalr-detail").waitFor();
    }
    hub.end({ code: 1011, reason: corpus[4], problem: new Problem({ code: "closed", message: corpus[0], likelyCause: corpus[1], nextStep: corpus[2], resource: corpus[3] }) });
    await page.locator(".problem, .state.closed, .state.failed").first().waitFor();
    assert.deepEqual(await page.evaluate(() => ({
      ran: Reflect.get(window, "ran"),
      polluted: Reflect.get({}, "polluted"),
      foreign: document.querySelectorAll("img, svg, iframe, base, signalr-console script, signalr-console style").length,
      base: new URL(document.baseURI).hostname,
      sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    })), { ran: undefined, polluted: undefined, foreign: 0, base: "127.0.0.1", sideways: 0 });
    // A row that was replaced after it was found has no height any more.
    const heights = await page.locator(rows).evaluateAll((all) => [...new Set(all.filter((row) => row.isConnected).map((row) => Math.round(row.getBoundingClientRect().height)))]);
    assert.deepEqual(heights, [22], "no row is higher than another");
    for (const part of ["signalr-connect", "signalr-log", "signalr-composer"]) assert.ok(await page.locator(part).isVisible(), part);
  });
});
