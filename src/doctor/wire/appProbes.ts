import * as l10n from "@vscode/l10n";
import { redactUrl } from "../../signalr/redact.ts";
import { failed, ok, warning } from "../finding.ts";
import type { Cause, Finding, Probe } from "../model.ts";
import type { Subject } from "../subject.ts";
import type { AppVisit } from "./appVisit.ts";
import { audienceOf, sameOrigin } from "./places.ts";
import { preflightProbe } from "./httpProbes.ts";
import { tokenFinding } from "./tokenFinding.ts";

const target = "app";

/** What the app does with a client: it answers negotiate, sends the client to the right place, and gives it a good token. */
export function appProbes(visit: AppVisit, subject: Subject, deadlineMs: number, needs: readonly string[]): readonly Probe[] {
  const negotiate: Probe = {
    id: "app.negotiate", target, deadlineMs, needs,
    question: l10n.t("Does the app answer negotiate?"),
    async run() {
      const answer = await visit.answer();
      const ms = Math.round(visit.hops[0]?.ms ?? 0);
      return ok(answer.kind === "redirect" ? l10n.t("200 after {0} ms, sends on to {1}.", ms, redactUrl(answer.url)) : l10n.t("200 after {0} ms, the hub is at the app itself.", ms));
    },
  };
  const redirect: Probe = {
    id: "app.redirect", target, deadlineMs, needs: [negotiate.id],
    question: l10n.t("Does the app send clients to the gateway?"),
    run: async () => redirectFinding(await visit.answer(), subject),
  };
  const token: Probe = {
    id: "app.token", target, deadlineMs, needs: [negotiate.id],
    question: l10n.t("Is the token that the app gives a good one?"),
    async run() {
      const answer = await visit.answer();
      return answer.kind === "redirect" ? tokenFinding(answer.accessToken, answer.url, serviceEndpoint(subject)) : ok(l10n.t("The hub is at the app itself and gives no token."));
    },
  };
  return [...preflightProbe({ target, place: { url: visit.url }, subject, deadlineMs }, needs), negotiate, redirect, token];
}

function serviceEndpoint({ connectionString, plane }: Subject): string | undefined {
  return connectionString?.endpoint ?? plane?.integration?.signalREndpoint ?? plane?.service?.endpoint;
}

function redirectFinding(answer: Awaited<ReturnType<AppVisit["answer"]>>, subject: Subject): Finding {
  const { plane } = subject;
  const integration = plane?.integration;
  if (answer.kind === "connect") {
    const cause = {
      code: "noServiceRedirect",
      text: l10n.t("The app serves its clients itself: no Azure SignalR Service is in between, so none goes through the gateway."),
      nextStep: l10n.t("Add the service to the app (AddAzureSignalR) with the connection string that has ClientEndpoint."),
    };
    return plane === undefined && subject.connectionString === undefined ? warning(l10n.t("The answer names a connection and no URL to go to."), cause) : failed(l10n.t("The answer names a connection and no URL to go to."), cause);
  }
  const shown = redactUrl(answer.url);
  if (integration?.clientEndpoint === null) {
    return sameOrigin(answer.url, integration.signalREndpoint) ? ok(l10n.t("Sends to {0}, as it has to where the gateway negotiates.", shown)) : failed(l10n.t("Sends to {0}, expected {1}.", shown, integration.signalREndpoint), {
      code: "clientEndpointNotWanted",
      text: l10n.t("The gateway negotiates with the app here, and connects clients only to the service itself: the app's connection string must have no ClientEndpoint."),
      nextStep: l10n.t("Take ClientEndpoint out of the app's connection string, and start it again."),
    });
  }
  const expected = subject.connectionString?.clientEndpoint ?? integration?.clientEndpoint ?? undefined;
  const gateways = integration?.gatewayUrls ?? (expected === undefined ? [] : [expected]);
  const service = serviceEndpoint(subject) ?? audienceOf(answer.accessToken)?.origin;
  if (gateways.some((url) => sameOrigin(url, answer.url))) {
    return pathFinding(answer.url, gateways) ?? ok(l10n.t("Sends to {0}.", shown));
  }
  const remedy = integration === undefined ? undefined : { kind: "command" as const, text: l10n.t("Give the app the connection string with ClientEndpoint"), command: "connectionString" as const, integration: integration.name };
  if (service !== undefined && sameOrigin(service, answer.url) && !isLoopback(service, gateways)) {
    const cause = pastGateway(expected, subject);
    return gateways.length > 0 ? failed(l10n.t("Sends to {0}.", shown), cause, remedy && { remedy }) : warning(l10n.t("Sends to {0}.", shown), cause);
  }
  if (gateways.length > 0) {
    return failed(l10n.t("Sends to {0}, expected {1}.", shown, gateways.join(", ")), {
      code: "clientEndpointElsewhere",
      text: l10n.t("The app sends its clients somewhere else: its connection string has another ClientEndpoint, or is another service's."),
      nextStep: l10n.t("Compare the app's connection string with the integration's."),
    }, remedy && { remedy });
  }
  return ok(l10n.t("Sends to {0}.", shown));
}

/** @param expected the `ClientEndpoint` that is known, of the app's own string or of the integration */
function pastGateway(expected: string | undefined, { stringOfApp, connectionString }: Subject): Cause {
  if (stringOfApp === true && connectionString?.clientEndpoint !== undefined) {
    return {
      code: "clientEndpointIgnored",
      text: l10n.t("The app sends its clients straight to the service, and this string of it has a ClientEndpoint: the app has not been started again since, its service SDK or Functions extension is older than ClientEndpoint, or its endpoints are made in code (new ServiceEndpoint(uri, …) loses it before 1.16.1)."),
      nextStep: l10n.t("Start the app again; if that does not help, update Microsoft.Azure.SignalR or the Functions extension."),
    };
  }
  return {
    code: "clientEndpointMissing",
    text: l10n.t("The app sends its clients straight to the service, past the gateway: its connection string has no ClientEndpoint, or the app has not been started again since it has."),
    nextStep: expected === undefined ? l10n.t("Add ClientEndpoint with the gateway's URL to the app's connection string.") : l10n.t("Give the app the connection string with ClientEndpoint={0}, and start it again.", expected),
  };
}

/** On loopback an audience says nothing of the port, so a gateway there looks like the service unless its URL is known. */
function isLoopback(service: string, gateways: readonly string[]): boolean {
  return gateways.length === 0 && /^https?:\/\/(?:127\.|localhost\b|\[::1\])/i.test(service);
}

/** A `ClientEndpoint` with another path leads to the right host and to nothing there. */
function pathFinding(url: string, gateways: readonly string[]): Finding | undefined {
  const path = new URL(url).pathname.replace(/\/$/, "");
  const paths = gateways.map((gateway) => new URL(gateway).pathname.replace(/\/$/, "")).map((prefix) => (prefix.endsWith("/client") ? prefix : `${prefix}/client`));
  if (paths.some((expected) => expected.toLowerCase() === path.toLowerCase())) {
    return undefined;
  }
  return failed(l10n.t("Sends to the path {0}, expected {1}.", path, paths.join(", ")), {
    code: "clientEndpointPathDiffers",
    text: l10n.t("The path in the app's ClientEndpoint is not the integration's: a slash is missing at its end, or it belongs to another integration."),
    nextStep: l10n.t("Give the app the integration's own connection string. A path in ClientEndpoint must end in a slash."),
  });
}
