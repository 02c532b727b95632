import * as l10n from "@vscode/l10n";
import { textOf } from "../../apim/compare.ts";
import { isCurrent } from "../../apim/match.ts";
import type { ApiContents, ArmResource, Finding as ApiFinding, InstanceContents, Integration } from "../../apim/model.ts";
import { lastSegment, sameId, trimSlashes } from "../../apim/paths.ts";
import { failed, ok, skipped, warning } from "../finding.ts";
import type { Cause, Finding } from "../model.ts";
import type { PlaneContext, PlaneQuestion } from "./question.ts";
import { crossOrigin, heldBack, noBackend, noHost, noRoute, otherAnswer, tokenRefused } from "../symptoms.ts";

/** What the instance's APIs say. */
export function apiQuestions(): readonly PlaneQuestion[] {
  return [
    { id: "apis", of: "contents", question: l10n.t("Are the APIs as the layout wants them?"), ask: async (context) => shapes(context) },
    { id: "suffix", of: "contents", question: l10n.t("Does no other API take the calls?"), ask: async ({ plane: { integration, contents } }) => suffixes(integration, contents) },
    { id: "revisions", of: "contents", question: l10n.t("Are the APIs' current revisions the ones that serve?"), ask: async ({ plane: { integration } }) => revisions(integration) },
    { id: "key", of: "contents", question: l10n.t("Is a subscription key needed?"), ask: async (context) => key(context) },
    { id: "backend", of: "contents", question: l10n.t("Is the service behind the APIs known?"), ask: async (context) => backend(context) },
  ];
}

/** Calls arrive somewhere else, or nowhere. */
const wrongBackend = [...noBackend, ...noHost, ...noRoute, ...otherAnswer, ...tokenRefused];

/** What a finding about an API makes clients see; what is not named here concerns none. */
const explainedBy: Readonly<Record<string, readonly string[]>> = {
  apiMissing: [...noRoute, ...otherAnswer],
  operationMissing: [...noRoute, ...crossOrigin],
  operationDiffers: noRoute,
  typeDiffers: [...noRoute, ...otherAnswer],
  pathDiffers: noRoute,
  protocolsDiffer: [...noRoute, "httpRedirect"],
  backendDiffers: wrongBackend,
  subscriptionRequiredDiffers: ["subscriptionKeyMissing", "subscriptionKeyInvalid", "preflightUnauthorized"],
  responseBuffered: heldBack,
  corsDiffers: crossOrigin,
  corsWildcard: crossOrigin,
  optionsSwitchesCorsOff: crossOrigin,
  hubsDiffer: ["forbidden"],
  rateLimitDiffers: ["tooManyRequests"],
  jwtDiffers: ["gatewayWantsToken", "tokenRefused"],
  responseCached: [...otherAnswer, ...heldBack, "connectionIdUnknown", "connectionExpired"],
  bodyChecked: [...heldBack, "badRequest", "serverError"],
  pathRewritten: [...noRoute, ...otherAnswer, ...tokenRefused, "connectionIdUnknown"],
  answeredByPolicy: [...otherAnswer, ...noRoute, ...tokenRefused, "forbidden", "tokenMissing", "serverError"],
  backendSetByPolicy: wrongBackend,
  backendUnknown: wrongBackend,
  namedValueUnknown: wrongBackend,
  versionNeeded: noRoute,
  keyNamesDiffer: ["subscriptionKeyMissing"],
  negotiationDiffers: [...otherAnswer, ...tokenRefused, ...noBackend, "webSocketNotFound", "negotiateSkipped"],
};

function shapes({ plane: { integration, contents } }: PlaneContext): Finding {
  if (integration === undefined) {
    return failed(l10n.t("No API leads to the service among the {0} of the instance.", contents.apis.length), {
      code: "notPublished", explains: [...noRoute, ...otherAnswer],
      text: l10n.t("Nothing is published for the service on this instance."),
      nextStep: l10n.t("Publish it."),
    }, { remedy: { kind: "command", text: l10n.t("Publish the service"), command: "publish" } });
  }
  if (integration.findings.length === 0) {
    return ok(l10n.t("Yes, as the layout {0} wants them.", integration.layout));
  }
  return {
    outcome: "warning",
    evidence: integration.findings.map(({ message, resource }) => `${message} (${resource})`).join(" "),
    causes: integration.findings.map(causeOf),
    remedy: { kind: "plan", text: l10n.t("Plan {0} again and apply what differs", integration.name), integration: integration.name },
  };
}

function causeOf({ code, message, resource }: ApiFinding): Cause {
  const explains = explainedBy[code];
  return { code, text: l10n.t("At {0}: {1}", resource, message), nextStep: l10n.t("Publish again; the plan shows what changes."), ...(explains && { explains }) };
}

/** The API with the longest suffix gets a call (apim-facts 2.1). */
function suffixes(integration: Integration | undefined, { apis }: InstanceContents): Finding {
  const current = apis.map(({ api }) => api).filter(isCurrent);
  for (const held of integration?.apis ?? []) {
    for (const path of calls(held)) {
      const taker = current.filter((api) => isAbove(suffix(api), path)).toSorted((a, b) => suffix(b).length - suffix(a).length)[0];
      if (taker !== undefined && !sameId(taker.path, held.api.path) && !integration?.apis.some(({ api }) => sameId(api.path, taker.path))) {
        return failed(l10n.t("{0} is answered by {1}, whose suffix is {2}.", path, taker.path, suffix(taker)), {
          code: "suffixShadowed", explains: [...noRoute, ...otherAnswer, ...noBackend, "subscriptionKeyMissing", "forbidden"],
          text: l10n.t("The API {0} has a longer suffix ({1}) and takes calls that are meant for {2}.", lastSegment(taker.path), suffix(taker), lastSegment(held.api.path)),
          nextStep: l10n.t("Give the other API another suffix, or publish with a prefix."),
        });
      }
    }
  }
  return ok(l10n.t("None of the {0} APIs does.", apis.length));
}

function calls({ api, operations }: ApiContents): readonly string[] {
  const own = suffix(api);
  return operations.length === 0 ? [own] : operations.map((operation) => trimSlashes(`${own}/${trimSlashes(textOf(operation, "urlTemplate"))}`).toLowerCase()).filter((path) => !/[{*]/.test(path));
}

function suffix(api: ArmResource): string {
  return trimSlashes(textOf(api, "path")).toLowerCase();
}

function isAbove(above: string, path: string): boolean {
  return above !== "" && (path === above || path.startsWith(`${above}/`));
}

function revisions(integration: Integration | undefined): Finding {
  const apis = (integration?.apis ?? []).map(({ api }) => api);
  const causes = apis.filter((api) => api.properties["isOnline"] === false).map((api): Cause => ({
    code: "apiOffline", explains: [...noRoute, ...noBackend],
    text: l10n.t("The current revision of {0} is offline.", lastSegment(api.path)),
    nextStep: l10n.t("Set it online, or make another revision current."),
  }));
  return ok(apis.map((api) => l10n.t("{0} revision {1}", lastSegment(api.path), textOf(api, "apiRevision") || "1")).join(", ") || l10n.t("There are none."), causes);
}

function key({ subject, plane: { integration } }: PlaneContext): Finding {
  const needing = (integration?.apis ?? []).filter(({ api }) => api.properties["subscriptionRequired"] !== false);
  if (needing.length === 0) {
    return ok(l10n.t("No."));
  }
  const given = Object.keys(subject.network.headers).some((name) => /subscription-key$/i.test(name)) || subject.network.query?.some(([name]) => /subscription-key$/i.test(name)) === true;
  const names = needing.map(({ api }) => lastSegment(api.path)).join(", ");
  const products = needing.flatMap((api) => api.products ?? []).filter((product) => textOf(product, "state") === "notPublished");
  return ok(given ? l10n.t("Yes, for {0}; one was sent.", names) : l10n.t("Yes, for {0}; none was given.", names), [
    ...(products.length === 0 ? [] : [{ code: "productNotPublished", explains: ["subscriptionKeyInvalid"], text: l10n.t("The product {0} is not published, so keys of its subscribers do not count.", lastSegment(products[0]?.path ?? "")), nextStep: l10n.t("Publish the product.") }]),
    { code: "preflightNeedsKey", explains: ["preflightUnauthorized"], text: l10n.t("{0} needs a subscription key, and its OPTIONS operation asks browsers for one that they never send with a preflight.", names), nextStep: l10n.t("Publish with the origins, so that a cors policy answers preflights, or without the key.") },
    {
      code: given ? "keyNotGood" : "keyNeeded", explains: ["subscriptionKeyMissing", "subscriptionKeyInvalid"],
      text: given ? l10n.t("{0} needs a subscription key, and the one that was sent is not good for it.", names) : l10n.t("{0} needs a subscription key, and none was sent. Browsers can send it on a WebSocket only in the query.", names),
      nextStep: l10n.t("Send a key of an active subscription for these APIs (header Ocp-Apim-Subscription-Key, or query subscription-key), or publish without that requirement."),
    },
  ]);
}

function backend({ plane: { integration, service } }: PlaneContext): Finding {
  if (integration === undefined) {
    return skipped(l10n.t("Nothing is published."));
  }
  const { signalREndpoint } = integration;
  return service !== undefined
    ? ok(`${signalREndpoint} (${service.name})`)
    : warning(signalREndpoint, {
        code: "serviceUnknown", explains: wrongBackend,
        text: l10n.t("The APIs lead to {0}, which is no service that you can see: it was deleted, is misspelled, or belongs to a subscription that your account does not see.", signalREndpoint),
        nextStep: l10n.t("Compare the backend URL of the APIs with the service's endpoint, and publish again."),
      });
}
