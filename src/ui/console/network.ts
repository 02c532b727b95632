import { getCACertificates } from "node:tls";
import * as vscode from "vscode";
import type { ConnectOptions } from "../../signalr/connection.ts";
import { proxyOfSettings } from "./proxySettings.ts";

let systemCertificates: string | undefined;

/** The proxy and the certificates to trust, as the editor's `http.*` settings have them; read anew for each connection. */
export function networkOfEditor(): Pick<ConnectOptions, "proxy" | "tls"> {
  const settings = vscode.workspace.getConfiguration("http");
  return {
    proxy: proxyOfSettings(settings.get("proxySupport"), settings.get("proxy"), settings.get("noProxy")),
    ...(settings.get("systemCertificates") !== false && { tls: { ca: (systemCertificates ??= getCACertificates("system").join("\n")) } }),
  };
}
