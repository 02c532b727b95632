import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { SandboxLine } from "../../sandbox/model.ts";
import { contextKeys } from "../commands.ts";
import type { Log } from "../log.ts";
import type { SandboxProcess } from "./process.ts";

/** Names a file that holds the line of a sandbox someone else runs; `npm start` sets it. */
const profileVariable = "SIGNALR_APIM_PROFILE";

/** How often it is looked whether another window's sandbox still runs, in milliseconds. */
const watchMs = 2000;

/** The sandbox this window runs, or the one it was started beside. Its token and keys stay in memory. */
export class SandboxControl implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #process: SandboxProcess | undefined;
  #attached: Promise<SandboxLine | undefined> | undefined;
  /** Looks whether the sandbox of another window is still there. */
  #watch: NodeJS.Timeout | undefined;

  constructor(context: vscode.ExtensionContext, log: Log) {
    this.#context = context;
    this.#log = log;
  }

  /** The line of the running sandbox; undefined when there is none. */
  async running(): Promise<SandboxLine | undefined> {
    if (this.#process !== undefined) return this.#process.line;
    this.#attached ??= this.#attach();
    return this.#attached;
  }

  /** Whether this window started it, and may stop it. */
  get own(): boolean {
    return this.#process !== undefined;
  }

  async start(signal?: AbortSignal): Promise<SandboxLine> {
    const running = await this.running();
    if (running !== undefined) return running;
    const { sandboxOfState, startSandboxProcess } = await import("../features.ts");
    await vscode.workspace.fs.createDirectory(this.#context.globalStorageUri);
    const state = vscode.Uri.joinPath(this.#context.globalStorageUri, "sandbox.json").fsPath;
    const other = await sandboxOfState(state, signal);
    if (other !== undefined) return await this.#join(other);
    this.#process = await startSandboxProcess({
      entry: vscode.Uri.joinPath(this.#context.extensionUri, "dist", "sandbox.js").fsPath,
      args: ["--json", "--state", state],
      execPath: process.execPath,
      said: (line) => this.#log.debug(`sandbox ${line}`),
      died: (code) => {
        this.#log.error(`The sandbox ended by itself (exit ${code ?? "by signal"}).`);
        void this.#gone();
        void vscode.window.showWarningMessage(vscode.l10n.t("The sandbox ended by itself. Start it again: it comes back with what was published."));
      },
      ...(signal === undefined ? {} : { signal }),
    });
    this.#log.info(`Sandbox started: ${this.#process.line.gatewayUrl} is its gateway.`);
    await this.#tell(true);
    return this.#process.line;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    await this.#gone();
  }

  dispose(): void {
    clearInterval(this.#watch);
    void this.#process?.stop();
    this.#changed.dispose();
  }

  /** Works with the sandbox that another window runs, until that one ends. */
  async #join(line: SandboxLine): Promise<SandboxLine> {
    const { runs } = await import("../features.ts");
    this.#attached = Promise.resolve(line);
    this.#watch = setInterval(() => {
      if (runs(line)) return;
      clearInterval(this.#watch);
      this.#attached = undefined;
      this.#log.info("The other window's sandbox ended.");
      void this.#tell(false);
    }, watchMs);
    this.#log.info(`Another window runs the sandbox: ${line.gatewayUrl} is its gateway.`);
    void vscode.window.showInformationMessage(vscode.l10n.t("Another window runs the sandbox already. This window works with the same one, so both see what is published. It ends with the window that started it."));
    await this.#tell(true);
    return line;
  }

  async #gone(): Promise<void> {
    this.#process = undefined;
    await this.#tell(false);
  }

  async #tell(running: boolean): Promise<void> {
    await vscode.commands.executeCommand("setContext", contextKeys.sandboxRunning, running);
    this.#changed.fire();
  }

  async #attach(): Promise<SandboxLine | undefined> {
    const file = process.env[profileVariable];
    if (file === undefined) return undefined;
    const { readLine } = await import("../features.ts");
    const line = readLine(await readFile(file, "utf8").catch(() => ""));
    if (line === undefined) this.#log.warn(`${profileVariable} names a file without a sandbox line: ${file}`);
    else await vscode.commands.executeCommand("setContext", contextKeys.sandboxRunning, true);
    return line;
  }
}
