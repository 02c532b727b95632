import * as l10n from "@vscode/l10n";
import type { ConnectionString } from "./connectionString.ts";

/** What a client URL may carry besides the hub. */
export interface ClientUrlOptions {
  /** The app's hub path, such as `/chat`: becomes `asrs.op`, percent-encoded. */
  readonly op?: string;
  /** A query string without `?`, appended as it is. */
  readonly query?: string;
}

/**
 * Where the SDK sends a client, token apart: plain concatenation to `ClientEndpoint`, else to `Endpoint`
 * (signalr-protocol 5.3). A `ClientEndpoint` with a path but no slash at its end gives the same broken URL as the SDK's.
 */
export function clientUrl(connectionString: ConnectionString, hub: string, options: ClientUrlOptions = {}): string {
  const op = options.op === undefined || options.op === "" ? "" : `&asrs.op=${encodeURIComponent(options.op)}`;
  const query = options.query === undefined || options.query === "" ? "" : `&${options.query}`;
  return `${connectionString.clientEndpoint ?? connectionString.endpointUrl}client/?hub=${encodeURIComponent(hub.toLowerCase())}${op}${query}`;
}

/**
 * The audience of a client's token: scheme and host of the service's `Endpoint`, never the port, never `ClientEndpoint`
 * (signalr-protocol 5.5).
 * @param endpoint the service's URL; a path, query or port in it does not count
 */
export function clientAudience(endpoint: string, hub: string): string {
  return `${audienceBase(endpoint)}/client/?hub=${hub.toLowerCase()}`;
}

/** What every audience of a token for the service begins with: scheme and host, never the port. */
export function audienceBase(endpoint: string): string {
  const origin = /^(https?:\/\/)(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(endpoint);
  return `${(origin?.[1] ?? "").toLowerCase()}${(origin?.[2] ?? "").toLowerCase()}`;
}

export interface EndpointWarning {
  readonly code: "clientEndpointPathWithoutSlash" | "clientEndpointQuery" | "clientEndpointPath" | "clientEndpointPort" | "clientEndpointIsService" | "endpointPath";
  readonly message: string;
}

/** What the SDK accepts and then does wrong with the endpoints of a connection string (signalr-protocol 5.3), worst first. */
export function clientEndpointWarnings(connectionString: ConnectionString): readonly EndpointWarning[] {
  const warnings: EndpointWarning[] = [];
  const warn = (code: EndpointWarning["code"], message: string): void => {
    warnings.push({ code, message });
  };
  if (new URL(connectionString.endpointUrl).pathname !== "/") {
    warn("endpointPath", l10n.t("Endpoint has a path. The SDK cuts its last slash and glues its own path to it, so no client or server URL can be right. Put a path into ClientEndpoint or ServerEndpoint."));
  }
  if (connectionString.clientEndpoint === undefined) {
    return warnings;
  }
  const url = new URL(connectionString.clientEndpoint);
  if (url.search !== "" || url.hash !== "") {
    warn("clientEndpointQuery", l10n.t("ClientEndpoint has a query or fragment. The SDK glues client/?hub=… to it, so the URL clients get is broken: {0}. A subscription key cannot travel here.", `${url.origin}${url.pathname}?…client/?hub=…`));
  } else if (!url.pathname.endsWith("/")) {
    warn("clientEndpointPathWithoutSlash", l10n.t("ClientEndpoint has a path without a slash at its end, so clients are sent to {0}. Write {1}.", `${url.href}client/`, `${url.href}/`));
  } else if (url.pathname !== "/") {
    warn("clientEndpointPath", l10n.t("ClientEndpoint has a path. Older versions of the service SDK lose it; use the newest one, or a host without a path."));
  }
  if (connectionString.port !== undefined) {
    warn("clientEndpointPort", l10n.t("The string has a Port. Older versions of the service SDK append it to ClientEndpoint too; write the port into Endpoint instead."));
  }
  if (url.host === new URL(connectionString.endpointUrl).host) {
    warn("clientEndpointIsService", l10n.t("ClientEndpoint is the service itself, so clients do not go through a gateway."));
  }
  return warnings;
}
