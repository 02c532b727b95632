import type { Page } from "playwright-core";
import { launchBrowser } from "../../scripts/browser.ts";
import { defaultChoices, protocolVersion } from "../../src/console/protocol.ts";
import { servePage } from "./harness/pageHarness.ts";
import { say } from "../bench/measure.ts";

const million = 1_000_000;
const perSecond = 20_000;
/** Time between two batches, as the host sends them. */
const intervalMs = 50;

/** The console's page in a real browser: scrolling a million rows, and rows that come faster than anybody reads, while somebody types. */
async function benchPage(): Promise<void> {
  const [browser, server] = await Promise.all([launchBrowser(), servePage()]);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.exposeFunction("toHost", () => undefined);
    await page.goto(`${server.url}/?theme=dark`);
    await page.evaluate(installHost, { protocolVersion, choices: defaultChoices });
    await page.locator("signalr-composer textarea").waitFor();
    const idle = await frames(page, 2000, "none");
    await fill(page, million);
    const scrolling = await frames(page, 5000, "scroll");
    say("page: frame while scrolling 1,000,000 rows, p95", scrolling, idle, "ms", "the same page at rest");
    say("page: jump to a row among 1,000,000", await jump(page), idle, "ms", "a frame of the page at rest");
    await page.evaluate(([rows, every]) => (Reflect.get(window, "live") as (rows: number, every: number) => void)(rows, every), [perSecond * intervalMs / 1000, intervalMs] as const);
    say("page: frame at 20,000 rows/s, p95", await frames(page, 5000, "none"), idle, "ms", "the same page at rest");
    say("page: a keystroke at 20,000 rows/s, slowest of 60", await slowestKey(page), idle, "ms", "a frame of the page at rest");
  } finally {
    await browser.close();
    server.close();
  }
}

/** Plays the host inside the page, so that nothing but the page itself is measured; rows are made there too and count against it. */
function installHost({ protocolVersion, choices }: { protocolVersion: number; choices: unknown }): void {
  let seq = 0;
  let sequence = 0;
  const batch = (count: number): void => {
    const rows = Array.from({ length: count }, () => {
      seq++;
      return { seq, time: 1_795_262_464_000 + seq / 20, direction: "received", kind: seq % 50 === 0 ? "ping" : "invocation", target: "broadcastMessage", bytes: 71, summary: `"ann","message ${seq}"`, failed: false };
    });
    window.postMessage({ type: "batch", generation: 1, sequence: sequence++, rows, updates: [], oldest: Math.max(1, seq - 1_100_000), total: seq, dropped: 0, waiting: 0 });
  };
  Object.assign(window, { batch, live: (rows: number, every: number) => window.setInterval(() => batch(rows), every) });
  window.postMessage({ type: "init", version: protocolVersion, id: "bench", l10n: {}, language: "en", draft: { mode: "invoke", target: "", text: "" }, history: [], offers: [] });
  window.postMessage({ type: "status", status: { state: "connected", since: Date.now(), title: "bench", kind: "hub", address: "https://app.example/chat", key: "k", userId: "", hops: [], choices } });
}

async function fill(page: Page, count: number): Promise<void> {
  for (let at = 0; at < count; at += 20_000) await page.evaluate(() => (Reflect.get(window, "batch") as (count: number) => void)(20_000));
  await page.locator(".counts", { hasText: "1,000,000 of 1,000,000" }).waitFor({ timeout: 120_000 });
}

/** Milliseconds between two frames, the 95th of a hundred. */
function frames(page: Page, ms: number, moving: "none" | "scroll"): Promise<number> {
  return page.evaluate(([ms, moving]) => new Promise<number>((resolve) => {
    const deltas: number[] = [];
    const scroller = document.querySelector(".log-scroller");
    let last = performance.now();
    const until = last + ms;
    const frame = (now: number): void => {
      deltas.push(now - last);
      last = now;
      // Like a hand on the wheel, with a throw across the whole log now and then.
      if (moving === "scroll" && scroller !== null) scroller.scrollTop = deltas.length % 40 === 0 ? Math.random() * scroller.scrollHeight : scroller.scrollTop + 300;
      if (now < until) requestAnimationFrame(frame);
      else resolve(deltas.toSorted((a, b) => a - b)[Math.floor(deltas.length * 0.95)] ?? Number.NaN);
    };
    requestAnimationFrame(frame);
  }), [ms, moving] as const);
}

/** Milliseconds from the key to the row on the screen: End and Home in turns. */
function jump(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const scroller = document.querySelector<HTMLElement>(".log-scroller");
    const times: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const begun = performance.now();
      scroller?.dispatchEvent(new KeyboardEvent("keydown", { key: turn % 2 === 0 ? "Home" : "End", bubbles: true, cancelable: true }));
      const wanted = turn % 2 === 0 ? "row-1" : "row-1000000";
      while (document.getElementById(wanted) === null) await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(performance.now() - begun);
    }
    return Math.max(...times);
  });
}

/** Milliseconds from a key pressed in the composer until its letter is drawn. */
async function slowestKey(page: Page): Promise<number> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { keyTimes: times });
    document.addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - timeStamp))), true);
  });
  await page.locator("signalr-composer textarea.text").pressSequentially("the quick brown fox jumps over the lazy dog, again and again", { delay: 40 });
  return page.evaluate(() => Math.max(...(Reflect.get(window, "keyTimes") as number[])));
}

await benchPage();
process.exit(0);
