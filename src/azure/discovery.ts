import * as l10n from "@vscode/l10n";
import type { Instance, JsonObject, SignalRService } from "../apim/model.ts";
import { Problem } from "../signalr/problem.ts";
import type { ArmClients } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import type { Subscription } from "./controlPlane.ts";
import { RawAnswers, drain, isObject, textIn } from "./rawAnswers.ts";
import { instanceFrom, serviceFrom } from "./resources.ts";

export interface Discovered {
  readonly instances: readonly Instance[];
  readonly services: readonly SignalRService[];
}

const query = `Resources
| where type in~ ('microsoft.apimanagement/service', 'microsoft.signalrservice/signalr')
| project id, name, type, kind, location, sku, properties
| order by id asc`;

/** Resource Graph takes that many subscriptions in one call (apim-facts 5). */
const subscriptionsACall = 1000;

export async function listSubscriptions(clients: ArmClients, signal: AbortSignal | undefined): Promise<readonly Subscription[]> {
  const call = { action: l10n.t("list the subscriptions"), resource: "/subscriptions", cloud: clients.cloud };
  return asProblems(call, async () => {
    const client = await clients.subscriptions();
    const found: Subscription[] = [];
    for await (const { subscriptionId, displayName, tenantId, state } of client.subscriptions.list({ ...(signal && { abortSignal: signal }) })) {
      // A disabled or deleted subscription is listed too; nothing in it can be changed.
      if (subscriptionId !== undefined && state !== "Deleted" && state !== "Disabled") {
        found.push({ id: subscriptionId, name: displayName ?? subscriptionId, tenantId: tenantId ?? "" });
      }
    }
    return found;
  });
}

/** One Resource Graph query for both kinds; ARM's lists where it is denied. */
export async function discover(clients: ArmClients, subscriptionIds: readonly string[], signal: AbortSignal | undefined): Promise<Discovered> {
  if (subscriptionIds.length === 0) {
    return { instances: [], services: [] };
  }
  try {
    const batches = Array.from({ length: Math.ceil(subscriptionIds.length / subscriptionsACall) }, (_, n) => subscriptionIds.slice(n * subscriptionsACall, (n + 1) * subscriptionsACall));
    return sorted(clients, (await Promise.all(batches.map((batch) => graphRows(clients, batch, signal)))).flat());
  } catch (error) {
    if (!(error instanceof Problem) || error.details.status !== 403) {
      throw error;
    }
    return sorted(clients, (await Promise.all(subscriptionIds.map((id) => listed(clients, id, signal)))).flat());
  }
}

async function graphRows(clients: ArmClients, subscriptions: readonly string[], signal: AbortSignal | undefined): Promise<readonly JsonObject[]> {
  const call = { action: l10n.t("search the subscriptions"), resource: "/providers/Microsoft.ResourceGraph/resources", cloud: clients.cloud };
  return asProblems(call, async () => {
    const client = await clients.resourceGraph();
    const rows: JsonObject[] = [];
    let skipToken: string | undefined;
    do {
      const answers = new RawAnswers();
      const options = { resultFormat: "objectArray", top: 1000, ...(skipToken !== undefined && { skipToken }) } as const;
      await client.resources({ query, subscriptions: [...subscriptions], options }, { onResponse: answers.take, ...(signal && { abortSignal: signal }) });
      const { data, $skipToken } = answers.last;
      rows.push(...(Array.isArray(data) ? data.filter(isObject) : []));
      skipToken = typeof $skipToken === "string" && $skipToken !== "" ? $skipToken : undefined;
    } while (skipToken !== undefined);
    return rows;
  });
}

async function listed(clients: ArmClients, subscriptionId: string, signal: AbortSignal | undefined): Promise<readonly JsonObject[]> {
  const call = { action: l10n.t("list instances and services"), resource: `/subscriptions/${subscriptionId}`, cloud: clients.cloud };
  const abort = signal && { abortSignal: signal };
  return asProblems(call, async () => {
    const [apim, signalR] = await Promise.all([clients.apim(subscriptionId), clients.signalR(subscriptionId)]);
    const instances = new RawAnswers();
    const services = new RawAnswers();
    await Promise.all([drain(apim.apiManagementService.list({ onResponse: instances.take, ...abort })), drain(signalR.signalR.listBySubscription({ onResponse: services.take, ...abort }))]);
    return [...instances.values, ...services.values];
  });
}

function sorted(clients: ArmClients, rows: readonly JsonObject[]): Discovered {
  const ofType = (type: string): readonly JsonObject[] => rows.filter((row) => textIn(row, "type").toLowerCase() === type);
  return {
    instances: ofType("microsoft.apimanagement/service").map((row) => instanceFrom(row, clients.cloud)),
    // Web PubSub style services speak another protocol.
    services: ofType("microsoft.signalrservice/signalr")
      .map((row) => serviceFrom(row, clients.cloud))
      .filter(({ kind }) => kind?.toLowerCase() !== "rawwebsockets"),
  };
}
