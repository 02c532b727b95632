import * as l10n from "@vscode/l10n";
import type { LayoutInput } from "./layouts/layout.ts";
import type { Layout } from "./layouts/roles.ts";
import type { Instance, PlanWarning, SignalRService } from "./model.ts";

/** What works only sometimes, or only with something done outside the instance. */
export function planWarnings(service: SignalRService, instance: Instance, layout: Layout, { prefix, requireSubscriptionKey, appNegotiate }: LayoutInput): readonly PlanWarning[] {
  const found: PlanWarning[] = [];
  const hasClientEndpoint = layout.name !== "gatewayNegotiate";
  if (service.serviceMode === "Serverless") {
    found.push({ code: "serviceModeServerless", message: l10n.t("{0} is in Serverless mode: an app server with a hub cannot connect to it. Publish it only for clients whose negotiate is a function or an app that uses the REST API.", service.name) });
  }
  if (hasClientEndpoint && prefix !== "") {
    found.push({ code: "clientEndpointWithPath", message: l10n.t("ClientEndpoint has a path. Older versions of the service SDK lose it; use the newest one in the app server.") });
  }
  if (requireSubscriptionKey) {
    found.push({
      code: "subscriptionKeyInQuery",
      message: hasClientEndpoint
        ? l10n.t("Clients need a subscription key. ClientEndpoint cannot carry it, browsers can send it only as the query parameter subscription-key, and preflight requests never do.")
        : l10n.t("Clients need a subscription key. Browsers can send it only as the query parameter subscription-key."),
    });
  }
  if (appNegotiate !== undefined) {
    found.push({ code: "appWithoutClientEndpoint", message: l10n.t("The app's connection string must have no ClientEndpoint: the gateway connects clients only to {0} itself.", service.name) });
    if (!/\/negotiate\/?$/i.test(new URL(appNegotiate.url).pathname)) {
      found.push({ code: "appNegotiateUrlUnusual", message: l10n.t("The address of the app's negotiate does not end in /negotiate. The hub's own address will not do: it takes connections, not negotiations.") });
    }
  }
  return [...found, ...tierWarnings(instance, layout)];
}

/** The Consumption tier ends every request after 30 seconds and has no Server-Sent Events (apim-facts 2.3). */
function tierWarnings(instance: Instance, layout: Layout): readonly PlanWarning[] {
  return instance.sku.toLowerCase() === "consumption" && layout.transports.includes("ServerSentEvents")
    ? [{ code: "tierHasNoServerSentEvents", message: l10n.t("{0} is of the Consumption tier, which does not carry Server-Sent Events: pin clients to long polling.", instance.name) }]
    : [];
}
