import { basename } from "node:path";
import * as vscode from "vscode";
import type { ConsolePlatform } from "../../console/platform.ts";

/** Asks for the passphrases of keys, and keeps them in the secret storage until they no longer fit. */
export function passphrasesIn(secrets: vscode.SecretStorage): ConsolePlatform["passphrase"] {
  return async (file, refused) => {
    const name = `console passphrase ${file}`;
    const kept = refused ? undefined : await secrets.get(name);
    if (kept !== undefined) return kept;
    const given = await vscode.window.showInputBox({
      title: vscode.l10n.t("Passphrase of {0}", basename(file)),
      prompt: refused ? vscode.l10n.t("That passphrase does not open it. Try another one.") : vscode.l10n.t("It is kept in VS Code's secret storage."),
      password: true,
      ignoreFocusOut: true,
    });
    if (given !== undefined) await secrets.store(name, given);
    return given;
  };
}
