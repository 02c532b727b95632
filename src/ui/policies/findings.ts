import * as vscode from "vscode";
import type { PolicyFaultAt } from "../../apim/policies/refusedAt.ts";
import type { PolicyIssue } from "./language/check.ts";
import { moved } from "./refused.ts";

/** What is wrong with the policies that are open: what the catalogue tells at once, and what API Management said when one was saved. */
export class Findings implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("apim-policy");
  readonly #refused = new Map<string, readonly PolicyFaultAt[]>();
  readonly #checked = new Map<string, readonly vscode.Diagnostic[]>();

  /** What the catalogue says of a document's text as it is now. */
  checked(document: vscode.TextDocument, found: readonly PolicyIssue[]): void {
    const severities = { error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning };
    const issues = found.map(({ start, end, message, severity, code }) => {
      const diagnostic = new vscode.Diagnostic(new vscode.Range(document.positionAt(start), document.positionAt(end)), message, severities[severity]);
      diagnostic.code = code;
      return diagnostic;
    });
    this.#checked.set(document.uri.toString(), issues);
    this.#show(document);
  }

  /** What API Management refused of a document it was sent; none when it took it. */
  refused(uri: vscode.Uri, faults: readonly PolicyFaultAt[]): void {
    this.#refused.set(uri.toString(), faults);
    this.#show(vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString()));
  }

  changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    this.#refused.set(key, moved(this.#refused.get(key) ?? [], contentChanges.map(({ range, text }) => ({ firstLine: range.start.line, lastLine: range.end.line, text }))));
  }

  forget(uri: vscode.Uri): void {
    this.#refused.delete(uri.toString());
    this.#checked.delete(uri.toString());
    this.#collection.delete(uri);
  }

  dispose(): void {
    this.#collection.dispose();
  }

  #show(document: vscode.TextDocument | undefined): void {
    if (document === undefined) return;
    const key = document.uri.toString();
    const refused = (this.#refused.get(key) ?? []).map(({ line, column, reason }) => {
      const place = document.validatePosition(new vscode.Position(line - 1, Math.max(0, column - 1)));
      const diagnostic = new vscode.Diagnostic(document.getWordRangeAtPosition(place, /[\w-]+/) ?? new vscode.Range(place, place.translate(0, 1)), reason, vscode.DiagnosticSeverity.Error);
      diagnostic.source = vscode.l10n.t("API Management");
      return diagnostic;
    });
    this.#collection.set(document.uri, [...(this.#checked.get(key) ?? []), ...refused]);
  }
}
