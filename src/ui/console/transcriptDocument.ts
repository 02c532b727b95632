import * as vscode from "vscode";
import type { ConsolePlatform, KeptForm } from "../../console/platform.ts";
import { encoding } from "../../console/textPieces.ts";
import { inSlices } from "../../console/work.ts";

/** Larger documents are not given to extensions and searched slowly: those go straight to a file. */
const largestDocument = 16 * 1024 * 1024;

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
  if (uri !== undefined) await vscode.workspace.fs.writeFile(uri, await inSlices(encoding(text)));
};
