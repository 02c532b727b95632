import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { editorCache } from "./paths.ts";

/** The npm package that carries a whole VS Code with a Node extension host, and its version. */
export const serverVersion = "4.139.1";

/**
 * The folder of the VS Code server, fetched from the npm registry on first use. Safe when several processes ask at
 * once: each builds in a folder of its own, and the first to finish gives its folder the final name.
 * @throws Error with one line for people when the packages cannot be had.
 */
export async function installServer(progress: (line: string) => void): Promise<string> {
  const home = join(editorCache, `code-server-${serverVersion}`);
  if (existsSync(home)) return server(home);
  progress(`Fetching VS Code (npm package code-server ${serverVersion}, first run only)…`);
  await mkdir(editorCache, { recursive: true });
  const building = await mkdtemp(join(editorCache, "building-"));
  try {
    // Install scripts compile native modules that neither the workbench nor the extension host needs.
    await npm(["install", "--ignore-scripts", "--prefix", building, `code-server@${serverVersion}`], building);
    await npm(["install", "--ignore-scripts", "--omit=dev"], server(building));
    await rename(building, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return server(home);
}

function server(folder: string): string {
  return join(folder, "node_modules", "code-server", "lib", "vscode");
}

function npm(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    let said = "";
    const keep = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-2000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => reject(new Error(`npm could not be started (${error.message}).`)));
    child.on("exit", (code) => {
      if (code === 0) return resolve();
      const reason = said.split("\n").find((line) => /npm error (code|network)|E[A-Z]{4,}/.test(line)) ?? said.trim().split("\n").at(-1) ?? "";
      reject(new Error(`VS Code could not be fetched from the npm registry (npm exit ${code}: ${reason.trim()}). Check that the registry can be reached.`));
    });
  });
}
