import * as vscode from "vscode";
import { looksLikeOurs, recognise } from "../../apim/recognise.ts";
import { keptFile } from "../account/inventoryFile.ts";
import { InstanceReader } from "./instanceReader.ts";

let reader: InstanceReader | undefined;

/** The one that reads instances in this window. @param folder of the extension's own files */
export function instanceReader(folder: vscode.Uri): InstanceReader {
  reader ??= new InstanceReader({
    looksLikeOurs,
    recognise,
    store: {
      load: async (...of) => new TextDecoder().decode(await vscode.workspace.fs.readFile(keptFile(folder, ...of))),
      save: async (account, instance, text) => {
        await vscode.workspace.fs.createDirectory(folder);
        await vscode.workspace.fs.writeFile(keptFile(folder, account, instance), new TextEncoder().encode(text));
      },
    },
  });
  return reader;
}
