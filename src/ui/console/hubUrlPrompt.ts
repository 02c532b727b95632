import * as vscode from "vscode";
import { hubTarget } from "../../console/target.ts";
import { problemText } from "../problemText.ts";

/** Asks for the URL of a hub at its app; undefined when the person gave up. */
export async function askHubUrl(title: string): Promise<string | undefined> {
  const address = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("The URL the app maps its hub to"),
    placeHolder: "https://example.com/chat",
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        hubTarget(text);
        return undefined;
      } catch (error) {
        return problemText(error).message;
      }
    },
  });
  return address?.trim();
}
