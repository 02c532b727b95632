import * as vscode from "vscode";
import { policyVersionScheme } from "../commands.ts";

/** Texts of policies at some moment, to compare and merge with: read-only, and gone with the window. */
export class PolicyVersions implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  #count = 0;

  /** @param of the policy's document, whose name the version takes */
  add(of: vscode.Uri, text: string): vscode.Uri {
    this.#count += 1;
    const uri = vscode.Uri.from({ scheme: policyVersionScheme, path: of.path, query: String(this.#count) });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t("This version was read before the window was reloaded, and is gone. Compare again.");
  }
}
