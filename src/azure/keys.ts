import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { SignalRService } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";
import { aborting } from "./apiReads.ts";
import { finished } from "./apiWrites.ts";
import type { ArmClients } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import type { KeyName, ServiceKeys } from "./controlPlane.ts";
import { RawAnswers } from "./rawAnswers.ts";

const keysSchema = v.object({ primaryKey: v.string(), secondaryKey: v.string(), primaryConnectionString: v.string(), secondaryConnectionString: v.string() });

/** `listKeys` of a service (apim-facts 4). @throws Problem `localAuthDisabled`, `answerUnreadable`, or what ARM refused with */
export async function readKeys(clients: ArmClients, service: SignalRService, signal: AbortSignal | undefined): Promise<ServiceKeys> {
  refuseWithoutKeys(service);
  return asProblems({ action: l10n.t("read the keys of {0}", service.name), resource: service.id, cloud: clients.cloud }, async () => {
    const answers = new RawAnswers();
    await (await clients.signalR(service.subscriptionId)).signalR.listKeys(service.resourceGroup, service.name, { onResponse: answers.take, ...aborting(signal) });
    const read = v.safeParse(keysSchema, answers.last);
    if (!read.success) {
      throw new Problem({ code: "answerUnreadable", message: l10n.t("The keys of {0} came in a form that is not known.", service.name), resource: service.id });
    }
    return read.output;
  });
}

/** `regenerateKey` of a service, waited for (apim-facts 4). @throws as `readKeys` */
export async function regenerateKey(clients: ArmClients, service: SignalRService, key: KeyName, signal: AbortSignal | undefined): Promise<ServiceKeys> {
  refuseWithoutKeys(service);
  const action = key === "primary" ? l10n.t("replace the primary key of {0}", service.name) : l10n.t("replace the secondary key of {0}", service.name);
  await asProblems({ action, resource: service.id, cloud: clients.cloud }, async () => {
    const answers = new RawAnswers();
    const { signalR } = await clients.signalR(service.subscriptionId);
    const keyType = key === "primary" ? "Primary" : "Secondary";
    const poller = await signalR.beginRegenerateKey(service.resourceGroup, service.name, { keyType }, { onResponse: answers.take, ...aborting(signal) });
    await finished(clients, answers, poller, signal);
  });
  return readKeys(clients, service, signal);
}

function refuseWithoutKeys(service: SignalRService): void {
  if (service.disableLocalAuth) {
    throw new Problem({
      code: "localAuthDisabled",
      message: l10n.t("{0} does not accept access keys.", service.name),
      resource: service.id,
      likelyCause: l10n.t("Local authentication is switched off on the service."),
      nextStep: l10n.t("Use the Entra form of the connection string, which holds no key."),
    });
  }
}
