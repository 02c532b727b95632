import * as l10n from "@vscode/l10n";
import { answerProblem } from "../../signalr/answerProblem.ts";
import { negotiateUrl, startUrl } from "../../signalr/hubUrl.ts";
import type { HttpAnswer } from "../../signalr/transport/http.ts";
import { failed, ok } from "../finding.ts";
import type { Cause, Finding, Probe } from "../model.ts";
import { httpClient } from "./appVisit.ts";
import type { Way } from "./wayProbes.ts";

/** Headers a browser announces for the official client's negotiate (signalr-protocol 1.3). */
const announced = ["authorization", "x-requested-with", "x-signalr-user-agent"];

/** Whether a page of the given origin may negotiate: a browser asks before it does, without token or key. */
export function preflightProbe(way: Pick<Way, "target" | "place" | "subject" | "deadlineMs">, needs: readonly string[]): readonly Probe[] {
  const { target, place, subject, deadlineMs } = way;
  const { origin, network } = subject;
  // Browsers ask nobody before they open a WebSocket, and not for a page of the same origin.
  if (origin === undefined || place.bare === true || new URL(place.url).origin === origin) {
    return [];
  }
  return [{
    id: `${target}.preflight`, target, deadlineMs, needs,
    question: l10n.t("May pages of {0} negotiate?", origin),
    async run(signal) {
      const url = negotiateUrl(startUrl(place.url, network.query));
      const headers = { origin, "access-control-request-method": "POST", "access-control-request-headers": announced.join(",") };
      // A browser sends no key with its preflight.
      const answer = await httpClient({ ...network, headers: {} }).request({ method: "OPTIONS", url, headers, timeoutMs: deadlineMs, signal });
      return preflightFinding(answer, origin, url);
    },
  }];
}

function preflightFinding({ status, headers, body }: HttpAnswer, origin: string, url: string): Finding {
  const allowed = headers["access-control-allow-origin"] ?? "";
  const evidence = l10n.t("OPTIONS {0}, Access-Control-Allow-Origin: {1}.", status, allowed === "" ? l10n.t("none") : allowed);
  if (status < 200 || status > 299) {
    return failed(evidence, preflightRefused(status, answerProblem({ status, headers, body }, { kind: "negotiate", url, withToken: false }).code));
  }
  if (allowed === "") {
    return failed(evidence, {
      code: "corsOriginRefused",
      text: l10n.t("The origin {0} is not among those that are allowed, so browsers refuse to negotiate.", origin),
      nextStep: l10n.t("Add it to the allowed origins: of the gateway's cors policy where it has one, else of the service."),
    });
  }
  if (allowed === "*") {
    return failed(evidence, {
      code: "corsWildcard",
      text: l10n.t("Any origin is allowed, which browsers refuse for requests with credentials; SignalR clients send them by default."),
      nextStep: l10n.t("List the origins, and allow credentials."),
    });
  }
  if (headers["access-control-allow-credentials"]?.toLowerCase() !== "true") {
    return failed(evidence, {
      code: "corsCredentialsRefused",
      text: l10n.t("Credentials are not allowed, and SignalR clients send them by default."),
      nextStep: l10n.t('Allow credentials (allow-credentials="true" in the cors policy), or switch them off in the client (withCredentials).'),
    });
  }
  const missing = announced.filter((name) => !lists(headers["access-control-allow-headers"], name));
  if (missing.length > 0) {
    return failed(evidence, {
      code: "corsHeadersRefused",
      text: l10n.t("These headers of SignalR clients are not allowed: {0}.", missing.join(", ")),
      nextStep: l10n.t("Add them to the allowed headers."),
    });
  }
  return ok(evidence);
}

function lists(header: string | undefined, name: string): boolean {
  const names = (header ?? "").toLowerCase().split(/\s*,\s*/);
  return names.includes("*") || names.includes(name);
}

function preflightRefused(status: number, code: string): Cause {
  if (status === 401) {
    return {
      code: "preflightUnauthorized",
      text: l10n.t("The preflight is asked for a key or a token, and browsers send neither with it: the API requires a subscription key on its OPTIONS operation, or a policy checks tokens before CORS."),
      nextStep: l10n.t("Let a cors policy answer preflights (without an OPTIONS operation), or do without the key."),
    };
  }
  return {
    code: status === 404 ? "preflightNotFound" : code,
    text: status === 404
      ? l10n.t("Nothing answers preflights there: the API has neither an OPTIONS operation nor a cors policy.")
      : l10n.t("The preflight is refused with {0}.", status),
    nextStep: l10n.t("Add the OPTIONS operation or a cors policy; publishing adds one of them."),
  };
}

/**
 * Whether long polling can be ended: the gateway's own 404 shows that the DELETE did not reach the hub, and what the hub says of an id it
 * never gave (a 404 of its own, whose words nobody has written down) that it did (signalr-protocol 2.4; apim-facts 2.2).
 */
export function closeProbe({ target, place, subject, deadlineMs }: Way, needs: readonly string[]): readonly Probe[] {
  return [{
    id: `${target}.close`, target, deadlineMs, needs,
    question: l10n.t("Does the DELETE pass that ends long polling?"),
    async run(signal) {
      const url = startUrl(place.url, [...(subject.network.query ?? []), ["id", "none"]]);
      const accessToken = typeof place.accessToken === "function" ? await place.accessToken() : place.accessToken;
      const answer = await httpClient(subject.network).request({ method: "DELETE", url, accessToken, timeoutMs: deadlineMs, signal });
      const problem = answerProblem(answer, { kind: "send", url, withToken: accessToken !== undefined });
      if (problem.code === "gatewayNoRoute" || answer.status === 405) {
        return failed(problem.message, {
          code: "deleteMissing",
          text: l10n.t("The API has no DELETE operation, so long polling cannot be ended: browsers report an error, and the service keeps each connection until it times out."),
          nextStep: l10n.t("Add DELETE / to the API."),
        });
      }
      if (answer.status === 429 || answer.status >= 500) {
        throw problem;
      }
      return ok(l10n.t("{0}: it reaches the hub.", answer.status));
    },
  }];
}
