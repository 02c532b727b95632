import * as l10n from "@vscode/l10n";
import { clientEndpointWarnings } from "../../signalr/clientUrl.ts";
import type { EndpointWarning } from "../../signalr/clientUrl.ts";
import { ok, skipped } from "../finding.ts";
import type { Cause, Finding, Probe } from "../model.ts";
import { noHost, noRoute, otherAnswer, tokenRefused } from "../symptoms.ts";
import type { Subject } from "../subject.ts";
import { httpClient } from "./appVisit.ts";

/** What the service SDK does with each oddity is a URL that leads to nothing; the others work with some versions of it. */
const broken: ReadonlySet<EndpointWarning["code"]> = new Set(["clientEndpointPathWithoutSlash", "clientEndpointQuery", "endpointPath"]);

/** Whether the app's connection string says what it is meant to (signalr-protocol 5.3). */
export function stringProbe(subject: Subject, deadlineMs: number): readonly Probe[] {
  const { connectionString, stringOfApp } = subject;
  if (connectionString === undefined || stringOfApp !== true) {
    return [];
  }
  return [{
    id: "app.string", target: "app", deadlineMs, needs: [],
    question: l10n.t("Is the connection string as it should be?"),
    async run() {
      const { endpoint, clientEndpoint } = connectionString;
      const evidence = clientEndpoint === undefined ? l10n.t("Endpoint is {0}, and there is no ClientEndpoint: clients go straight to the service.", endpoint) : l10n.t("Endpoint is {0}, ClientEndpoint is {1}.", endpoint, clientEndpoint);
      const warnings = clientEndpointWarnings(connectionString);
      const causes = warnings.map(({ code, message }) => ({ code, text: message, explains: [...noRoute, ...otherAnswer, ...noHost] }));
      return warnings.some(({ code }) => broken.has(code)) ? { outcome: "warning", evidence, causes } : ok(evidence, causes);
    },
  }, {
    id: "app.endpoint", target: "app", deadlineMs, needs: [],
    question: l10n.t("Does Endpoint lead to the service itself?"),
    run: (signal) => endpointFinding(connectionString.endpointUrl, subject, deadlineMs, signal),
  }];
}

/**
 * The service says at `HEAD /api/v1/health` that it is there, without a token (signalr-protocol 6); a gateway in front of it publishes
 * clients' paths only. Whatever else is answered counts only where a client meets what it explains.
 */
async function endpointFinding(endpoint: string, { network }: Subject, deadlineMs: number, signal: AbortSignal): Promise<Finding> {
  const url = new URL("/api/v1/health", endpoint).href;
  const status = await httpClient(network).request({ method: "HEAD", url, timeoutMs: deadlineMs, signal }).then((answer) => answer.status, (error: unknown) => {
    if (signal.aborted) throw error;
    return undefined;
  });
  if (status === undefined) {
    return skipped(l10n.t("{0} was not reached, which the questions about the service say more of.", url));
  }
  const evidence = l10n.t("HEAD {0}: {1}.", url, status);
  return status === 200 ? ok(evidence) : ok(evidence, [endpointNotService(endpoint)]);
}

function endpointNotService(endpoint: string): Cause {
  return {
    code: "endpointNotService",
    text: l10n.t("{0}, the Endpoint of the app's connection string, does not answer as the service does: it is the gateway, or another proxy. The app's own connections and its REST calls go there and do not pass, and tokens are made for the wrong audience.", endpoint),
    nextStep: l10n.t("Write the service's own URL into Endpoint, and the gateway's into ClientEndpoint: only clients go through it."),
    explains: ["appServerNotConnected", "tokenAudienceIsGateway", ...tokenRefused, ...noRoute],
  };
}
