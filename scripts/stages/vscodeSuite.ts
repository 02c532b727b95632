import { build } from "esbuild";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser } from "../browser.ts";
import { ownSockets } from "../ownSockets.ts";
import { artifacts, root } from "../paths.ts";
import { startServer } from "../vscodeServer.ts";
import type { Result } from "./stage.ts";

/** The tests that run inside the extension host of a real VS Code, bundled: VS Code imports JavaScript only. */
export async function bundleSuite(): Promise<string> {
  const outfile = join(artifacts, "vscode-tests", "index.js");
  await build({
    entryPoints: [join(root, "test", "vscode", "index.ts")], outfile, bundle: true, format: "esm", platform: "node", target: "node22", mainFields: ["module", "main"], plugins: [ownSockets], external: ["vscode"], logLevel: "warning",
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
  });
  return outfile;
}

const deadlineMs = 180_000;

/** Runs test/vscode in VS Code's Node extension host, with the workbench in a headless browser. */
export async function vscodeSuite(): Promise<Result> {
  const tests = await bundleSuite();
  const temp = await mkdtemp(join(tmpdir(), "signalr-apim-suite-"));
  const folder = join(temp, "folder");
  await mkdir(folder);
  const server = await startServer({ dataDir: join(temp, "server"), folder, install: false, progress: (line) => void process.stderr.write(`${line}\n`) });
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const counts = { passed: 0, failed: 0, skipped: [] as string[] };
      const exit = Promise.withResolvers<number>();
      const timer = setTimeout(() => exit.reject(new Error(`The suite inside VS Code did not end within ${deadlineMs / 1000} s.`)), deadlineMs);
      await page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => {
        count(args.join(" "), counts);
      });
      await page.exposeFunction("codeAutomationExit", (code: number) => exit.resolve(code));
      const authority = `vscode-remote://127.0.0.1:${server.port}`;
      const payload = [["extensionDevelopmentPath", authority + root], ["extensionTestsPath", authority + tests], ["skipWelcome", "true"]];
      await page.goto(`${server.url}&folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
      const code = await exit.promise.finally(() => clearTimeout(timer));
      // A suite that could not even be loaded has no test to fail.
      if (code !== 0 && counts.failed === 0) counts.failed = 1;
      if (counts.passed + counts.failed === 0) throw new Error("The suite inside VS Code ran no test.");
      return counts;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    await rm(temp, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The suite says `ok NAME`, or `not ok NAME` and why. VS Code itself says much more, which is not about the tests. */
function count(said: string, counts: { passed: number; failed: number }): void {
  if (said.startsWith("ok ")) counts.passed += 1;
  if (!said.startsWith("not ok ")) return;
  counts.failed += 1;
  process.stderr.write(`${said}\n`);
}
