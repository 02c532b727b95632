import * as l10n from "@vscode/l10n";
import { absoluteUri, invalid, missing, readParts, required } from "./connectionStringParts.ts";
import type { Part } from "./connectionStringParts.ts";

/**
 * How an app proves itself to the service: by access key, or as an Entra identity (`azure` the default credential,
 * `azure.msi` a managed identity, `azure.app` an app registration). The old `aad` is read as the one it means.
 */
export type AuthType = "accessKey" | "azure" | "azure.msi" | "azure.app";

/** A connection string of Azure SignalR Service, as the service SDK reads it (signalr-protocol 5.1, 5.2). */
export interface ConnectionString {
  /** Scheme, host and port of the service, without a path or a slash at the end. */
  readonly endpoint: string;
  /** The whole `Endpoint` as an absolute URI with `Port` applied: what client and server URLs start with when no other endpoint is given. */
  readonly endpointUrl: string;
  readonly authType: AuthType;
  /** Secret. Present exactly when `authType` is `accessKey`; used as UTF-8 text, never decoded. */
  readonly accessKey?: string;
  readonly clientId?: string;
  readonly tenantId?: string;
  /** Secret. */
  readonly clientSecret?: string;
  /** Path of a certificate file. */
  readonly clientCertPath?: string;
  readonly version?: string;
  /** From the part `Port`; already applied to `endpoint`. */
  readonly port?: number;
  /** Absolute URI: where clients are sent instead of the service, such as a gateway. */
  readonly clientEndpoint?: string;
  /** Absolute URI: where app servers and REST calls go instead of the service. */
  readonly serverEndpoint?: string;
}

/**
 * Reads a connection string as the service SDK does.
 * @throws Problem `connectionStringEmpty`, `connectionStringPartMissing`, `connectionStringPartInvalid`,
 * `connectionStringPartRepeated`; the message names the part and never its value
 */
export function parseConnectionString(text: string): ConnectionString {
  const parts = readParts(text);
  const port = readPort(parts.get("Port"));
  const endpointText = required(parts, "Endpoint").replace(/\/+$/, "");
  const endpoint = absoluteUri(endpointText, "Endpoint", port);
  const version = parts.get("Version");
  if (version !== undefined && !/^1\.\d+(?:[\w-.]+)?$/.test(version)) {
    throw invalid("Version", l10n.t("Only versions that start with 1. and a number are supported, such as 1.0."));
  }
  const clientEndpoint = parts.get("ClientEndpoint");
  const serverEndpoint = parts.get("ServerEndpoint");
  return {
    endpoint: endpoint.origin,
    endpointUrl: endpoint.absoluteUri,
    ...readCredential(parts),
    ...(version === undefined ? {} : { version }),
    ...(port === undefined ? {} : { port }),
    ...(clientEndpoint === undefined ? {} : { clientEndpoint: absoluteUri(clientEndpoint, "ClientEndpoint").absoluteUri }),
    ...(serverEndpoint === undefined ? {} : { serverEndpoint: absoluteUri(serverEndpoint, "ServerEndpoint").absoluteUri }),
  };
}

/** The string with the parts in canonical order and a `;` after each. Holds the key when `connectionString` does. */
export function formatConnectionString(connectionString: ConnectionString): string {
  const { authType, port } = connectionString;
  // Port is already in the endpoint's URL; a portless default is spelled as the portal does.
  const parts: readonly (readonly [Part, string | undefined])[] = [
    ["Endpoint", port === undefined ? withoutLastSlash(connectionString.endpointUrl) : connectionString.endpoint],
    ["AccessKey", connectionString.accessKey],
    ["AuthType", authType === "accessKey" ? undefined : authType],
    ["ClientId", connectionString.clientId],
    ["TenantId", connectionString.tenantId],
    ["ClientSecret", connectionString.clientSecret],
    ["ClientCert", connectionString.clientCertPath],
    ["Version", connectionString.version],
    ["ClientEndpoint", connectionString.clientEndpoint],
    ["ServerEndpoint", connectionString.serverEndpoint],
  ];
  return parts.map(([part, value]) => (value === undefined ? "" : `${part}=${value};`)).join("");
}

/**
 * The same string with `ClientEndpoint` replaced or added; every other part stays as it was written, unknown ones too.
 * @throws Problem as `parseConnectionString`, for the string and for the endpoint
 */
export function withClientEndpoint(connectionString: string, clientEndpoint: string): string {
  parseConnectionString(connectionString);
  absoluteUri(clientEndpoint, "ClientEndpoint");
  const part = `ClientEndpoint=${clientEndpoint}`;
  const pairs = connectionString.split(";");
  const at = pairs.findIndex((pair) => /^\s*clientEndpoint\s*=/i.test(pair));
  if (at >= 0) {
    return pairs.with(at, part).join(";");
  }
  const trimmed = connectionString.trimEnd();
  return `${trimmed}${trimmed.endsWith(";") ? "" : ";"}${part};`;
}

/**
 * A string without any key: the app proves itself with its Entra identity.
 * @param endpoint the service's URL
 * @throws Problem as `parseConnectionString`
 */
export function entraConnectionString(endpoint: string, clientEndpoint?: string): string {
  const connectionString = `Endpoint=${withoutLastSlash(endpoint)};AuthType=azure;Version=1.0;`;
  if (clientEndpoint !== undefined) {
    return withClientEndpoint(connectionString, clientEndpoint);
  }
  parseConnectionString(connectionString);
  return connectionString;
}

function withoutLastSlash(url: string): string {
  return url.replace(/\/$/, "");
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const port = /^\+?\d+$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    throw invalid("Port", l10n.t("It must be a whole number from 1 to 65535."));
  }
  return port;
}

type Credential = Pick<ConnectionString, "authType" | "accessKey" | "clientId" | "tenantId" | "clientSecret" | "clientCertPath">;

function readCredential(parts: ReadonlyMap<Part, string>): Credential {
  const accessKey = parts.get("AccessKey") ?? "";
  if (accessKey !== "") {
    // An access key wins over any AuthType, as in the SDK.
    return { authType: "accessKey", accessKey };
  }
  const clientId = parts.get("ClientId") ?? "";
  const given = clientId === "" ? {} : { clientId };
  switch ((parts.get("AuthType") ?? "").toLowerCase()) {
    case "azure.msi":
      return { authType: "azure.msi", ...given };
    case "azure.app":
      return application(parts);
    case "aad":
      return clientId !== "" && (parts.get("TenantId") ?? "") !== "" ? application(parts) : { authType: "azure.msi", ...given };
    default:
      return { authType: "azure" };
  }
}

function application(parts: ReadonlyMap<Part, string>): Credential {
  const clientId = nonEmpty(parts, "ClientId");
  const tenantId = nonEmpty(parts, "TenantId");
  const clientSecret = parts.get("ClientSecret") ?? "";
  const clientCertPath = parts.get("ClientCert") ?? "";
  if (clientSecret === "" && clientCertPath === "") {
    throw missing(l10n.t("{0} or {1}", "ClientSecret", "ClientCert"));
  }
  return { authType: "azure.app", clientId, tenantId, ...(clientSecret === "" ? { clientCertPath } : { clientSecret }) };
}

function nonEmpty(parts: ReadonlyMap<Part, string>, part: Part): string {
  const value = required(parts, part);
  if (value === "") {
    throw missing(part);
  }
  return value;
}
