import type { ConsoleTarget } from "../../console/target.ts";
import { integrationSubject } from "../../doctor/integrationSubject.ts";
import type { Subject } from "../../doctor/subject.ts";
import { redactUrl } from "../../signalr/redact.ts";
import { networkOfEditor } from "../console/network.ts";
import { keptSubscriptionKey, knownHub } from "../connect/consoleTarget.ts";
import { readNow } from "../publish/readIntegration.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { integrationKey } from "./keys.ts";

/** What the doctor is run on, as the editor knows it. */
export interface Patient {
  /** Its name in titles; holds no secret. */
  readonly title: string;
  /** The same for every run on the same, over reloads of the window. */
  readonly key: string;
  /** Absent where only a hub's URL is known. */
  readonly node?: IntegrationNode;
  /** The hub's name as far as it is known, empty where it is not; absent where the app or the connection string says it. */
  readonly hub?: string;
  /** Reads what is there now. */
  subject(signal: AbortSignal): Promise<Subject>;
}

export function integrationPatient(services: Services, node: IntegrationNode): Patient {
  return { title: node.integration.name, key: integrationKey(node), node, hub: node.integration.hubs[0] ?? knownHub(services, node) ?? "", subject: (signal) => readSubject(services, node, signal) };
}

/**
 * @param address the URL of a hub at its app
 * @param through the integration that the app's clients are sent through, where it is known: then the control plane is asked too
 */
export function hubPatient(address: string, through?: Patient): Patient {
  const shown = redactUrl(address);
  const { host, pathname } = new URL(shown);
  const subject = async (signal: AbortSignal): Promise<Subject> => {
    const known = through === undefined ? { network: { headers: {}, ...networkOfEditor() } } : await through.subject(signal);
    return { ...known, title: shown, appUrl: address };
  };
  return { title: host + pathname.replace(/\/$/, ""), key: shown, ...(through?.node && { node: through.node }), subject };
}

/** @param service the hub of a connection string's service, with what is needed to reach it */
export function stringPatient(title: string, key: string, service: NonNullable<ConsoleTarget["service"]>): Patient {
  const subject = async (signal: AbortSignal): Promise<Subject> => {
    const { connectionString, hub } = await service(signal);
    return { title, connectionString, stringOfApp: true, hub, network: { headers: {}, ...networkOfEditor() } };
  };
  return { title, key, subject };
}

/** What was kept for its consoles is good for the doctor too: the hub's name and the subscription key. Nothing is asked. */
async function readSubject(services: Services, node: IntegrationNode, signal: AbortSignal): Promise<Subject> {
  const [plane, { instance, contents, integration }, key] = await Promise.all([node.account.controlPlane(), readNow(node, signal), keptSubscriptionKey(services, node)]);
  // Where all of its APIs are gone its clients still come, and what the tree knew of it says how.
  const known = integration ?? node.integration;
  const found = await integrationSubject({ plane, instance, contents, services: node.services }, known, signal);
  const { integration: _gone, ...withoutIt } = found.plane ?? { plane, instance, contents };
  const hub = found.hub ?? knownHub(services, node);
  const origin = known.cors.find((each) => !each.includes("*"));
  return {
    ...found,
    ...(integration === undefined && { plane: withoutIt }),
    ...(hub !== undefined && { hub }),
    ...(origin !== undefined && { origin }),
    network: { headers: key === undefined || !known.requireSubscriptionKey ? {} : { "Ocp-Apim-Subscription-Key": key }, ...networkOfEditor() },
  };
}
