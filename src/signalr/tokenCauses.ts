import * as l10n from "@vscode/l10n";
import type { Cause, RefusedAnswer } from "./answerCauses.ts";

/** A difference between two clocks from which on it is worth telling. */
const TELLING_SKEW_MS = 60_000;

/** Why a 401: the gateway's keys first, then the token, then that there is none. */
export function explainToken(answer: RefusedAnswer): Cause {
  const { said, withToken } = answer;
  if (/subscription key/i.test(said)) {
    return subscriptionKey(said);
  }
  if (/jwt not present/i.test(said)) {
    return {
      code: "gatewayWantsToken",
      likelyCause: l10n.t("A validate-jwt policy of the gateway found no token where it looks. Browsers can send it on a WebSocket only as the query parameter access_token."),
      nextStep: l10n.t("Give a token, or let the policy read access_token."),
    };
  }
  if (/audience/i.test(said)) {
    return {
      code: "tokenAudienceInvalid",
      likelyCause: l10n.t("The token was made for another hub or another service. Its audience names the service's own endpoint and the hub, never the gateway."),
      nextStep: l10n.t("Compare the token's audience with the service's Endpoint and the hub in the URL."),
    };
  }
  if (/expired|lifetime/i.test(said)) {
    return expired(answer);
  }
  if (/not valid before|not yet valid/i.test(said)) {
    return { ...expired(answer), code: "tokenNotYetValid" };
  }
  if (/signature|signing key/i.test(said)) {
    return {
      code: "tokenSignatureInvalid",
      likelyCause: l10n.t("The key the token was made with is not one of the service's: it was regenerated, or belongs to another service."),
      nextStep: l10n.t("Give the app the service's present connection string, and connect again."),
    };
  }
  return withToken
    ? {
        code: "tokenRefused",
        likelyCause: l10n.t("The token is expired, made with another key, or made for another audience; or the app does not know it."),
        nextStep: l10n.t("Look at the token's claims in the hop before this one."),
      }
    : {
        code: "tokenMissing",
        likelyCause: l10n.t("The hub asks for a signed-in user, or the URL is the service's own and needs a token made from its key."),
        nextStep: l10n.t("Give a token, or connect through the app's hub URL, whose negotiate gives one."),
      };
}

function subscriptionKey(said: string): Cause {
  return /invalid/i.test(said)
    ? {
        code: "subscriptionKeyInvalid",
        likelyCause: l10n.t("The subscription key is misspelled, was regenerated, belongs to a subscription that is not active, or to one that does not cover this API."),
        nextStep: l10n.t("Copy a key of an active subscription for this API."),
      }
    : {
        code: "subscriptionKeyMissing",
        likelyCause: l10n.t("The API requires a subscription key and got none."),
        nextStep: l10n.t("Send it as the header Ocp-Apim-Subscription-Key or the query parameter subscription-key (browsers can only do the latter), or publish without that requirement."),
      };
}

/** The answer's `Date` tells whether the token is old or one of the two clocks is wrong. */
function expired({ headers }: RefusedAnswer): Cause {
  const skew = Date.parse(headers.date ?? "") - Date.now();
  if (Math.abs(skew) >= TELLING_SKEW_MS) {
    const minutes = Math.round(Math.abs(skew) / 60_000);
    return {
      code: "clockSkew",
      likelyCause: skew > 0
        ? l10n.t("The clock of this computer is {0} minutes behind the server's, so a token made here is old when it arrives.", minutes)
        : l10n.t("The clock of this computer is {0} minutes ahead of the server's.", minutes),
      nextStep: l10n.t("Set the clock of this computer, or of the computer that makes the tokens."),
    };
  }
  return {
    code: "tokenExpired",
    likelyCause: l10n.t("The token is older than its lifetime (one hour by default), or the clock of the computer that made it is wrong."),
    nextStep: l10n.t("Connect again with a new token."),
  };
}
