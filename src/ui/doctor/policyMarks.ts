import * as vscode from "vscode";
import type { Diagnosis } from "../../doctor/model.ts";
import { policyScheme } from "../commands.ts";
import { uriParts } from "../policies/address.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { blamedPolicies, placeOf } from "./blamedPolicies.ts";
import type { BlamedPolicy } from "./blamedPolicies.ts";

/** Marks what a report blames in the policies that are open for editing, until a later run no longer does. */
export class PolicyMarks implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("signalr-apim-doctor");
  readonly #blamed = new Map<string, readonly BlamedPolicy[]>();
  readonly #listeners = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument((document) => this.#mark(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => this.#mark(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
  );

  /** Takes the place of what an earlier run blamed in the same integration. */
  show({ account, instance, integration }: IntegrationNode, diagnosis: Diagnosis): void {
    const blamed = blamedPolicies(diagnosis);
    const owned = integration.apis.flatMap(({ api, operations }) => [api, ...operations].map(({ path }) => `${path}/policies/policy`));
    for (const resource of new Set([...owned, ...blamed.map((policy) => policy.resource)])) {
      const uri = vscode.Uri.from({ scheme: policyScheme, ...uriParts({ account: account.id, instance: instance.id, resource, webSocket: false }) });
      this.#blamed.set(uri.toString(), blamed.filter((policy) => policy.resource === resource));
    }
    for (const document of vscode.workspace.textDocuments) this.#mark(document);
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#collection.dispose();
  }

  #mark(document: vscode.TextDocument): void {
    const blamed = this.#blamed.get(document.uri.toString());
    if (document.uri.scheme !== policyScheme || blamed === undefined) return;
    const text = document.getText();
    this.#collection.set(document.uri, blamed.flatMap(({ element, says }) => {
      const place = placeOf(element, text);
      if (place === undefined) return [];
      const diagnostic = new vscode.Diagnostic(new vscode.Range(document.positionAt(place.start), document.positionAt(place.end)), says, vscode.DiagnosticSeverity.Warning);
      diagnostic.source = vscode.l10n.t("SignalR doctor");
      return diagnostic;
    }));
  }
}
