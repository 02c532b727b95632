import * as l10n from "@vscode/l10n";
import { clientAudience } from "../../signalr/clientUrl.ts";
import { decodeToken, MAX_TOKEN_LENGTH } from "../../signalr/token.ts";
import { failed, ok, warning } from "../finding.ts";
import type { Cause, Finding } from "../model.ts";

/** Longest query the gateways of the v2 tiers and of Consumption take, in bytes (apim-facts 2.3); browsers send the token there. */
const SHORT_QUERY_BYTES = 2048;

/**
 * What can be told of a client's token without its key: who it is for, until when, and how long it is (signalr-protocol 5.5, 7.2).
 * @param url where the token is to be used
 * @param endpoint the service's URL, where it is known
 */
export function tokenFinding(token: string | undefined, url: string, endpoint: string | undefined): Finding {
  if (token === undefined) {
    return failed(l10n.t("The answer has no accessToken."), {
      code: "tokenNotGiven",
      text: l10n.t("The app sends clients on without a token, and the service lets nobody in without one."),
      nextStep: l10n.t("Look at the app's negotiate: one written by hand has to give url and accessToken."),
    });
  }
  const { claims, expiresAt } = decodeToken(token);
  const audiences = [claims["aud"]].flat().filter((each) => typeof each === "string");
  const issuer = claims["iss"];
  const evidence = l10n.t("For {0}, from {1}, {2}, {3} characters.", audiences.join(", ") || l10n.t("nobody"), typeof issuer === "string" ? issuer : l10n.t("no named issuer"), lifetime(expiresAt), token.length);
  const wrong = audienceCause(audiences, url, endpoint) ?? lengthCause(token) ?? expiryCause(expiresAt);
  if (wrong !== undefined) {
    return failed(evidence, wrong);
  }
  const long = new URL(url).search.length + token.length;
  return long > SHORT_QUERY_BYTES
    ? warning(evidence, {
        code: "queryLong",
        text: l10n.t("With the token the query has {0} characters. Browsers send the token there, and gateways of the v2 and Consumption tiers take {1}.", long, SHORT_QUERY_BYTES),
        nextStep: l10n.t("Leave out claims that the hub does not read."),
      })
    : ok(evidence, issuerCauses(claims["iss"]));
}

/** The service reads no issuer, but answered negotiate with nothing where an app forwarded the user's own (signalr-protocol 5.5; issue 1000 of azure-signalr). */
function issuerCauses(issuer: unknown): readonly Cause[] {
  return typeof issuer !== "string" || issuer === "azure-signalr" ? [] : [{
    code: "tokenIssuerForwarded", explains: ["negotiateEmpty"],
    text: l10n.t("The token has the issuer {0}: the app puts the user's own claim iss into it, and the service may then answer negotiate with nothing.", issuer),
    nextStep: l10n.t("Leave iss out of the claims that the app gives its clients, or use a newer service SDK, which renames it."),
  }];
}

function lifetime(expiresAt: number | undefined): string {
  return expiresAt === undefined ? l10n.t("without an end") : l10n.t("good for {0} minutes", Math.round((expiresAt - Date.now()) / 60_000));
}

function expiryCause(expiresAt: number | undefined): Cause | undefined {
  if (expiresAt !== undefined && expiresAt > Date.now()) {
    return undefined;
  }
  return {
    code: "tokenExpired",
    text: l10n.t("The token is over already, or has no end, which the service does not take: the app gives out an old one, or its clock (or this computer's) is wrong."),
    nextStep: l10n.t("Let the app make a token for each negotiate, and check the clocks."),
  };
}

function lengthCause(token: string): Cause | undefined {
  return token.length <= MAX_TOKEN_LENGTH
    ? undefined
    : {
        code: "tokenTooLong",
        text: l10n.t("The token has {0} characters; the service takes at most {1}.", token.length, MAX_TOKEN_LENGTH),
        nextStep: l10n.t("Leave out claims that the hub does not read."),
      };
}

function audienceCause(audiences: readonly string[], url: string, endpoint: string | undefined): Cause | undefined {
  const hub = new URL(url).searchParams.get("hub") ?? "";
  const [first] = audiences;
  const expected = endpoint === undefined ? undefined : clientAudience(endpoint, hub);
  const good = audiences.some((audience) => {
    const parsed = URL.parse(audience);
    return expected === undefined ? parsed?.searchParams.get("hub") === hub : parsed !== null && clientAudience(parsed.origin, parsed.searchParams.get("hub") ?? "") === expected;
  });
  if (good) {
    return undefined;
  }
  const said = URL.parse(first ?? "");
  if (said !== null && endpoint !== undefined && said.hostname === new URL(url).hostname && said.hostname !== new URL(endpoint).hostname) {
    return {
      code: "tokenAudienceIsGateway",
      text: l10n.t("The token was made for the gateway's address. Its audience has to be the service's own, {0}, also where clients go through a gateway.", expected ?? endpoint),
      nextStep: l10n.t("Let the service SDK make the token, or make it for the service's Endpoint."),
    };
  }
  return {
    code: "tokenAudienceInvalid",
    text: expected === undefined ? l10n.t("The token was made for another hub than {0}, to which the app sends.", hub) : l10n.t("The token was made for another hub or service than {0}.", expected),
    nextStep: l10n.t("Compare the token's audience with the service's Endpoint and the hub in the URL."),
  };
}
