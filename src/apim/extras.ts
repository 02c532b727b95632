import * as l10n from "@vscode/l10n";
import { checkHubName } from "../signalr/hubName.ts";
import { Problem } from "../signalr/problem.ts";
import type { JwtCheck, LayoutName, RateLimit } from "./model.ts";
import { checkOrigins } from "./policies/origins.ts";

/** Checks of the optional extras, before anything is sent. */

/**
 * Origins for the gateway's own CORS, which concerns HTTP alone: browsers ask nobody before they open a WebSocket.
 * @throws Problem `corsOriginInvalid`, `corsWildcard`; `corsNotUsed` in a layout without an HTTP API
 */
export function checkCors(layout: LayoutName, origins: readonly string[]): readonly string[] {
  if (origins.length > 0 && layout === "gatewayNegotiate") {
    throw new Problem({
      code: "corsNotUsed",
      message: l10n.t("The layout gatewayNegotiate has no HTTP calls, so that CORS has no use."),
      nextStep: l10n.t("Leave the origins out."),
    });
  }
  return checkOrigins(origins);
}

/**
 * Hub names without doubles; the service knows them in lower case (signalr-protocol 5.3).
 * @throws Problem `hubNameInvalid`
 */
export function checkHubs(names: readonly string[]): readonly string[] {
  const hubs = names.map((name) => name.trim());
  hubs.forEach(checkHubName);
  return [...new Set(hubs.map((hub) => hub.toLowerCase()))];
}

/**
 * `rate-limit-by-key` counts over at most 300 s, and the Consumption tier has none (apim-facts 2.3, 3.3).
 * @throws Problem `rateLimitInvalid`
 */
export function checkRateLimit(limit: RateLimit, layout: LayoutName, sku = ""): RateLimit {
  const wrong = rateLimitFault(limit, layout, sku);
  if (wrong !== undefined) {
    throw new Problem({ code: "rateLimitInvalid", message: l10n.t("This rate limit is not possible: {0}", wrong), nextStep: l10n.t("Choose another one, or leave it out.") });
  }
  return limit;
}

function rateLimitFault({ calls, periodSeconds, by }: RateLimit, layout: LayoutName, sku: string): string | undefined {
  if (!Number.isInteger(calls) || calls < 1) {
    return l10n.t("the number of requests must be a whole number from 1.");
  }
  if (!Number.isInteger(periodSeconds) || periodSeconds < 1 || periodSeconds > 300) {
    return l10n.t("the period must be 1 to 300 whole seconds.");
  }
  if (by === "connection" && layout !== "http") {
    return l10n.t("through the layout {0} a connection is one request, so that only the caller's address can be counted by.", layout);
  }
  return sku.toLowerCase() === "consumption" ? l10n.t("the Consumption tier has none by key.") : undefined;
}

/** @throws Problem `jwtCheckInvalid` */
export function checkJwt(check: JwtCheck, layout: LayoutName): JwtCheck {
  const wrong = jwtFault(check, layout);
  if (wrong !== undefined) {
    throw new Problem({ code: "jwtCheckInvalid", message: l10n.t("This token check is not possible: {0}", wrong), nextStep: l10n.t("Choose another one, or leave it out.") });
  }
  return check;
}

function jwtFault({ openIdConfig, issuers, audiences, header }: JwtCheck, layout: LayoutName): string | undefined {
  const url = URL.parse(openIdConfig);
  if (url === null || !isSecure(url) || hasExpression(openIdConfig)) {
    return l10n.t('"{0}" is not the https URL of an OpenID configuration.', openIdConfig);
  }
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(header)) {
    return l10n.t('"{0}" is not the name of a header.', header);
  }
  if (layout !== "gatewayNegotiate" && header.toLowerCase() === "authorization") {
    return l10n.t("through the layout {0} the service's own token stands in Authorization, so that the app's needs another header.", layout);
  }
  const odd = [...issuers, ...audiences].find((text) => text.trim() === "" || hasExpression(text));
  return odd === undefined ? undefined : l10n.t('"{0}" cannot be an issuer or audience.', odd);
}

/**
 * An id that products take (apim-facts 1.8; letters, digits and dashes are safe everywhere).
 * @throws Problem `productInvalid`
 */
export function checkProduct(text: string): string {
  const id = text.trim();
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,78}[A-Za-z0-9])?$/.test(id)) {
    throw new Problem({ code: "productInvalid", message: l10n.t('"{0}" cannot be the id of a product.', id), nextStep: l10n.t("Use up to 80 letters, digits and dashes, such as realtime-partners.") });
  }
  return id;
}

/** https, or http on loopback. */
export function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname));
}

/** What a policy would take for an expression or a named value. */
export function hasExpression(text: string): boolean {
  return text.includes("{{") || text.includes("}}") || text.startsWith("@(") || text.startsWith("@{");
}
