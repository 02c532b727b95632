import * as l10n from "@vscode/l10n";
import type { ProbeResult } from "./model.ts";
import type { Subject } from "./subject.ts";
import { madeUpHub } from "./wire/places.ts";

/** What each answer means in the light of the others. */
export function judged(results: readonly ProbeResult[], { hub, appUrl }: Subject): readonly ProbeResult[] {
  return milder(behindGateway(hub === undefined && appUrl === undefined ? withoutHub(results) : results));
}

/** Refusals of a token by the service. */
const ofTheToken = new Set(["tokenAudienceInvalid", "tokenSignatureInvalid", "tokenRefused"]);

/** A token that the service takes straight is a good one: what refuses it behind the gateway is another service, or was given something else. */
function behindGateway(results: readonly ProbeResult[]): readonly ProbeResult[] {
  return results.map((result) => {
    const { id, outcome, causes = [] } = result;
    const straight = results.find((other) => other.id === id.replace("gateway.", "service.") && other.id !== id);
    if (outcome !== "failed" || straight?.outcome !== "ok" || !ofTheToken.has(causes[0]?.code ?? "")) {
      return result;
    }
    const cause = {
      code: "tokenRefusedBehindGateway",
      text: l10n.t("The service takes this token straight, and it is refused behind the gateway: the gateway leads to another service or hub, or the token or the query is changed on the way."),
      nextStep: l10n.t("Compare the backend of the API with the service's endpoint, and look for policies, and proxies in front, that touch Authorization, access_token or hub."),
    };
    return { ...result, causes: [cause, ...causes] };
  });
}

/** 404s of the service itself, which says so where it knows nobody for the hub (apim-facts 4: in Default mode without an app server). */
const unknownThere = new Set(["webSocketNotFound", "connectionIdUnknown", "transportNotFound"]);

/** For a hub that the doctor made up the service may answer 404; where both ways get it, it says nothing of either. */
function withoutHub(results: readonly ProbeResult[]): readonly ProbeResult[] {
  return results.map((result) => {
    const code = result.causes?.[0]?.code ?? "";
    const other = result.id.startsWith("gateway.") ? result.id.replace("gateway.", "service.") : result.id.replace("service.", "gateway.");
    const alike = other !== result.id && results.some(({ id, causes }) => id === other && causes?.[0]?.code === code);
    if (!alike || !unknownThere.has(code)) {
      return result;
    }
    const { causes: _causes, remedy: _remedy, ...rest } = result;
    return { ...rest, outcome: "skipped", evidence: l10n.t("{0} The hub {1} was made up and nobody serves it, which may be why. Name a real hub to know.", rest.evidence, madeUpHub) };
  });
}

/**
 * Where clients get through the gateway, two things need not be faults: a service that lets nobody in but the gateway, and an app that sends
 * its clients to another address in front of it.
 */
function milder(results: readonly ProbeResult[]): readonly ProbeResult[] {
  const gateway = results.filter(({ id }) => id.startsWith("gateway."));
  const well = gateway.length > 0 && gateway.every(({ outcome }) => outcome === "ok" || outcome === "warning");
  return well ? results.map((result) => (result.outcome === "failed" && harmless(result) ? { ...result, outcome: "warning" } : result)) : results;
}

function harmless({ id, causes }: ProbeResult): boolean {
  return id.startsWith("service.") || causes?.[0]?.code === "clientEndpointElsewhere";
}
