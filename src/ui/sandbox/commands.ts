import * as vscode from "vscode";
import { Problem } from "../../signalr/problem.ts";
import { treeViewId } from "../commands.ts";
import { withProgress } from "../progress.ts";
import type { Services } from "../services.ts";

export async function startSandbox({ sandbox, log }: Services): Promise<void> {
  await withProgress(vscode.l10n.t("Starting the sandbox"), (signal) => sandbox.start(signal));
  log.info("The tree has the sandbox.");
  await vscode.commands.executeCommand(`${treeViewId}.focus`);
}

export async function stopSandbox({ sandbox }: Services): Promise<void> {
  if (!sandbox.own && (await sandbox.running()) !== undefined) {
    throw new Problem({ code: "sandboxNotOurs", message: vscode.l10n.t("This window did not start the sandbox, so it cannot stop it."), nextStep: vscode.l10n.t("Stop it where it was started.") });
  }
  await withProgress(vscode.l10n.t("Stopping the sandbox"), () => sandbox.stop());
}

/** Opens the sandbox app's page in the browser; a window on another machine forwards the port by `asExternalUri`. */
export async function openChatRoom({ sandbox }: Services): Promise<void> {
  const line = await sandbox.running();
  if (line === undefined) throw new Problem({ code: "sandboxNotRunning", message: vscode.l10n.t("The sandbox is not running."), nextStep: vscode.l10n.t("Start it, then open ChatRoom.") });
  await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(line.appServerUrl)));
}
