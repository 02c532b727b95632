import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { editorCache, root } from "../paths.ts";
import type { Result } from "./stage.ts";
import { bundleSuite } from "./vscodeSuite.ts";

const answerMs = 3000;

/** The same suite in a desktop VS Code; skipped by name where none can be had or shown. */
export async function desktopSuite(): Promise<Result> {
  const reason = await whyNot();
  if (reason !== undefined) return { passed: 0, failed: 0, skipped: [`desktop VS Code: ${reason}`] };
  const extensionTestsPath = await bundleSuite();
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: editorCache });
  const code = await runTests({ vscodeExecutablePath, extensionDevelopmentPath: root, extensionTestsPath, launchArgs: ["--disable-extensions"] }).catch(() => 1);
  return code === 0 ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] };
}

async function whyNot(): Promise<string | undefined> {
  if (process.platform === "linux" && process.env["DISPLAY"] === undefined && process.env["WAYLAND_DISPLAY"] === undefined) return "no display";
  const reached = await fetch("https://update.code.visualstudio.com/api/releases/stable", { signal: AbortSignal.timeout(answerMs) }).then((answer) => answer.ok, () => false);
  return reached ? undefined : "the download host is out of reach";
}
