import * as l10n from "@vscode/l10n";
import { failed, ok, setting, warning } from "../finding.ts";
import type { Cause, Finding } from "../model.ts";
import type { PlaneContext, PlaneQuestion } from "./question.ts";
import { waitingEndpoints } from "./readings.ts";
import type { ServiceFacts } from "./readings.ts";
import { crossOrigin, noBackend, noHost, refusedNetwork, tokenRefused } from "../symptoms.ts";

/** What the SignalR Service says. */
export function serviceQuestions(): readonly PlaneQuestion[] {
  return [
    { id: "service", of: "service", question: l10n.t("Is the service running?"), ask: async ({ readings, plane }) => state(await readings.service(), plane.service?.id) },
    { id: "mode", of: "service", question: l10n.t("Does the service's mode fit?"), ask: async (context) => mode(await context.readings.service(), context) },
    { id: "keys", of: "service", question: l10n.t("Does the service take access keys?"), ask: async (context) => keys(await context.readings.service(), context) },
    { id: "access", of: "service", question: l10n.t("From where may clients reach the service?"), ask: async (context) => access(await context.readings.service(), context) },
    { id: "units", of: "service", question: l10n.t("How many connections does the service take?"), ask: async (context) => units(await context.readings.service(), context) },
    { id: "origins", of: "service", question: l10n.t("Which origins does the service allow?"), ask: async (context) => origins(await context.readings.service(), context) },
    { id: "region", of: "service", question: l10n.t("Are gateway and service near each other?"), ask: region },
  ];
}

function state({ kind, properties: { provisioningState = "?", resourceStopped = "false" } }: ServiceFacts, id: string | undefined): Finding {
  if (kind !== undefined && /^rawwebsockets$/i.test(kind)) {
    return failed(kind, {
      code: "serviceKindNotSupported", explains: ["notFound", "handshakeUnreadable", "notNegotiateAnswer", "tokenAudienceInvalid"],
      text: l10n.t("This is a Web PubSub style service, which clients of SignalR cannot use."),
      nextStep: l10n.t("Use a service of the kind SignalR."),
    });
  }
  if (/^true$/i.test(resourceStopped)) {
    return failed(l10n.t("It is stopped."), {
      code: "serviceStopped", explains: [...noBackend, ...refusedNetwork, "appServerNotConnected"],
      text: l10n.t("The service is stopped (resourceStopped): it takes no connections until it is started."),
      nextStep: l10n.t("Start it in the portal, on its overview."),
      ...setting(l10n.t("Start the service"), id, "resourceStopped", "false"),
    });
  }
  return provisioningState === "Succeeded"
    ? ok(l10n.t("Yes."))
    : warning(provisioningState, {
        code: "serviceBusy", explains: [...noBackend, ...noHost],
        text: l10n.t("The service is {0}.", provisioningState),
        nextStep: l10n.t("Wait until it is done, and ask again."),
      });
}

/** What fails with each mode (signalr-protocol 7.1). */
function mode({ properties: { features, upstream } }: ServiceFacts, { subject, plane }: PlaneContext): Finding {
  const value = features.find(({ flag }) => flag === "ServiceMode")?.value ?? "Default";
  if (/^serverless$/i.test(value)) {
    const templates = upstream?.templates ?? [];
    const forApps: Cause = {
      code: "modeServerless", explains: ["appServerNotConnected"],
      text: l10n.t("The service is Serverless and refuses app servers, so an app that hosts the hub itself cannot connect to it."),
      nextStep: l10n.t("Set the service mode to Default, or let functions serve the hub."),
      ...setting(l10n.t("Set the service mode to Default"), plane.service?.id, "ServiceMode", "Default"),
    };
    const forCalls: Cause = {
      code: templates.length === 0 ? "upstreamMissing" : "upstreamFails", explains: ["upstreamFailed", "invocationFailed", "methodUnknown", ...(subject.invoke === undefined ? [] : ["connectionClosed", "timeout"])],
      text: templates.length === 0 ? l10n.t("The service is Serverless and has no upstream, so nobody answers what clients call.") : l10n.t("The service is Serverless, and its upstream does not answer what clients call."),
      nextStep: l10n.t("Look at the upstream's URL in the service's settings."),
      ...setting(l10n.t("Look at the upstream settings"), plane.service?.id, "upstream"),
    };
    return ok(l10n.t("{0}, {1} upstream URLs.", value, templates.length), [forApps, forCalls]);
  }
  return ok(value, [{
    code: "modeDefaultWithoutServer", explains: ["appServerNotConnected"],
    text: l10n.t("The service is in {0} mode, in which clients need an app server, and none is connected for this hub: the app is not running, uses another service or an old key, or the hub has another name there.", value),
    nextStep: l10n.t("Start the app and look at its log for its connection to the service; with functions instead of an app set the mode to Serverless."),
  }]);
}

function keys({ properties: { disableLocalAuth } }: ServiceFacts, { plane: { service, integration } }: PlaneContext): Finding {
  return disableLocalAuth === true
    ? ok(l10n.t("No, only Entra identities."), [{
        code: "keysDisabled", explains: [...tokenRefused, "appServerNotConnected"],
        text: l10n.t("Access keys are switched off on the service (disableLocalAuth), so every token made from one is refused."),
        nextStep: l10n.t("Give the app the Entra form of the connection string and a role on the service."),
        ...setting(l10n.t("Allow access keys again, or give the app an Entra identity"), service?.id, "disableLocalAuth", "false"),
      }])
    : ok(l10n.t("Yes."), [{
        code: "keyRegenerated", explains: ["tokenSignatureInvalid"],
        text: l10n.t("The token was made with a key that is not the service's: it was regenerated since, or is another service's."),
        nextStep: l10n.t("Give the app the service's present connection string."),
        ...(integration && { remedy: { kind: "command", text: l10n.t("Give the app the present connection string"), command: "connectionString", integration: integration.name } }),
      }]);
}

function access({ properties: { publicNetworkAccess = "Enabled", networkACLs, tls, privateEndpointConnections } }: ServiceFacts, { plane: { service } }: PlaneContext): Finding {
  const causes: Cause[] = [];
  const waiting = waitingEndpoints(privateEndpointConnections);
  if (/^disabled$/i.test(publicNetworkAccess)) {
    if (waiting > 0) {
      causes.push({
        code: "privateEndpointWaits", explains: [...refusedNetwork, ...noBackend],
        text: l10n.t("Public network access of the service is off, and {0} of its private endpoints wait to be approved: nothing goes through them until then.", waiting),
        nextStep: l10n.t("Approve them under Private endpoint connections."),
        ...setting(l10n.t("Approve the private endpoint of the service"), service?.id, "privateEndpointConnections"),
      });
    }
    causes.push({
      code: "serviceNotPublic", explains: [...refusedNetwork, ...noBackend],
      text: l10n.t("Public network access of the service is off: only private endpoints reach it, and the gateway needs one too."),
      nextStep: l10n.t("Give the gateway a private endpoint to the service, or switch public network access on."),
      ...setting(l10n.t("Open the service's network settings"), service?.id, "publicNetworkAccess"),
    });
  } else if (!clientsAllowed(networkACLs)) {
    causes.push({
      code: "serviceRefusesClients", explains: [...refusedNetwork, ...noBackend],
      text: l10n.t("The service's network rules do not let client connections in from the public network, and the gateway comes from there."),
      nextStep: l10n.t("Allow ClientConnection in the service's network access control, or give the gateway a private endpoint."),
      ...setting(l10n.t("Open the service's network settings"), service?.id, "networkACLs"),
    });
  }
  if ((networkACLs?.ipRules.length ?? 0) > 0) {
    causes.push({
      code: "serviceIpRules", explains: ["forbidden"],
      text: l10n.t("The service has IP rules, and the gateway's address may not be among those allowed."),
      nextStep: l10n.t("Allow the gateway's outbound address."),
      ...setting(l10n.t("Open the service's network settings"), service?.id, "networkACLs"),
    });
  }
  if (tls?.clientCertEnabled === true) {
    causes.push({
      code: "serviceWantsCertificate", explains: ["clientCertificateNeeded", "tlsFailed", "connectionReset", "forbidden", ...noBackend],
      text: l10n.t("The service asks its clients for a certificate (clientCertEnabled)."),
      nextStep: l10n.t("Give the gateway a client certificate for its backend, or switch it off."),
      ...setting(l10n.t("Open the service's settings"), service?.id, "tls.clientCertEnabled"),
    });
  }
  return ok(l10n.t("Public network access: {0}, clients from the public network: {1}.", publicNetworkAccess, clientsAllowed(networkACLs) ? l10n.t("allowed") : l10n.t("refused")), causes);
}

/** Deny goes before allow, and what neither names follows the default action (signalr.json, `NetworkACL`). */
function clientsAllowed(acls: ServiceFacts["properties"]["networkACLs"]): boolean {
  if (namesClients(acls?.publicNetwork?.deny)) {
    return false;
  }
  return namesClients(acls?.publicNetwork?.allow) || !/^deny$/i.test(acls?.defaultAction ?? "Allow");
}

function namesClients(list: readonly string[] | undefined): boolean {
  return list?.some((each) => each.toLowerCase() === "clientconnection") === true;
}

/** Connections a unit takes (signalr-protocol 7.2). */
function units({ sku }: ServiceFacts, { plane: { service } }: PlaneContext): Finding {
  const free = /^free/i.test(sku?.tier ?? sku?.name ?? "");
  const count = free ? 20 : 1000 * (sku?.capacity ?? 1);
  return ok(l10n.t("{0}, with {1} units.", count, sku?.capacity ?? 1), [{
    code: free ? "freeTierFull" : "unitsFull", explains: ["tooManyRequests"],
    text: free ? l10n.t("The service is of the Free tier, which takes 20 connections and 20,000 messages a day; app servers count too.") : l10n.t("The service's units take {0} connections, app servers' among them; they are used up, or clients connect too fast.", count),
    nextStep: free ? l10n.t("Use the Standard tier.") : l10n.t("Add units, or let clients come back more slowly."),
    ...setting(l10n.t("Scale the service"), service?.id, "sku"),
  }]);
}

function origins({ properties: { cors } }: ServiceFacts, { subject: { origin }, plane: { integration, service } }: PlaneContext): Finding {
  const allowed = cors?.allowedOrigins ?? ["*"];
  const shown = allowed.join(", ") || l10n.t("none");
  if ((integration?.cors.length ?? 0) > 0) {
    return ok(l10n.t("{0}; the gateway answers preflights itself.", shown));
  }
  return ok(shown, origin === undefined || allowed.includes("*") || allowed.includes(origin) ? [] : [{
    code: "serviceOriginMissing", explains: crossOrigin,
    text: l10n.t("The service answers preflights itself, and {0} is not among its allowed origins.", origin),
    nextStep: l10n.t("Add it to the service's CORS settings, or publish with the origins, so that the gateway answers."),
    ...setting(l10n.t("Add {0} to the service's allowed origins", origin), service?.id, "cors.allowedOrigins", origin),
  }]);
}

async function region({ readings, plane: { service, instance } }: PlaneContext): Promise<Finding> {
  const [gateway, other] = [await readings.instance(), await readings.service()];
  const there = plain(other.location ?? service?.location ?? "");
  const here = [gateway.location ?? instance.location, ...gateway.properties.additionalLocations.map(({ location }) => location ?? "")].map(plain);
  return here.includes(there)
    ? ok(there)
    : warning(l10n.t("The gateway is in {0}, the service in {1}.", here.join(", "), there), {
        code: "regionsDiffer",
        text: l10n.t("Gateway and service are in different regions, so every message takes the longer way."),
        nextStep: l10n.t("Put both into one region, if clients are to be quick."),
      });
}

/** Regions are written as `West Europe` or `westeurope`. */
function plain(name: string): string {
  return name.replaceAll(" ", "").toLowerCase();
}
