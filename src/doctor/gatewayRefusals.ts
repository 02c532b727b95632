import * as l10n from "@vscode/l10n";
import type { Problem } from "../signalr/problem.ts";
import type { Cause } from "./model.ts";

/**
 * What the policies that publishing writes mean by the words with which they refuse (apim/policies: `negotiation`, `guards`); undefined
 * for any other refusal.
 */
export function gatewayRefusal({ message }: Problem): Cause | undefined {
  return refusals().find(({ words }) => message.includes(words))?.cause;
}

interface Refusal {
  readonly words: string;
  readonly cause: Cause;
}

function refusals(): readonly Refusal[] {
  return [
    refusal("App negotiate not reachable", "appNegotiateUnreachable", l10n.t("The gateway negotiates with the app, and does not reach it: the app is not running, or its address in the policy is a wrong one."), l10n.t("Start the app, and compare the address of its negotiate with the published one.")),
    refusal("App negotiate refused the client", "appNegotiateRefused", l10n.t("The app's negotiate lets this client not in: it wants a signed-in user."), l10n.t("Send what the app asks for (Authorization, or access_token in the query).")),
    refusal("App negotiate busy", "appNegotiateBusy", l10n.t("The app's negotiate has too much to do."), l10n.t("Wait a little, or give the app more room.")),
    refusal("App negotiate failed", "appNegotiateFailed", l10n.t("The app's negotiate did not answer with a redirect to the service: the address is not a hub's negotiate, the function key is wrong, or the app failed."), l10n.t("Ask the address by itself with a POST, and look at the app's log.")),
    refusal("App negotiate leads elsewhere", "appNegotiateElsewhere", l10n.t("The app sends its clients to another address than the service: in this layout its connection string must have no ClientEndpoint."), l10n.t("Take ClientEndpoint out of the app's connection string, and start it again.")),
    refusal("App negotiate gave no token", "appNegotiateNoToken", l10n.t("The app's negotiate gives no access token."), l10n.t("Look at the app's negotiate: it has to give url and accessToken.")),
    refusal("Negotiation answer not readable", "appNegotiateUnreadable", l10n.t("The gateway could not read an answer while it negotiated: it is no JSON."), l10n.t("Ask the app's negotiate by itself with a POST.")),
    refusal("SignalR Service not reachable", "gatewayWithoutService", l10n.t("The gateway does not reach the service to negotiate there: a network rule on the service, or no way from the gateway's network."), l10n.t("Look at the networking page of the service.")),
    refusal("SignalR Service busy", "serviceBusyForGateway", l10n.t("The service has as many connections as its units allow, or too much to do."), l10n.t("Add units, or wait a little.")),
    refusal("SignalR Service refused the negotiation", "serviceRefusedGateway", l10n.t("The service refuses the token that the app gave: the app has an old key, or another service's."), l10n.t("Give the app the service's present connection string, without ClientEndpoint.")),
    refusal("SignalR Service gave no connection", "serviceRefusedGateway", l10n.t("The service answered the gateway's negotiate without a connection."), l10n.t("Ask the service straight, and look at its log.")),
    refusal("Hub not allowed", "hubNotAllowed", l10n.t("The gateway lets clients reach other hubs only."), l10n.t("Publish with this hub too.")),
  ];
}

function refusal(words: string, code: string, text: string, nextStep: string): Refusal {
  return { words, cause: { code, text, nextStep } };
}
