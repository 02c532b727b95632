import * as vscode from "vscode";
import { defaultKeys, writeConnectionString } from "../../apim/appSettings/writeConnectionString.ts";
import type { SettingTarget } from "../../apim/appSettings/writeConnectionString.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";

/** Where an app reads its connection string from, and how the file is found in the workspace. */
const files: Readonly<Record<SettingTarget, { readonly glob: string; readonly create?: { readonly beside: string; readonly name: string } }>> = {
  "user-secrets": { glob: "**/*.{csproj,fsproj,vbproj}" },
  "local-settings": { glob: "**/local.settings.json", create: { beside: "**/host.json", name: "local.settings.json" } },
  dotenv: { glob: "**/.env", create: { beside: "*", name: ".env" } },
};

export function writeTargets(): readonly Choice<SettingTarget>[] {
  return [
    { label: vscode.l10n.t("$(key) User secrets"), description: defaultKeys["user-secrets"], detail: vscode.l10n.t("Of an ASP.NET Core project; outside its folder"), value: "user-secrets" },
    { label: vscode.l10n.t("$(settings-gear) local.settings.json"), description: `Values.${defaultKeys["local-settings"]}`, detail: vscode.l10n.t("Of an Azure Functions project"), value: "local-settings" },
    { label: vscode.l10n.t("$(file) .env"), description: defaultKeys.dotenv, detail: vscode.l10n.t("Environment variables of any app"), value: "dotenv" },
  ];
}

/** Writes where the app reads it, and says where that is. */
export async function writeToFile(target: SettingTarget, connectionString: string): Promise<void> {
  const path = await writeSetting(target, connectionString);
  const open = vscode.l10n.t("Open File");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("Written to {0}.", path), ...(target === "user-secrets" ? [] : [open]));
  if (chosen === open) await vscode.window.showTextDocument(vscode.Uri.file(path));
}

/** Asks for the file and writes it, leaving everything else in it as it is; gives the file's path back. */
export async function writeSetting(target: SettingTarget, connectionString: string): Promise<string> {
  const path = await choosePath(target);
  return (await writeConnectionString({ target, path: path.fsPath, cwd: vscode.Uri.joinPath(path, "..").fsPath, value: connectionString })).path;
}

async function choosePath(target: SettingTarget): Promise<vscode.Uri> {
  const { glob, create } = files[target];
  const found = await vscode.workspace.findFiles(glob, "**/{node_modules,bin,obj}/**", 50);
  const places = create === undefined ? [] : await newFiles(target, create);
  const choices = [...found, ...places.filter((place) => !found.some((file) => file.fsPath === place.fsPath))];
  const browse = vscode.l10n.t("Browse…");
  const chosen = answered(
    await pickOne<vscode.Uri | undefined>({ title: vscode.l10n.t("Write the connection string"), placeholder: vscode.l10n.t("Which file?") }, [
      ...choices.map((value) => ({ label: vscode.workspace.asRelativePath(value), ...(places.includes(value) ? { description: vscode.l10n.t("new") } : {}), value })),
      { label: `$(folder-opened) ${browse}`, value: undefined },
    ]),
  );
  if (chosen !== undefined) return chosen;
  const [picked] = (await vscode.window.showOpenDialog({ canSelectFiles: true, canSelectMany: false, openLabel: vscode.l10n.t("Write Here") })) ?? [];
  if (picked === undefined) throw new Cancelled();
  return picked;
}

/** Where the file would be made: beside what tells such a project, or in each folder of the workspace. */
async function newFiles(target: SettingTarget, { beside, name }: { readonly beside: string; readonly name: string }): Promise<readonly vscode.Uri[]> {
  if (target === "dotenv") return (vscode.workspace.workspaceFolders ?? []).map((folder) => vscode.Uri.joinPath(folder.uri, name));
  const marks = await vscode.workspace.findFiles(beside, "**/{node_modules,bin,obj}/**", 50);
  return marks.map((mark) => vscode.Uri.joinPath(mark, "..", name));
}
