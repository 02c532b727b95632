import * as vscode from "vscode";
import { commands, doctorScheme } from "../commands.ts";

/** Something the person can do about what the doctor found, offered above the line it belongs to. */
export interface Fix {
  readonly title: string;
  /** A codicon's name, where it is no wrench. */
  readonly icon?: string;
  /** Counted from 0. */
  readonly line: number;
  run(): Promise<void>;
}

/** A run of the doctor a person is looking at: streaming in, or done. */
export interface DoctorView {
  /** The tab's name; another run on the same takes its place. */
  readonly title: string;
  /** Markdown; holds no secret. */
  readonly text: string;
  readonly fixes: readonly Fix[];
  /** The whole run as a JSON document; absent while it is under way. */
  readonly json?: string;
  /** Absent while it is under way. */
  readonly again?: () => Promise<void>;
}

/** The doctor's reports: read-only Markdown with its remedies as code lenses. They live as long as the window. */
export class DoctorDocuments implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #views = new Map<string, DoctorView>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;

  async show(view: DoctorView): Promise<void> {
    this.set(view);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(view.title)), { preview: false });
  }

  /** Replaces the run of the same title, wherever it is shown. */
  set(view: DoctorView): void {
    const uri = uriOf(view.title);
    this.#views.set(uri.toString(), view);
    this.#changed.fire(uri);
    this.#lensesChanged.fire();
  }

  /** The run at `uri`, or in the active editor. */
  at(uri: unknown): DoctorView | undefined {
    const wanted = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
    return wanted === undefined ? undefined : this.#views.get(wanted.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#views.get(uri.toString())?.text ?? vscode.l10n.t("The doctor wrote this before the window was reloaded, and it is gone. Run the doctor again.");
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const view = this.#views.get(document.uri.toString());
    if (view === undefined) return [];
    const { uri } = document;
    const atTop = [
      ...(view.again === undefined ? [] : [{ title: vscode.l10n.t("$(refresh) Run Again"), command: commands.doctorAgain, arguments: [uri] }]),
      ...(view.json === undefined ? [] : [
        { title: vscode.l10n.t("$(open-preview) Preview"), command: "markdown.showPreviewToSide", arguments: [uri] },
        { title: vscode.l10n.t("$(copy) Copy"), command: commands.doctorCopy, arguments: [uri] },
        { title: vscode.l10n.t("$(json) As JSON"), command: commands.doctorJson, arguments: [uri] },
      ]),
    ].map((command) => lens(0, command));
    return [...view.fixes.map(({ title, icon = "wrench", line }, index) => lens(line, { title: `$(${icon}) ${title}`, command: commands.doctorFix, arguments: [uri, index] })), ...atTop];
  }

  dispose(): void {
    this.#changed.dispose();
    this.#lensesChanged.dispose();
  }
}

/** The ending makes it Markdown, for the editor and for whoever saves it. */
function uriOf(title: string): vscode.Uri {
  return vscode.Uri.from({ scheme: doctorScheme, path: `/${title.replaceAll(/[/\\]+/g, " ")}.md` });
}

function lens(line: number, command: vscode.Command): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
}
