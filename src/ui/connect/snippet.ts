import * as vscode from "vscode";
import { clientSnippet, snippetLanguages } from "../../apim/snippets.ts";
import type { SnippetLanguage } from "../../apim/snippets.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";

/** Copies a client for the app's hub, or for the gateway where that negotiates, with the layout's transport pinned. */
export async function copySnippet({ sandbox }: Services, node: IntegrationNode): Promise<void> {
  const { layout, clientEndpoint, gatewayUrls } = node.integration;
  const language = answered(
    await pickOne<SnippetLanguage>(
      { title: vscode.l10n.t("Copy a client for {0}", node.integration.name), placeholder: vscode.l10n.t("Language") },
      snippetLanguages(layout).map((value) => ({ ...labels[value], value })),
    ),
  );
  if (clientEndpoint === null) {
    const [gatewayUrl = ""] = gatewayUrls;
    await vscode.env.clipboard.writeText(clientSnippet(layout, language, gatewayUrl));
    void vscode.window.showInformationMessage(vscode.l10n.t("The client is on the clipboard. It opens {0}, where the gateway negotiates for it.", gatewayUrl));
    return;
  }
  const line = node.account.kind === "sandbox" ? await sandbox.running() : undefined;
  const hubUrl = line === undefined ? "https://your-app.example.com/chat" : `${line.appServerUrl}/chat`;
  await vscode.env.clipboard.writeText(clientSnippet(layout, language, hubUrl));
  void vscode.window.showInformationMessage(vscode.l10n.t("The client is on the clipboard. It negotiates with the app at {0}, which sends it to the gateway.", hubUrl));
}

const labels: Readonly<Record<SnippetLanguage, { readonly label: string; readonly description: string }>> = {
  javascript: { label: "JavaScript", description: "@microsoft/signalr" },
  csharp: { label: "C#", description: "Microsoft.AspNetCore.SignalR.Client" },
  webSocket: { label: "WebSocket", description: vscode.l10n.t("JavaScript without a library") },
};
