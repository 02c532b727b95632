import * as l10n from "@vscode/l10n";
import type { Cause } from "../model.ts";
import { cutOff, crossOrigin, tokenRefused } from "../symptoms.ts";

/**
 * What each policy makes clients of SignalR see where it is wrong for them, by its element's name; those that are wrong in any case are findings of
 * the integration already.
 * @param api id of the API on which it acts
 */
export const breakingPolicies: Readonly<Record<string, (api: string) => Cause>> = {
  "validate-jwt": (api) => ({
    code: "policyValidatesToken", explains: ["gatewayWantsToken", ...tokenRefused, "tokenMissing", "preflightUnauthorized"],
    text: l10n.t("A validate-jwt policy acts on {0}. The service's own token stands in Authorization, and browsers send it on a WebSocket only as the query parameter access_token.", api),
    nextStep: l10n.t("Let it look at another header or at access_token, and let it pass preflights."),
  }),
  "validate-azure-ad-token": (api) => ({
    code: "policyValidatesToken", explains: ["gatewayWantsToken", ...tokenRefused, "tokenMissing", "preflightUnauthorized"],
    text: l10n.t("A policy on {0} wants an Entra token in Authorization, where the service's own token stands.", api),
    nextStep: l10n.t("Let it look at another header."),
  }),
  "check-header": (api) => ({
    code: "policyChecksHeader", explains: ["unexpectedStatus", "forbidden", "tokenMissing", "tokenRefused", "badRequest", ...crossOrigin],
    text: l10n.t("A check-header policy acts on {0}, and browsers cannot set headers on a WebSocket or an event stream.", api),
    nextStep: l10n.t("Check a query parameter instead."),
  }),
  "validate-client-certificate": (api) => ({
    code: "policyWantsCertificate", explains: ["forbidden", "tokenMissing", "tokenRefused", "unexpectedStatus", "serverError"],
    text: l10n.t("A validate-client-certificate policy acts on {0}, and browsers and most clients of SignalR show no certificate.", api),
    nextStep: l10n.t("Take it out for this API, or connect with the certificate."),
  }),
  "ip-filter": (api) => ({
    code: "policyFiltersAddress", explains: ["forbidden"],
    text: l10n.t("An ip-filter policy acts on {0}, and this computer's address is not let in.", api),
    nextStep: l10n.t("Add the address, or connect from one that is allowed."),
  }),
  "rate-limit": (api) => limited(api),
  "rate-limit-by-key": (api) => limited(api),
  quota: (api) => quota(api),
  "quota-by-key": (api) => quota(api),
  "set-query-parameter": (api) => ({
    code: "policyChangesQuery", explains: ["hubMissing", "badRequest", "connectionIdUnknown", "tokenMissing", ...tokenRefused],
    text: l10n.t("A set-query-parameter policy changes the query of {0}: hub, id, access_token and asrs_request_id have to arrive as the client sent them.", api),
    nextStep: l10n.t("See which parameter it changes."),
  }),
  "set-header": (api) => ({
    code: "policyChangesHeader", explains: ["tokenMissing", "tokenRefused", "notEventStream", "upgradeRefused"],
    text: l10n.t("A set-header policy changes headers of {0}; Authorization and Accept have to arrive as the client sent them.", api),
    nextStep: l10n.t("See which header it changes."),
  }),
  cors: (api) => ({
    code: "policyAnswersPreflights", explains: crossOrigin,
    text: l10n.t("A cors policy acts on {0}, which may be that of a wider scope, inherited by base: the first one counts.", api),
    nextStep: l10n.t("Look at the effective policy, and let one cors policy list the origins."),
  }),
  "limit-concurrency": (api) => ({
    code: "policyLimitsConcurrency", explains: ["tooManyRequests", ...cutOff],
    text: l10n.t("A limit-concurrency policy acts on {0}; connections of SignalR stay open and use it up.", api),
    nextStep: l10n.t("Take it out for this API."),
  }),
};

function limited(api: string): Cause {
  return {
    code: "policyLimitsRate", explains: ["tooManyRequests"],
    text: l10n.t("A rate limit of the gateway acts on {0}; with long polling and Server-Sent Events each message is a call that counts.", api),
    nextStep: l10n.t("Raise the limit, count by something else, or let this API go without."),
  };
}

function quota(api: string): Cause {
  return {
    code: "policyQuota", explains: ["gatewayQuotaExceeded", "forbidden"],
    text: l10n.t("A quota of the gateway acts on {0} and is used up.", api),
    nextStep: l10n.t("Raise it, or wait until it is renewed."),
  };
}
