import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { TestContext } from "node:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../../../scripts/browser.ts";
import { startServer } from "../../../scripts/vscodeServer.ts";
import type { VsCodeServer } from "../../../scripts/vscodeServer.ts";
import { startSandbox } from "../../../src/sandbox/sandbox.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { SandboxEvents } from "../../support/sandboxEvents.ts";
import { tempFolder } from "../../support/tempFolder.ts";
import { quietBuiltins } from "./builtins.ts";
import { Workbench } from "./workbench.ts";

/** A real VS Code with the built extension installed, beside a sandbox that it was told of as `npm start` does it. */
export interface Editor {
  readonly sandbox: Sandbox;
  readonly events: SandboxEvents;
  readonly browser: Browser;
  readonly server: VsCodeServer;
  /** The folder that is open. */
  readonly folder: string;
  /** Every text file that the editor keeps for this person (settings, state, logs), by its name. */
  kept(): Promise<readonly (readonly [name: string, text: string])[]>;
  /** Opens one more window of the editor. */
  open(): Promise<Workbench>;
}

/** @param env added to what the extension sees of its environment */
export async function startEditor(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<Editor> {
  // Hooks run in the order they were given: the folder goes once nothing writes into it any more.
  const running = new AsyncDisposableStack();
  t.after(() => running.disposeAsync());
  const temp = await tempFolder(t);
  const events = new SandboxEvents();
  const sandbox = await startSandbox({ event: events.take });
  running.defer(() => sandbox.stop());
  const profile = join(temp, "profile.json");
  await writeFile(profile, JSON.stringify(sandbox.line), { mode: 0o600 });
  const folder = join(temp, "folder");
  await mkdir(folder);
  const server = await startServer({ dataDir: join(temp, "server"), folder, env: { ...env, SIGNALR_APIM_PROFILE: profile }, install: true, builtins: await quietBuiltins(join(temp, "builtins")) });
  running.defer(() => server.stop());
  const browser = await launchBrowser();
  running.defer(() => browser.close());
  return { sandbox, events, browser, server, folder, kept: () => textFiles(join(temp, "server", "data")), open: () => Workbench.open(browser, server.url) };
}

/** Every file below a folder as text, by its path there. */
export async function textFiles(folder: string): Promise<readonly (readonly [name: string, text: string])[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return Promise.all(files.map(async ({ parentPath, name }) => [relative(folder, join(parentPath, name)), await readFile(join(parentPath, name), "utf8")] as const));
}
