import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { readConnectionStringKey } from "../../console/connectionStringTarget.ts";
import type { EntraTokens } from "../../console/connectionStringTarget.ts";
import { readPageState } from "../../console/protocol.ts";
import type { PageState } from "../../console/protocol.ts";
import { hubTarget, transcriptTarget } from "../../console/target.ts";
import type { ConsoleTarget } from "../../console/target.ts";
import { longFile } from "../../console/textPieces.ts";
import { readingFile } from "../../console/transcript.ts";
import { inSlices } from "../../console/work.ts";
import type { Pace } from "../../console/work.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Log } from "../log.ts";
import { restoredConnectionString } from "./connectionStringPrompt.ts";
import { compareFiles, nameOf } from "./compareFiles.ts";
import { longWork } from "./longWork.ts";
import { memoryOf } from "./memory.ts";
import { messageFilesOf, watchMessages } from "./messageFiles.ts";
import { ConsolePanel } from "./panel.ts";
import { passphrasesIn } from "./passphrases.ts";
import { consoleViewType } from "./register.ts";
import { removeAbandonedLogs } from "./savedLog.ts";

export interface PanelServices {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  /** The integration a console was opened for, by `ConsoleTarget.key`; undefined when it is gone. */
  restoreTarget(key: string): Promise<ConsoleTarget | undefined>;
  readonly entraTokens: EntraTokens;
}

/** The open consoles. */
export class ConsolePanels implements vscode.Disposable {
  readonly #services: PanelServices;
  readonly #open = new Set<ConsolePanel>();
  readonly #storage: string;
  readonly #watcher: vscode.Disposable;

  constructor(services: PanelServices) {
    this.#services = services;
    const { storageUri, globalStorageUri } = services.context;
    this.#storage = vscode.Uri.joinPath(storageUri ?? globalStorageUri, "console").fsPath;
    this.#watcher = watchMessages(() => {
      for (const panel of this.#open) void panel.savedChanged();
    });
    void removeAbandonedLogs(this.#storage, Date.now());
  }

  open(target: ConsoleTarget): void {
    const panel = vscode.window.createWebviewPanel(consoleViewType, target.title, vscode.ViewColumn.Active);
    this.#add(panel, target, randomUUID());
  }

  /** Takes a tab over that the editor brought back after a reload of the window. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const known = readPageState(state);
    if (known === undefined) {
      panel.dispose();
      return;
    }
    await this.#add(panel, this.#restoredTarget(known), known.id).restoreLog();
  }

  /**
   * Shows a file with a transcript, read only.
   * @throws Problem `transcriptUnreadable`
   */
  async openTranscript(file: vscode.Uri, panel: vscode.WebviewPanel): Promise<void> {
    const name = nameOf(file);
    const bytes = await vscode.workspace.fs.readFile(file);
    const open = async (pace: Pace): Promise<void> => {
      const transcript = await inSlices(readingFile(bytes), pace);
      await this.#add(panel, transcriptTarget(name, transcript.target, file.toString()), randomUUID()).host.restore(transcript, pace);
    };
    await (bytes.length > longFile ? longWork(vscode.l10n.t("Opening {0}", name), open) : open({}));
  }

  /** Opens the transcript of the console in front. */
  async exportActive(): Promise<void> {
    const active = this.#active ?? (this.#open.size === 1 ? [...this.#open][0] : undefined);
    if (active === undefined) {
      throw new Problem({ code: "noConsole", message: vscode.l10n.t("No console is in front."), nextStep: vscode.l10n.t("Go to the tab of the console, then export again.") });
    }
    await active.host.keep("jsonLines");
  }

  /** Shows how two transcripts differ: those given, or what the console in front holds and one that is asked for, or two that are asked for. */
  async compare(given: readonly vscode.Uri[]): Promise<void> {
    const active = given.length === 0 ? this.#active : undefined;
    await (active === undefined ? compareFiles(given) : active.host.compare());
  }

  dispose(): void {
    this.#watcher.dispose();
    for (const panel of this.#open) panel.suspend();
    this.#open.clear();
  }

  #add(panel: vscode.WebviewPanel, target: ConsoleTarget, id: string): ConsolePanel {
    const { context, log } = this.#services;
    const memory = memoryOf(context.workspaceState);
    const messages = messageFilesOf(context.globalStorageUri);
    const added = new ConsolePanel({ panel, target, id, extensionUri: context.extensionUri, storage: this.#storage, log, memory, messages, passphrase: passphrasesIn(context.secrets) });
    this.#open.add(added);
    panel.onDidDispose(() => {
      // Not in the set: the window goes away, and the log stays for its return.
      if (this.#open.delete(added)) added.closed();
      this.#tellActive();
    });
    panel.onDidChangeViewState(() => this.#tellActive());
    this.#tellActive();
    return added;
  }

  /** The console in front. */
  get #active(): ConsolePanel | undefined {
    return [...this.#open].find(({ panel }) => panel.active);
  }

  #tellActive(): void {
    void vscode.commands.executeCommand("setContext", "signalrApim.consoleActive", this.#active !== undefined);
  }

  #restoredTarget({ kind, key, title, address }: PageState): ConsoleTarget {
    if (kind === "hub" && URL.canParse(key)) return hubTarget(key);
    const connectionString = kind === "connectionString" ? readConnectionStringKey(key) : undefined;
    if (connectionString !== undefined) return restoredConnectionString(connectionString, this.#services.context.secrets, this.#services.entraTokens);
    return {
      kind,
      title,
      address,
      key,
      resolve: async (choices, signal) => (await this.#integration(key)).resolve(choices, signal),
      service: async (signal, entra) => {
        const { service } = await this.#integration(key);
        if (service === undefined) throw integrationGone();
        return await service(signal, entra);
      },
    };
  }

  async #integration(key: string): Promise<ConsoleTarget> {
    const target = await this.#services.restoreTarget(key);
    if (target === undefined) throw integrationGone();
    return target;
  }
}

function integrationGone(): Problem {
  return new Problem({
    code: "integrationGone",
    message: vscode.l10n.t("The integration this console was opened for cannot be found."),
    likelyCause: vscode.l10n.t("It was removed, the sandbox was stopped, or you are signed out."),
    nextStep: vscode.l10n.t("Open the console again from the tree."),
  });
}
