import * as l10n from "@vscode/l10n";
import { carriedTransports } from "../../apim/layouts/transports.ts";
import type { Integration } from "../../apim/model.ts";
import { failed, ok, warning } from "../finding.ts";
import type { Cause, Finding, Remedy } from "../model.ts";
import type { PlaneQuestion } from "./question.ts";
import { waitingEndpoints } from "./readings.ts";
import type { InstanceFacts } from "./readings.ts";
import { cutOff, heldBack, noHost, noRoute, otherAnswer, refusedNetwork } from "../symptoms.ts";

/** What the instance as a whole says. */
export function instanceQuestions(): readonly PlaneQuestion[] {
  return [
    { id: "state", of: "instance", question: l10n.t("Is the instance running?"), ask: async ({ readings }) => state(await readings.instance()) },
    { id: "tier", of: "instance", question: l10n.t("Does the tier carry this layout?"), ask: async ({ readings, plane: { integration, instance } }) => tier((await readings.instance()).sku?.name ?? instance.sku, integration) },
    { id: "network", of: "instance", question: l10n.t("From where can the gateway be reached?"), ask: async ({ readings }) => network(await readings.instance()) },
    { id: "certificates", of: "instance", question: l10n.t("Does the gateway ask clients for a certificate?"), ask: async ({ readings }) => clientCertificates(await readings.instance()) },
    { id: "domains", of: "instance", question: l10n.t("Are the host names in order?"), ask: async ({ readings }) => domains(await readings.instance()) },
  ];
}

function state({ properties: { provisioningState = "?", disableGateway } }: InstanceFacts): Finding {
  if (disableGateway === true) {
    return failed(l10n.t("{0}, and its gateway is disabled.", provisioningState), {
      code: "gatewayDisabled", explains: [...noHost, ...noRoute, "forbidden", "backendUnavailable"],
      text: l10n.t("The gateway of the primary region is switched off (disableGateway), so nobody is served there."),
      nextStep: l10n.t("Switch it on, or send clients to another region's gateway."),
    });
  }
  return provisioningState === "Succeeded"
    ? ok(l10n.t("Yes."))
    : warning(provisioningState, {
        code: "instanceBusy", explains: [...noHost, ...noRoute, "backendUnavailable"],
        text: l10n.t("The instance is {0}, so what was published may not be served yet.", provisioningState),
        nextStep: l10n.t("Wait until it is done, and ask again."),
      });
}

/** Tiers without WebSockets and Server-Sent Events (apim-facts 0.4, 2.3). */
function tier(sku: string, integration: Integration | undefined): Finding {
  const transports = integration === undefined ? [] : carriedTransports(integration.layout);
  if (/^consumption$/i.test(sku) && transports.length > 0) {
    return transports.includes("webSockets")
      ? failed(sku, {
          code: "tierWithoutWebSockets", explains: [...noRoute, ...otherAnswer],
          text: l10n.t("The Consumption tier has no WebSocket APIs, so this layout cannot work there."),
          nextStep: l10n.t("Publish on an instance of another tier, or use long polling with the layout http."),
          ...readMore("api-management-gateways-overview"),
        })
      : warning(sku, {
          code: "tierWithoutServerSentEvents", explains: [...heldBack, ...cutOff],
          text: l10n.t("The Consumption tier carries no Server-Sent Events, and ends each request after 30 seconds; only long polling can work."),
          nextStep: l10n.t("Let clients use long polling, or publish on an instance of another tier."),
          ...readMore("api-management-gateways-overview"),
        });
  }
  return /v2$/i.test(sku)
    ? ok(sku, [
        { code: "tierQueryLimit", explains: ["requestTooLong", "queryLong", "badRequest"], text: l10n.t("The v2 tiers take a query of at most 2,048 bytes, and the token travels there."), nextStep: l10n.t("Leave out claims that the hub does not read.") },
        { code: "tierDuration", explains: [...cutOff], text: l10n.t("The v2 tiers may end a request after 30 seconds (the documentation is of two minds), which cuts event streams and polls."), nextStep: l10n.t("Prefer WebSockets, or a classic tier.") },
      ])
    : ok(sku);
}

function network({ properties: { virtualNetworkType = "None", publicNetworkAccess = "Enabled", privateEndpointConnections } }: InstanceFacts): Finding {
  const causes: Cause[] = [];
  if (/^internal$/i.test(virtualNetworkType)) {
    causes.push({
      code: "instanceInternal", explains: noHost,
      text: l10n.t("The instance is in an internal virtual network: its name is known, and its gateway reached, only from inside."),
      nextStep: l10n.t("Connect from inside the network, or put Application Gateway in front."),
      ...readMore("virtual-network-concepts"),
    });
  }
  const waiting = waitingEndpoints(privateEndpointConnections);
  if (/^disabled$/i.test(publicNetworkAccess) && waiting > 0) {
    causes.push({
      code: "privateEndpointWaits", explains: refusedNetwork,
      text: l10n.t("Public network access of the instance is off, and {0} of its private endpoints wait to be approved: nothing goes through them until then.", waiting),
      nextStep: l10n.t("Approve them under Private endpoint connections."),
    });
  }
  if (/^disabled$/i.test(publicNetworkAccess)) {
    causes.push({
      code: "instanceNotPublic", explains: refusedNetwork,
      text: l10n.t("Public network access of the instance is off: only private endpoints reach its gateway."),
      nextStep: l10n.t("Connect by the private endpoint, or switch public network access on."),
      ...readMore("virtual-network-concepts"),
    });
  }
  return ok(l10n.t("Virtual network: {0}, public network access: {1}.", virtualNetworkType, publicNetworkAccess), causes);
}

/** Apps and browsers have none to show, and no SignalR client asks for one (apim-facts 1.2, `negotiateClientCertificate`; `enableClientCertificate` in the Consumption tier). */
function clientCertificates({ properties: { enableClientCertificate, hostnameConfigurations } }: InstanceFacts): Finding {
  const hosts = hostnameConfigurations.filter(({ type, negotiateClientCertificate }) => type === "Proxy" && negotiateClientCertificate === true).map(({ hostName }) => hostName ?? "?");
  if (hosts.length === 0 && enableClientCertificate !== true) return ok(l10n.t("No."));
  return ok(hosts.length === 0 ? l10n.t("Yes.") : l10n.t("Yes, on {0}.", hosts.join(", ")), [{
    code: "gatewayWantsCertificate", explains: ["tlsFailed", "connectionReset", "clientCertificateNeeded", "forbidden", "closedInHandshake"],
    text: l10n.t("The gateway asks its clients for a certificate while TLS is set up (negotiateClientCertificate), and this client has none."),
    nextStep: l10n.t("Switch it off for the host name that SignalR clients use, or give the clients a certificate."),
  }]);
}

function domains({ properties: { hostnameConfigurations } }: InstanceFacts): Finding {
  const proxies = hostnameConfigurations.filter(({ type, hostName }) => type === "Proxy" && hostName !== undefined);
  const over = proxies.find(({ certificate }) => certificate?.expiry !== undefined && Date.parse(certificate.expiry) < Date.now());
  const names = proxies.map(({ hostName }) => hostName).join(", ");
  return over === undefined
    ? ok(names === "" ? l10n.t("Only the instance's own.") : names)
    : warning(names, {
        code: "domainCertificateExpired", explains: ["certificateExpired", "certificateNotTrusted"],
        text: l10n.t("The certificate of the custom domain {0} ended on {1}.", over.hostName ?? "", over.certificate?.expiry?.slice(0, 10) ?? ""),
        nextStep: l10n.t("Renew it in the instance's custom domains."),
      });
}

/** @param page of Microsoft's documentation of API Management */
function readMore(page: string): { readonly remedy: Remedy } {
  return { remedy: { kind: "link", text: l10n.t("Read what the tiers and networks of API Management can do"), url: `https://learn.microsoft.com/azure/api-management/${page}` } };
}
