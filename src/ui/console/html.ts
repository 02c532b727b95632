import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The only folders a console's page may load from. */
export function resourceRoots(extensionUri: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extensionUri, "dist"), vscode.Uri.joinPath(extensionUri, "media", "page")];
}

/** The page's frame: everything that is shown comes later, by messages. */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const uri = (...path: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const styles = ["base.css", "log.css", "detail.css"].map((name) => uri("media", "page", name));
  const links = [uri("dist", "codicon.css"), ...styles].map((href) => `<link rel="stylesheet" href="${href}">`).join("\n");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; font-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${vscode.l10n.t("SignalR console")}</title>
${links}
</head>
<body>
<signalr-console></signalr-console>
<script type="module" nonce="${nonce}" src="${uri("dist", "page.js")}"></script>
</body>
</html>`;
}
