import * as l10n from "@vscode/l10n";
import type { Instance, Integration, SignalRService } from "../../apim/model.ts";
import { sameUrl } from "../../apim/paths.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Account } from "../account/account.ts";

/** An instance with the account that reaches it. */
export interface Target {
  readonly account: Account;
  readonly instance: Instance;
}

/** An integration, with what is needed to find the service behind it. */
interface OfService {
  readonly account: Account;
  readonly services: readonly SignalRService[];
  readonly integration: Integration;
}

/** All instances and services of an account, over its subscriptions; what was read within the last minute is not asked for again. */
export async function everything(account: Account, signal?: AbortSignal): Promise<{ readonly targets: readonly Target[]; readonly services: readonly SignalRService[] }> {
  const { instances, services } = await account.inventory.fresh(signal);
  return { targets: instances.map((instance) => ({ account, instance })), services };
}

/** Services for `instance`, those of its own subscription, then location, first. */
export function nearestFirst(services: readonly SignalRService[], instance: Instance): readonly SignalRService[] {
  const distance = (service: SignalRService): number => (service.subscriptionId === instance.subscriptionId ? 0 : 2) + (service.location === instance.location ? 0 : 1);
  return services.toSorted((a, b) => distance(a) - distance(b) || a.name.localeCompare(b.name));
}

/**
 * The SignalR Service behind an integration, looked for in its own subscription first.
 * @throws Problem where this account does not see it
 */
export async function serviceOf({ account, services, integration }: OfService): Promise<SignalRService> {
  const isIts = ({ endpoint }: SignalRService): boolean => sameUrl(endpoint, integration.signalREndpoint);
  const service = services.find(isIts) ?? (await everything(account)).services.find(isIts);
  if (service !== undefined) return service;
  throw new Problem({
    code: "serviceNotFound",
    message: l10n.t("{0} leads to {1}, but this account sees no SignalR Service with that address.", integration.name, integration.signalREndpoint),
    likelyCause: l10n.t("The service was deleted, or the account may not read it."),
    nextStep: l10n.t("Sign in with an account that sees it, or publish another service under the same name."),
  });
}

/** The same, read now: its mode and whether it takes keys may have changed since the tree was filled. */
export async function serviceNow(node: OfService, signal: AbortSignal): Promise<SignalRService> {
  const [found, controlPlane] = await Promise.all([serviceOf(node), node.account.controlPlane()]);
  return controlPlane.service(found.id, signal);
}
