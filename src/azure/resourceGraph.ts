import * as l10n from "@vscode/l10n";
import type { JsonObject } from "../apim/model.ts";
import type { ArmClients } from "./armClients.ts";
import { asProblems } from "./armProblem.ts";
import { RawAnswers, isObject } from "./rawAnswers.ts";

/** Resource Graph takes that many subscriptions in one call (apim-facts 5). */
const subscriptionsACall = 1000;

/** The subscriptions, as many together as one call takes. */
export function batchesOf(subscriptionIds: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(subscriptionIds.length / subscriptionsACall) }, (_, n) => subscriptionIds.slice(n * subscriptionsACall, (n + 1) * subscriptionsACall));
}

/** Rows of a query, page by page as they come. @param subscriptions undefined for all of the tenant (apim-facts 5). @throws Problem; Cancelled */
export async function* graphPages(clients: ArmClients, query: string, subscriptions: readonly string[] | undefined, signal: AbortSignal | undefined): AsyncGenerator<readonly JsonObject[]> {
  const call = { action: l10n.t("search the subscriptions"), resource: "/providers/Microsoft.ResourceGraph/resources", cloud: clients.cloud };
  let skipToken: string | undefined;
  do {
    const answers = new RawAnswers();
    const options = { resultFormat: "objectArray", top: 1000, ...(skipToken !== undefined && { skipToken }) } as const;
    await asProblems(call, async () => (await clients.resourceGraph()).resources({ query, ...(subscriptions && { subscriptions: [...subscriptions] }), options }, { onResponse: answers.take, ...(signal && { abortSignal: signal }) }));
    const { data, $skipToken } = answers.last;
    yield Array.isArray(data) ? data.filter(isObject) : [];
    skipToken = typeof $skipToken === "string" && $skipToken !== "" ? $skipToken : undefined;
  } while (skipToken !== undefined);
}
