import * as l10n from "@vscode/l10n";
import type { Instance, JsonObject, SignalRService } from "../apim/model.ts";
import { sameId } from "../apim/paths.ts";
import { Problem } from "../signalr/problem.ts";
import type { ArmClients } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import type { Cloud, Discovered, Subscription, Tenant } from "./controlPlane.ts";
import { isDenied } from "./denied.ts";
import { RawAnswers, drain, textIn } from "./rawAnswers.ts";
import { batchesOf, graphPages } from "./resourceGraph.ts";
import { instanceFrom, serviceFrom } from "./resources.ts";

const query = `Resources
| where type in~ ('microsoft.apimanagement/service', 'microsoft.signalrservice/signalr')
| project id, name, type, kind, location, sku, properties
| order by id asc`;

export async function listSubscriptions(clients: ArmClients, signal: AbortSignal | undefined): Promise<readonly Subscription[]> {
  const call = { action: l10n.t("list the subscriptions"), resource: "/subscriptions", cloud: clients.cloud };
  return asProblems(call, async () => {
    const client = await clients.subscriptions();
    const found: Subscription[] = [];
    for await (const { subscriptionId, displayName, tenantId, state } of client.subscriptions.list({ ...(signal && { abortSignal: signal }) })) {
      // A deleted subscription is listed for some weeks.
      if (subscriptionId !== undefined && state !== "Deleted") {
        found.push({ id: subscriptionId, name: displayName ?? subscriptionId, tenantId: tenantId ?? "", ...(state === "Disabled" && { disabled: true }) });
      }
    }
    return found;
  });
}

export async function listTenants(clients: ArmClients, signal: AbortSignal | undefined): Promise<readonly Tenant[]> {
  return asProblems({ action: l10n.t("list the tenants"), resource: "/tenants", cloud: clients.cloud }, async () => {
    const client = await clients.subscriptions();
    const found: Tenant[] = [];
    for await (const { tenantId, displayName, defaultDomain, tenantCategory } of client.tenants.list({ ...(signal && { abortSignal: signal }) })) {
      if (tenantId !== undefined) found.push({ id: tenantId, name: displayName ?? defaultDomain ?? tenantId, home: tenantCategory === "Home" });
    }
    return found;
  });
}

/** What is told of each page as it comes. */
export type PageTaker = (found: Discovered) => void;

/** One Resource Graph query for both kinds, in as few calls as it allows; ARM's lists, subscription by subscription, where it is denied. */
export async function discover(clients: ArmClients, subscriptionIds: readonly string[] | "tenant", signal: AbortSignal | undefined, page: PageTaker = () => undefined): Promise<Discovered> {
  if (subscriptionIds === "tenant") return searched(clients, undefined, signal, page);
  return together(await Promise.all(batchesOf(subscriptionIds).map((batch) => batchOf(clients, batch, signal, page))));
}

async function batchOf(clients: ArmClients, ids: readonly string[], signal: AbortSignal | undefined, page: PageTaker): Promise<Discovered> {
  try {
    return await searched(clients, ids, signal, page);
  } catch (error) {
    if (!isDenied(error)) {
      throw error;
    }
    return together(await Promise.all(ids.map((id) => listed(clients, id, signal, page))));
  }
}

async function searched(clients: ArmClients, subscriptions: readonly string[] | undefined, signal: AbortSignal | undefined, page: PageTaker): Promise<Discovered> {
  const pages: Discovered[] = [];
  for await (const rows of graphPages(clients, query, subscriptions, signal)) {
    const found = sorted(clients.cloud, rows);
    page(found);
    pages.push(found);
  }
  return together(pages);
}

/** One subscription by ARM's lists. That it may not be read, or is gone, keeps nobody from seeing the others. */
async function listed(clients: ArmClients, subscriptionId: string, signal: AbortSignal | undefined, page: PageTaker): Promise<Discovered> {
  const call = { action: l10n.t("list instances and services"), resource: `/subscriptions/${subscriptionId}`, cloud: clients.cloud };
  const abort = signal && { abortSignal: signal };
  const of = async (read: (answers: RawAnswers) => Promise<unknown>): Promise<Discovered> => {
    const answers = new RawAnswers();
    try {
      await asProblems(call, () => read(answers));
    } catch (error) {
      if (isDenied(error)) {
        return { instances: [], services: [], problems: [error] };
      }
      throw error;
    }
    return sorted(clients.cloud, answers.values);
  };
  const found = together(
    await Promise.all([
      of(async ({ take }) => drain((await clients.apim(subscriptionId)).apiManagementService.list({ onResponse: take, ...abort }))),
      of(async ({ take }) => drain((await clients.signalR(subscriptionId)).signalR.listBySubscription({ onResponse: take, ...abort }))),
    ]),
  );
  page(found);
  return found;
}

function together(parts: readonly Discovered[]): Discovered {
  const problems = parts.flatMap((part) => part.problems ?? []);
  return { instances: parts.flatMap(({ instances }) => instances), services: parts.flatMap(({ services }) => services), ...(problems.length > 0 && { problems }) };
}

function sorted(cloud: Cloud, rows: readonly JsonObject[]): Discovered {
  const problems: Problem[] = [];
  const ofType = <T>(type: string, from: (row: JsonObject, cloud: Cloud) => T): readonly T[] =>
    rows.flatMap((row) => {
      if (!sameId(textIn(row, "type"), type)) {
        return [];
      }
      try {
        return [from(row, cloud)];
      } catch (error) {
        // One resource in a form that nobody knows does not hide the others.
        if (!(error instanceof Problem)) throw error;
        problems.push(error);
        return [];
      }
    });
  const instances: readonly Instance[] = ofType("microsoft.apimanagement/service", instanceFrom);
  // Web PubSub style services speak another protocol.
  const services: readonly SignalRService[] = ofType("microsoft.signalrservice/signalr", serviceFrom).filter(({ kind }) => !sameId(kind ?? "", "rawwebsockets"));
  return { instances, services, ...(problems.length > 0 && { problems }) };
}
