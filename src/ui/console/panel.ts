import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { ConsoleHost } from "../../console/consoleHost.ts";
import type { Memory } from "../../console/memory.ts";
import type { MessageFiles } from "../../console/messageShelf.ts";
import type { ConsolePlatform } from "../../console/platform.ts";
import type { ConsoleTarget } from "../../console/target.ts";
import { reading } from "../../console/transcript.ts";
import type { Transcript } from "../../console/transcript.ts";
import { inSlices } from "../../console/work.ts";
import { commands } from "../commands.ts";
import type { Log } from "../log.ts";
import { showProblem } from "../errors.ts";
import { pageFolder, pageHtml } from "./html.ts";
import { longWork } from "./longWork.ts";
import { networkOfEditor } from "./network.ts";
import { pickCertificate } from "./pickCertificate.ts";
import { pickFile } from "./pickFile.ts";
import { readSavedLog, SavedLog, savedLogPath } from "./savedLog.ts";
import { keepTranscript } from "./transcriptDocument.ts";

/** What a panel is made of. */
export interface PanelParts {
  readonly panel: vscode.WebviewPanel;
  readonly target: ConsoleTarget;
  /** A UUID, the same over a reload of the window. */
  readonly id: string;
  readonly extensionUri: vscode.Uri;
  /** Folder for the logs kept over a reload. */
  readonly storage: string;
  readonly log: Log;
  readonly memory: Memory;
  readonly messages: MessageFiles;
  readonly passphrase: ConsolePlatform["passphrase"];
}

/** One console in its editor tab. The session and the log live here; the page may come and go. */
export class ConsolePanel {
  readonly panel: vscode.WebviewPanel;
  readonly host: ConsoleHost;
  readonly #log: Log;
  readonly #savedPath: string | undefined;
  readonly #saved: SavedLog | undefined;
  /** The tab is gone; touching it would throw. */
  #gone = false;
  /** When the failure that was logged last began: a status is told more than once. */
  #logged = 0;

  constructor({ panel, target, id, extensionUri, storage, log, memory, messages, passphrase }: PanelParts) {
    this.panel = panel;
    this.#log = log;
    this.host = new ConsoleHost(target, this.#platform({ id, memory, messages, passphrase }), {
      // A file that was opened is in memory anyway, and nothing is added to it.
      budget: target.kind === "transcript" ? Number.POSITIVE_INFINITY : logBudget(),
    });
    this.#savedPath = savedLogPath(storage, id);
    this.#saved = this.#savedPath === undefined ? undefined : new SavedLog(this.#savedPath, { atOnce: (limit) => this.host.transcript(limit), inSlices: (limit) => this.host.transcriptInSlices(limit) });
    // An opened file has its tab from the editor.
    if (target.kind !== "transcript") {
      panel.title = target.title;
      panel.iconPath = vscode.Uri.joinPath(extensionUri, "media", "activity.svg");
    }
    panel.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, pageFolder)] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#received(message));
    panel.onDidChangeViewState(() => {
      // A hidden page is gone (its context is not retained): what is sent to it would wait in the editor for nothing.
      if (!panel.visible) this.host.pageGone();
    });
    panel.webview.html = pageHtml({
      language: vscode.env.language,
      title: vscode.l10n.t("SignalR console"),
      source: panel.webview.cspSource,
      nonce: randomBytes(16).toString("base64"),
      address: (...path) => panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString(),
    });
  }

  /** Puts back what was recorded before the window was reloaded. */
  async restoreLog(): Promise<void> {
    try {
      await this.host.restore(this.#readSaved());
    } catch (error) {
      this.#log.warn(vscode.l10n.t("What the console showed before the reload cannot be read: {0}", String(error)));
    }
  }

  async #readSaved(): Promise<Transcript | undefined> {
    const text = this.#savedPath === undefined ? undefined : await readSavedLog(this.#savedPath);
    return text === undefined ? undefined : await inSlices(reading([text]));
  }

  /** The window goes away: the log is kept for its return. */
  suspend(): void {
    this.#saved?.flush();
    void this.#end();
  }

  /** The tab was closed. */
  closed(): void {
    this.#saved?.remove();
    void this.#end();
  }

  /** The file of saved messages is another. */
  async savedChanged(): Promise<void> {
    try {
      await this.host.savedChanged();
    } catch (error) {
      // Half-written by hand, most likely: the page keeps what it has.
      this.#log.warn(error instanceof Error ? error.message : String(error));
    }
  }

  async #end(): Promise<void> {
    this.#gone = true;
    try {
      await this.host.dispose();
    } catch (error) {
      this.#log.warn(String(error));
    }
  }

  async #received(message: unknown): Promise<void> {
    try {
      await this.host.receive(message);
    } catch (error) {
      showProblem(error, this.#log);
    }
  }

  #platform(parts: Pick<PanelParts, "id" | "memory" | "messages" | "passphrase">): ConsolePlatform {
    return {
      ...parts,
      l10n: vscode.l10n.bundle ?? {},
      language: vscode.env.language,
      post: (message) => {
        if (!this.#gone) void this.panel.webview.postMessage(message);
      },
      copy: async (text) => vscode.env.clipboard.writeText(text),
      keepTranscript,
      longWork,
      pickFile,
      pickCertificate,
      network: networkOfEditor,
      recorded: () => this.#saved?.changed(),
      examine: () => void vscode.commands.executeCommand(commands.doctor, this.host.target),
      trace: () => void vscode.commands.executeCommand(commands.showTrace, this.host.target),
      statusChanged: ({ title, problem, since }) => {
        if (!this.#gone) this.panel.title = title;
        if (problem !== undefined && since !== this.#logged) this.#log.warn(problem.message);
        if (problem !== undefined) this.#logged = since;
      },
    };
  }
}

/** Bytes a console's log may take. */
function logBudget(): number {
  const megabytes = vscode.workspace.getConfiguration("signalrApim.console").get<number>("logSize", 64);
  return Math.min(Math.max(Math.trunc(megabytes) || 1, 1), 1024) * 1024 * 1024;
}
