import { writeFile } from "node:fs/promises";
import * as vscode from "vscode";
import type { ConsolePlatform, KeptForm } from "../../console/platform.ts";
import { encoding } from "../../console/textPieces.ts";
import { inSlices } from "../../console/work.ts";

/** The editor takes a document in one piece, and nothing else is done meanwhile: larger ones go straight to a file. */
const largestDocument = 3 * 1024 * 1024;

const languages: Readonly<Record<KeptForm, string>> = { jsonLines: "jsonl", markdown: "markdown", har: "json" };
const endings: Readonly<Record<KeptForm, readonly string[]>> = { jsonLines: ["signalr.jsonl", "jsonl"], markdown: ["md"], har: ["har"] };

/** Opens a log as an unsaved document, or asks where to save it when it is too large for that. */
export const keepTranscript: ConsolePlatform["keepTranscript"] = async (text, form) => {
  if (text.reduce((length, piece) => length + piece.length, 0) <= largestDocument) {
    const document = await vscode.workspace.openTextDocument({ content: text.join(""), language: languages[form] });
    await vscode.window.showTextDocument(document, { preview: false });
    return;
  }
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save the transcript"),
    filters: { [vscode.l10n.t("SignalR transcripts")]: [...endings[form]] },
  });
  if (uri === undefined) return;
  // A file of this machine takes the text piece by piece; other file systems want all of it at once.
  if (uri.scheme === "file") await writeFile(uri.fsPath, text);
  else await vscode.workspace.fs.writeFile(uri, await inSlices(encoding(text)));
};
