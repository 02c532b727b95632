import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { launchBrowser } from "../../scripts/browser.ts";
import { startServer } from "../../scripts/vscodeServer.ts";
import { tempFolder } from "../support/tempFolder.ts";
import { killExtensionHosts, processes } from "./support/processes.ts";
import { Workbench } from "./support/workbench.ts";

void test("a second window works with the sandbox that the first one runs, may not stop it, and is told when it ends; a crash leaves none behind", { timeout: 180_000 }, async (t) => {
  const running = new AsyncDisposableStack();
  t.after(() => running.disposeAsync());
  const temp = await tempFolder(t);
  const folder = join(temp, "folder");
  await mkdir(folder);
  const server = await startServer({ dataDir: join(temp, "server"), folder, install: true });
  running.defer(() => server.stop());
  const browser = await launchBrowser();
  running.defer(() => browser.close());
  const windows = [await Workbench.open(browser, server.url), await Workbench.open(browser, server.url)] as const;
  const [first, second] = windows;
  for (const window of windows) await window.extensionKnown();
  await first.command("Start Sandbox");
  await first.row("Sandbox, running").waitFor();
  const sandboxRow = await first.row("Sandbox, running").getAttribute("aria-label");

  await second.command("Start Sandbox");
  await second.notification("Another window runs the sandbox already.").waitFor();
  await second.row(sandboxRow ?? "").waitFor();
  await second.row("sandbox-apim, Developer").waitFor();
  await second.screenshot("second window");

  await second.command("Stop Sandbox");
  await second.notification("This window did not start the sandbox, so it cannot stop it.").waitFor();
  await first.row("Sandbox, running").waitFor();

  await first.command("Stop Sandbox");
  await first.row("Sandbox, running").waitFor({ state: "detached" });
  await second.row("Sandbox, running").waitFor({ state: "detached" });
  await second.command("Start Sandbox");
  await second.row(sandboxRow ?? "").waitFor();

  // The sandbox of a window that crashed would hold the ports that published backends name.
  const sandboxes = (): number => processes().filter(({ args }) => args.includes(temp) && args.includes("sandbox.js")).length;
  assert.equal(sandboxes(), 1);
  assert.equal(killExtensionHosts(server), 2);
  while (sandboxes() > 0) await new Promise((resolve) => setTimeout(resolve, 50));
});
