import * as l10n from "@vscode/l10n";
import { Problem } from "../signalr/problem.ts";
import { entraConnectionString, parseConnectionString, withClientEndpoint } from "../signalr/connectionString.ts";
import { sameUrl } from "./paths.ts";
import type { Instance, Integration, LayoutName } from "./model.ts";

/**
 * The value of `ClientEndpoint=` that leads clients to an integration. The service SDK appends `client/?hub=…` to it by plain
 * concatenation (signalr-protocol 5.3), so a bare host takes no slash and a path must end in one.
 * @param gatewayUrl gateway or custom proxy domain, as an http or https URL
 * @throws Problem `gatewayUrlInvalid`
 */
export function clientEndpointFor(gatewayUrl: string, prefix: string): string {
  const url = URL.parse(gatewayUrl);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Problem({
      code: "gatewayUrlInvalid",
      message: l10n.t('"{0}" is not an http or https URL, so it cannot be a ClientEndpoint.', gatewayUrl),
      nextStep: l10n.t("Give the gateway's URL, such as https://contoso.azure-api.net, or the URL of a custom domain in front of it."),
    });
  }
  if (url.search !== "" || url.hash !== "" || url.username !== "") {
    throw new Problem({
      code: "gatewayUrlInvalid",
      message: l10n.t("A ClientEndpoint is a host and perhaps a path: the SDK would glue its own path behind the query, fragment or user name in this URL."),
      nextStep: l10n.t("Give the URL without them. A subscription key cannot travel in ClientEndpoint."),
    });
  }
  const path = [url.pathname, prefix].join("/").split("/").filter((segment) => segment !== "");
  return path.length === 0 ? url.origin : `${url.origin}/${path.join("/")}/`;
}

/** The addresses an integration has through its layout. */
export interface Addresses {
  /** Value of `ClientEndpoint=`; null for a layout whose clients open the gateway's address themselves. */
  readonly clientEndpoint: string | null;
  /** Where its clients connect: one URL for each host name of the gateway. */
  readonly gatewayUrls: readonly string[];
}

/** @param gatewayUrl the one that `ClientEndpoint` names */
export function addressesOf(layout: LayoutName, instance: Instance, prefix: string, gatewayUrl = instance.gatewayUrl): Addresses {
  const endpoints = instance.gatewayUrls.map((url) => clientEndpointFor(url, prefix));
  return layout === "gatewayNegotiate"
    ? { clientEndpoint: null, gatewayUrls: endpoints.map((url) => url.replace(/^http/i, "ws").replace(/\/$/, "")) }
    : { clientEndpoint: clientEndpointFor(gatewayUrl, prefix), gatewayUrls: endpoints.map((url) => `${slashed(url)}client/`) };
}

/**
 * One of the instance's gateway URLs; its first where none is asked for.
 * @throws Problem `gatewayUrlUnknown`
 */
export function chosenGatewayUrl(instance: Instance, asked: string | undefined): string {
  if (asked === undefined) {
    return instance.gatewayUrl;
  }
  const found = instance.gatewayUrls.find((url) => sameUrl(url, asked));
  if (found === undefined) {
    throw new Problem({
      code: "gatewayUrlUnknown",
      message: l10n.t("{0} is not a gateway address of {1}; it has {2}.", asked, instance.name, instance.gatewayUrls.join(", ")),
      resource: instance.id,
      nextStep: l10n.t("Choose one of these, or add the host name to the instance as a custom domain first."),
    });
  }
  return found;
}

/** What a connection string is made from: a key-based string of the service, or its endpoint for Entra (no key in it). */
export type ConnectionStringSource = { readonly auth: "key"; readonly connectionString: string } | { readonly auth: "entra" };

/**
 * The service's connection string with the integration's `ClientEndpoint`. Secret when made from a key.
 * @param clientEndpoint another one than the integration's own, such as a custom domain's
 * @throws Problem where the service's own string cannot be read, or the layout has no ClientEndpoint
 */
export function connectionStringFor(source: ConnectionStringSource, integration: Integration, clientEndpoint = integration.clientEndpoint): string {
  if (clientEndpoint === null) {
    throw new Problem({
      code: "noClientEndpoint",
      message: l10n.t("The layout {0} has no ClientEndpoint: its clients open the gateway's address themselves.", integration.layout),
    });
  }
  if (source.auth === "entra") {
    return entraConnectionString(integration.signalREndpoint, clientEndpoint);
  }
  parseConnectionString(source.connectionString);
  return withClientEndpoint(source.connectionString, clientEndpoint);
}

function slashed(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
