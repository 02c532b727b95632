import * as vscode from "vscode";
import type { ConsolePlatform } from "../../console/platform.ts";

/** Asks for a file and reads it; undefined when the person chose none. */
export const pickFile: ConsolePlatform["pickFile"] = async (what) => {
  const [file] = await vscode.window.showOpenDialog({
    title: what === "transcript" ? vscode.l10n.t("Choose a transcript") : vscode.l10n.t("Choose a file to send line by line"),
    openLabel: what === "transcript" ? vscode.l10n.t("Choose") : vscode.l10n.t("Send"),
    ...(what === "transcript" && { filters: transcriptFilters() }),
  }) ?? [];
  return file === undefined ? undefined : await vscode.workspace.fs.readFile(file);
};

/** Which files a person is shown who has to choose a transcript. */
export function transcriptFilters(): Record<string, string[]> {
  return { [vscode.l10n.t("SignalR transcripts")]: ["signalr.jsonl", "jsonl"], [vscode.l10n.t("All files")]: ["*"] };
}
