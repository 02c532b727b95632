import * as vscode from "vscode";
import type { Place } from "../../console/draft.ts";
import type { MessageFiles } from "../../console/messageShelf.ts";
import { Problem } from "../../signalr/problem.ts";

const name = "signalr-messages.json";

/** The workspace's saved messages, a file one can review and commit, and the person's own in the editor's storage. */
export function messageFilesOf(userFolder: vscode.Uri): MessageFiles {
  const uriOf = (place: Place): vscode.Uri | undefined => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (place === "user") return vscode.Uri.joinPath(userFolder, name);
    return folder === undefined ? undefined : vscode.Uri.joinPath(folder.uri, ".vscode", name);
  };
  return {
    read: async (place) => {
      const uri = uriOf(place);
      return uri === undefined ? undefined : await readText(uri);
    },
    write: async (place, text) => {
      const uri = uriOf(place);
      if (uri === undefined) {
        throw new Problem({
          code: "noWorkspace",
          message: vscode.l10n.t("No folder is open, so there is no workspace to save the message in."),
          nextStep: vscode.l10n.t("Open a folder, or save it for yourself."),
        });
      }
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    },
  };
}

/** Tells when the workspace's file was changed, by hand or by a checkout. */
export function watchMessages(changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(`**/.vscode/${name}`);
  return vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed), watcher.onDidDelete(changed));
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return undefined;
    throw error;
  }
}
