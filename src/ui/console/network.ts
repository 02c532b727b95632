import { getCACertificates } from "node:tls";
import * as vscode from "vscode";
import type { ConnectOptions } from "../../signalr/connection.ts";
import { proxyOfSettings } from "./proxySettings.ts";
import type { ProxySettings } from "./proxySettings.ts";

let systemCertificates: string | undefined;

/** The proxy and the certificates to trust, as the editor's `http.*` settings have them; read anew for each connection. */
export function networkOfEditor(): Pick<ConnectOptions, "proxy" | "tls"> {
  const settings = vscode.workspace.getConfiguration("http");
  const of = (name: keyof ProxySettings): unknown => settings.get(name);
  const proxySettings = { proxySupport: of("proxySupport"), proxy: of("proxy"), noProxy: of("noProxy"), proxyStrictSSL: of("proxyStrictSSL"), proxyAuthorization: of("proxyAuthorization") };
  return {
    proxy: proxyOfSettings(proxySettings),
    ...(settings.get("systemCertificates") !== false && { tls: { ca: (systemCertificates ??= getCACertificates("system").join("\n")) } }),
  };
}
