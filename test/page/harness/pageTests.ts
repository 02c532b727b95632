import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { TestContext } from "node:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../../../scripts/browser.ts";
import { OpenConsole, servePage } from "./pageHarness.ts";

/** The rows of the log. */
export const rows = "signalr-log [role=row].row";

/** One browser and one server for the tests of a file; what is returned opens a console for one test. */
export function pageTests(): (t: TestContext, options?: Parameters<typeof OpenConsole.open>[2]) => Promise<OpenConsole> {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof servePage>>;
  before(async () => {
    [browser, server] = await Promise.all([launchBrowser(), servePage()]);
  });
  after(async () => {
    await browser.close();
    server.close();
  });
  return async (t, options = {}) => {
    const console = await OpenConsole.open(browser, server.url, options);
    t.after(async () => {
      assert.deepEqual(await console.violations(), [], "the content security policy was violated");
      assert.deepEqual(console.errors, []);
      await console.close();
    });
    return console;
  };
}

/** Waits for something that no locator sees. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, "It did not happen within 10 s.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
