import * as vscode from "vscode";
import { commands, contextKeys, planScheme } from "../commands.ts";

/** A plan a person is looking at, with what can be done about it. */
export interface PlanView {
  /** The tab's name; a new plan with the same title takes the old one's place. */
  readonly title: string;
  readonly text: string;
  /** What applying would do, in words; absent where there is nothing (left) to apply. */
  readonly pending?: string;
  /** What came of it, once it was applied, behind a codicon that says the same. */
  readonly outcome?: string;
  /** What is being done with it; nothing else can be done meanwhile. */
  readonly busy?: string;
  apply(): Promise<void>;
  /** Absent for a plan that takes something away or only marks it. */
  readonly exportAs?: () => Promise<void>;
  again(): Promise<void>;
}

/** The plan documents: read-only text with a code lens that applies it. They live as long as the window. */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #views = new Map<string, PlanView>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  async show(view: PlanView): Promise<void> {
    const uri = this.uriOf(view.title);
    this.set(view);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, planScheme);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  /** Replaces the plan of the same title, wherever it is shown. */
  set(view: PlanView): void {
    const uri = this.uriOf(view.title);
    this.#views.set(uri.toString(), view);
    this.#changed.fire(uri);
    this.#lensesChanged.fire();
    const having = (member: "pending" | "exportAs"): readonly string[] => [...this.#views].filter(([, held]) => held[member] !== undefined).map(([shown]) => shown);
    void vscode.commands.executeCommand("setContext", contextKeys.pendingPlans, having("pending"));
    void vscode.commands.executeCommand("setContext", contextKeys.exportablePlans, having("exportAs"));
  }

  /** Says in a plan's place what is being done with it. What it offered before is offered again afterwards, unless another view has replaced it. */
  async during(title: string, busy: string, run: () => Promise<void>): Promise<void> {
    const before = this.#views.get(this.uriOf(title).toString());
    if (before === undefined) {
      await run();
      return;
    }
    const { pending: _pending, ...meanwhile } = { ...before, busy };
    this.set(meanwhile);
    try {
      await run();
    } finally {
      if (this.at(this.uriOf(title)) === meanwhile) this.set(before);
    }
  }

  /** The plan at `uri`, or in the active editor. */
  at(uri: unknown): PlanView | undefined {
    const wanted = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
    return wanted === undefined ? undefined : this.#views.get(wanted.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#views.get(uri.toString())?.text ?? vscode.l10n.t("This plan was made before the window was reloaded, and is gone. Publish again to see what would change now.");
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const view = this.#views.get(document.uri.toString());
    if (view === undefined) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    if (view.busy !== undefined) return [new vscode.CodeLens(top, { title: `$(sync~spin) ${view.busy}`, command: "" })];
    return [
      ...(view.outcome === undefined ? [] : [{ title: view.outcome, command: "" }]),
      ...(view.pending === undefined ? [] : [{ title: vscode.l10n.t("$(check) Apply ({0})", view.pending), command: commands.applyPlan, arguments: [document.uri] }]),
      { title: vscode.l10n.t("$(refresh) Plan Again"), command: commands.planAgain, arguments: [document.uri] },
      ...(view.exportAs === undefined ? [] : [{ title: vscode.l10n.t("$(export) Export As…"), command: commands.exportPlan, arguments: [document.uri] }]),
    ].map((command) => new vscode.CodeLens(top, command));
  }

  uriOf(title: string): vscode.Uri {
    return vscode.Uri.from({ scheme: planScheme, path: `/${title}` });
  }

  dispose(): void {
    this.#changed.dispose();
    this.#lensesChanged.dispose();
  }
}
