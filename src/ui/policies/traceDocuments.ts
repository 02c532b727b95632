import * as vscode from "vscode";
import { traceScheme } from "../commands.ts";

/** The traces a person opened: read-only documents that live as long as the window, because the sandbox forgets them. */
export class TraceDocuments implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();

  /** @param title the tab's name, without a slash */
  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: traceScheme, path: `/${title}.md` });
    this.#texts.set(uri.toString(), text);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t("This trace was opened before the window was reloaded, and is gone. Send the request again to see a new one.");
  }
}
