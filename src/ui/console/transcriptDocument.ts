import * as vscode from "vscode";

/** Larger documents are not given to extensions and searched slowly: those go straight to a file. */
const largestDocument = 16 * 1024 * 1024;

/** Opens a transcript as an unsaved document, or asks where to save it when it is too large for that. */
export async function keepTranscript(jsonLines: string): Promise<void> {
  if (jsonLines.length <= largestDocument) {
    const document = await vscode.workspace.openTextDocument({ content: jsonLines, language: "jsonl" });
    await vscode.window.showTextDocument(document, { preview: false });
    return;
  }
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save the transcript"),
    filters: { [vscode.l10n.t("SignalR transcripts")]: ["signalr.jsonl", "jsonl"] },
  });
  if (uri !== undefined) await vscode.workspace.fs.writeFile(uri, Buffer.from(jsonLines));
}
