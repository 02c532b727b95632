import * as l10n from "@vscode/l10n";
import { clientEndpointWarnings } from "../../signalr/clientUrl.ts";
import type { EndpointWarning } from "../../signalr/clientUrl.ts";
import { ok } from "../finding.ts";
import type { Probe } from "../model.ts";
import { noHost, noRoute, otherAnswer } from "../symptoms.ts";
import type { Subject } from "../subject.ts";

/** What the service SDK does with each oddity is a URL that leads to nothing; the others work with some versions of it. */
const broken: ReadonlySet<EndpointWarning["code"]> = new Set(["clientEndpointPathWithoutSlash", "clientEndpointQuery", "endpointPath"]);

/** Whether the app's connection string says what it is meant to (signalr-protocol 5.3). */
export function stringProbe({ connectionString, stringOfApp }: Subject, deadlineMs: number): readonly Probe[] {
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
  }];
}
