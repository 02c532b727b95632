import * as vscode from "vscode";
import { clientSnippet } from "../../apim/snippets.ts";
import type { SnippetLanguage } from "../../apim/snippets.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";

/** Copies a client for the app's hub with the layout's transport pinned. */
export async function copySnippet({ sandbox }: Services, node: IntegrationNode): Promise<void> {
  const language = answered(
    await pickOne<SnippetLanguage>({ title: vscode.l10n.t("Copy a client for {0}", node.integration.name), placeholder: vscode.l10n.t("Language") }, [
      { label: "JavaScript", description: "@microsoft/signalr", value: "javascript" },
      { label: "C#", description: "Microsoft.AspNetCore.SignalR.Client", value: "csharp" },
    ]),
  );
  const line = node.account.kind === "sandbox" ? await sandbox.running() : undefined;
  const hubUrl = line === undefined ? "https://your-app.example.com/chat" : `${line.appServerUrl}/chat`;
  await vscode.env.clipboard.writeText(clientSnippet(node.integration.layout, language, hubUrl));
  void vscode.window.showInformationMessage(vscode.l10n.t("The client is on the clipboard. It negotiates with the app at {0}, which sends it to the gateway.", hubUrl));
}
