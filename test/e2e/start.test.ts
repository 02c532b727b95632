import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { launchBrowser } from "../../scripts/browser.ts";
import { root } from "../../scripts/paths.ts";
import { Workbench } from "./support/workbench.ts";

void test("npm start prints one address; there the sandbox is in the tree; Ctrl-C stops everything", { timeout: 120_000 }, async (t) => {
  // As a person's machine runs it: an unknown port, no display, the run's own temporary files.
  const child = spawn(process.execPath, ["scripts/run.mjs", "scripts/start.ts"], { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined } });
  t.after(() => child.kill("SIGKILL"));
  const exited = once(child, "exit");
  child.stderr.resume();
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      resolve(line);
    });
    void exited.then(([code]) => reject(new Error(`npm start ended with ${code}`)));
  });
  const address = /^Open (http:\/\/127\.0\.0\.1:\d+\/\S*)$/.exec(url)?.[1];
  assert.ok(address, url);
  assert.equal((await fetch(new URL("/", address), { redirect: "manual" })).status, 403, "nobody else on the machine gets in without the address");

  const browser = await launchBrowser();
  t.after(() => browser.close());
  const workbench = await Workbench.open(browser, address);
  await workbench.openTree();
  await workbench.row("Sandbox, running").waitFor();
  await workbench.row("sandbox-apim, Developer").waitFor();
  await workbench.screenshot("npm start");
  const [, sandbox = ""] = /running · (\S+?)(?:,|$)/.exec((await workbench.row("Sandbox, running").getAttribute("aria-label")) ?? "") ?? [];

  child.kill("SIGINT");
  assert.deepEqual(await exited, [0, null]);
  assert.deepEqual(lines, [url]);
  await assert.rejects(fetch(address), "VS Code is gone");
  await assert.rejects(fetch(`http://${sandbox}/`), "the sandbox is gone");
});
