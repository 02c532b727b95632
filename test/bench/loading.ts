import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { root } from "../../scripts/paths.ts";
import { inTurns, say } from "./measure.ts";

const run = promisify(execFile);
const times = 11;

/** Import and activation of the packaged entry in a fresh process, against an empty module. */
export async function benchActivation(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "signalr-apim-bench-"));
  try {
    const empty = join(folder, "empty.mjs");
    await writeFile(empty, "export function activate() {}\n");
    const names = await vscodeNames();
    const ms = await inTurns(times, { ours: () => activate(join(root, "dist", "extension.js"), names), peer: () => activate(empty, names) });
    say("activation (import + activate)", ms.ours, ms.peer, "ms", "an empty module");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** First import of the API Management SDK as it is packaged, against the npm package. */
export async function benchSdk(): Promise<void> {
  const packaged = await chunkWith("@azure/arm-apimanagement/dist/esm/apiManagementClient.js");
  const ms = await inTurns(times, {
    ours: () => load(pathToFileURL(packaged).href),
    peer: () => load("@azure/arm-apimanagement"),
  });
  say("first use of an SDK (import)", ms.ours, ms.peer, "ms", "the npm package");
}

/**
 * Imports and activates an extension's entry in a process of its own, with a stand-in for VS Code. Gives the milliseconds it took.
 * @param names of the `vscode` API that it uses
 * @throws where it does not activate
 */
export async function activate(file: string, names: readonly string[]): Promise<number> {
  const { stdout } = await run(process.execPath, [join(root, "test", "bench", "activateOnce.ts"), pathToFileURL(file).href, ...names], { cwd: root });
  return Number(stdout);
}

async function load(specifier: string): Promise<number> {
  const script = `const started = performance.now(); await import(${JSON.stringify(specifier)}); process.stdout.write(String(performance.now() - started)); process.exit(0);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: root });
  return Number(stdout);
}

/** The names of the `vscode` API that the extension uses. */
export async function vscodeNames(): Promise<readonly string[]> {
  const sources = await Promise.all(["src/extension.ts", ...globSync("src/ui/**/*.ts", { cwd: root })].map((file) => readFile(join(root, file), "utf8")));
  return [...new Set(sources.flatMap((source) => [...source.matchAll(/\bvscode\.(\w+)/g)].map(([, name = ""]) => name)))];
}

async function chunkWith(input: string): Promise<string> {
  const bundles = JSON.parse(await readFile(join(root, "dist", "meta.json"), "utf8")) as readonly { outputs: Record<string, { inputs: Record<string, unknown> }> }[];
  const found = Object.entries(bundles[0]?.outputs ?? {}).find(([, output]) => Object.keys(output.inputs).some((name) => name.endsWith(input)));
  if (found === undefined) throw new Error(`No chunk holds ${input}.`);
  return join(root, found[0]);
}
