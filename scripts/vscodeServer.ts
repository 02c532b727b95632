import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { firstLine, startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { installServer } from "./installServer.ts";
import { root } from "./paths.ts";

export interface ServerOptions {
  /** An empty folder of this run for the server's data, settings and installed extensions. */
  readonly dataDir: string;
  /** What is opened when the address names nothing. */
  readonly folder: string;
  /** 0 for any free port. */
  readonly port?: number;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine: those that a person's own, or a folder's, cannot change. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** A folder with the editor's own extensions, in the place of those it comes with. */
  readonly builtins?: string;
  /** Installs the built extension as a person would have it; a test run loads it from the repository by itself. */
  readonly install: boolean;
  readonly progress?: (line: string) => void;
}

export interface VsCodeServer extends Child {
  readonly port: number;
  /** The address to open in a browser. Holds the token without which the server refuses everyone else on the machine. */
  readonly url: string;
}

/** A first view without anything that is not about the extension, and nothing that asks the network. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.openRepositoryInParentFolders": "never",
  "remote.autoForwardPorts": false,
};

/** Starts a real VS Code (workbench for a browser, Node extension host) on 127.0.0.1; resolves when it answers. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const server = await installServer(options.progress ?? (() => undefined));
  const extensions = join(options.dataDir, "extensions");
  await mkdir(extensions, { recursive: true });
  if (options.install) await installExtension(extensions);
  await mkdir(join(options.dataDir, "data", "User"), { recursive: true });
  await writeFile(join(options.dataDir, "data", "User", "settings.json"), JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2));
  if (options.machineSettings !== undefined) {
    await mkdir(join(options.dataDir, "data", "Machine"));
    await writeFile(join(options.dataDir, "data", "Machine", "settings.json"), JSON.stringify(options.machineSettings));
  }
  const token = randomBytes(18).toString("hex");
  const tokenFile = join(options.dataDir, "connection-token");
  await writeFile(tokenFile, token, { mode: 0o600 });
  const child = startChild(process.execPath, [
    join(server, "out", "server-main.js"), "--host", "127.0.0.1", "--port", String(options.port ?? 0),
    "--connection-token-file", tokenFile, "--accept-server-license-terms", "--server-data-dir", options.dataDir, "--extensions-dir", extensions,
    "--default-folder", options.folder, "--telemetry-level", "off", "--disable-workspace-trust",
    ...(options.builtins === undefined ? [] : ["--builtin-extensions-dir", options.builtins]),
    // Without it the extension under development is not loaded; with it notifications do not pop up.
    ...(options.install ? [] : ["--enable-smoke-test-driver"]),
  ], { env: { ...process.env, ...options.env } });
  try {
    const port = await firstLine(child, "VS Code", (line) => /^Extension host agent listening on (\d+)/.exec(line)?.[1]);
    const version = await fetch(`http://127.0.0.1:${port}/version`);
    if (!version.ok) throw new Error(`VS Code answers ${version.status}.`);
    return { ...child, port: Number(port), url: `http://127.0.0.1:${port}/?tkn=${token}` };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** What the packaged extension consists of, in the place where VS Code looks for installed ones. */
async function installExtension(extensions: string): Promise<void> {
  const target = join(extensions, "signalr-apim");
  await mkdir(target);
  for (const part of ["package.json", "package.nls.json", "dist", "media", "l10n"]) {
    if (existsSync(join(root, part))) await cp(join(root, part), join(target, part), { recursive: true });
  }
}
