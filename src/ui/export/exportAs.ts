import * as vscode from "vscode";
import type { Deployment } from "../../apim/export/deployment.ts";
import type { ExportFile } from "../../apim/export/exportFiles.ts";
import { exportFiles } from "../../apim/export/exportFiles.ts";
import type { ExportFormat } from "../../apim/export/formats.ts";
import { writeExport } from "../../apim/export/writeExport.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { answered, pickOne } from "../prompts.ts";

type Destination = "documents" | "folder" | "clipboard";

/** Asks for a language and a place, and puts an integration there as infrastructure code. Nothing is written on the instance. */
export async function exportAs(deployment: Deployment): Promise<void> {
  const title = vscode.l10n.t("Export {0}", deployment.plan.name);
  const format = answered(await pickOne<ExportFormat>({ title, placeholder: vscode.l10n.t("As which infrastructure code?") }, formats()));
  const files = exportFiles(format, deployment);
  const [main] = files;
  if (main === undefined) return;
  const destination = answered(await pickOne<Destination>({ title, placeholder: vscode.l10n.t("Where to?") }, destinations(files, main)));
  const put: Readonly<Record<Destination, () => Promise<void>>> = {
    documents: () => showDocuments(files),
    folder: () => writeFolder(files, title, vscode.l10n.t("Export Here")),
    clipboard: async () => {
      await vscode.env.clipboard.writeText(main.text);
      vscode.window.setStatusBarMessage(vscode.l10n.t("{0} is on the clipboard.", main.path), 5000);
    },
  };
  await put[destination]();
}

function formats(): readonly (vscode.QuickPickItem & { readonly value: ExportFormat })[] {
  return [
    { label: "Bicep", description: "main.bicep", detail: vscode.l10n.t("For az deployment, or as a module of your own template"), value: "bicep" },
    { label: vscode.l10n.t("ARM template"), description: "azuredeploy.json", detail: vscode.l10n.t("For Resource Manager as it is"), value: "arm" },
    { label: "Terraform", description: "main.tf", detail: vscode.l10n.t("For the provider azurerm, version 4 or 5"), value: "terraform" },
  ];
}

function destinations(files: readonly ExportFile[], main: ExportFile): readonly (vscode.QuickPickItem & { readonly value: Destination })[] {
  return [
    { label: vscode.l10n.t("$(files) Open as documents"), description: files.map(({ path }) => path).join(", "), value: "documents" },
    { label: vscode.l10n.t("$(folder-opened) Write to a folder…"), detail: vscode.l10n.t("What somebody else wrote there is not overwritten"), value: "folder" },
    { label: vscode.l10n.t("$(copy) Copy to the clipboard"), description: main.path, value: "clipboard" },
  ];
}

const languages: Readonly<Record<string, string>> = { bicep: "bicep", bicepparam: "bicep-params", json: "json", tf: "terraform", md: "markdown" };

/** The main file in front. A language this editor does not know is plain text. */
async function showDocuments(files: readonly ExportFile[]): Promise<void> {
  const known = new Set(await vscode.languages.getLanguages());
  for (const { path, text } of files.toReversed()) {
    const language = languages[path.slice(path.lastIndexOf(".") + 1)] ?? "plaintext";
    const document = await vscode.workspace.openTextDocument({ content: text, language: known.has(language) ? language : "plaintext" });
    await vscode.window.showTextDocument(document, { preview: false });
  }
}

/** Asks for a folder, writes the files there as far as they are not somebody's own, and opens the first. */
export async function writeFolder(files: readonly ExportFile[], title: string, openLabel: string): Promise<void> {
  const [folder] = (await vscode.window.showOpenDialog({ title, canSelectFiles: false, canSelectFolders: true, openLabel })) ?? [];
  if (folder === undefined) throw new Cancelled();
  const written = await writeExport(files, folder.fsPath);
  const [main] = written;
  if (main !== undefined) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, main.path), { preview: false });
  const kept = written.filter((file) => file.kept).map(({ path }) => path);
  void vscode.window.showInformationMessage(
    kept.length === 0 ? vscode.l10n.t("{0} files are in {1}.", written.length, folder.fsPath) : vscode.l10n.t("{0} files are in {1}. Kept as they were: {2}.", written.length, folder.fsPath, kept.join(", ")),
  );
}
