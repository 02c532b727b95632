import type { ControlPlane, Discovered, Subscription } from "./controlPlane.ts";
import { isDenied } from "./denied.ts";

/** All that an identity sees. */
export interface Survey extends Discovered {
  readonly subscriptions: readonly Subscription[];
}

/**
 * Subscriptions and what is in them, asked for at the same time: the search goes over the whole tenant, so that the first rows are there after
 * one round trip. Whether that covers all (it has a limit, and subscriptions that other tenants manage may be left out) nothing says; so those
 * without a row are searched once more by name.
 * @param page is told of rows as they come, each with all subscriptions
 * @throws Problem; Cancelled
 */
export async function survey(plane: Pick<ControlPlane, "subscriptions" | "discover">, signal: AbortSignal | undefined, page: (found: Survey) => void): Promise<Survey> {
  const listed = plane.subscriptions(signal);
  const [subscriptions, wide] = await Promise.all([listed, tenantWide(plane, signal, (found) => void listed.then((known) => page(within(known, found)), () => undefined))]);
  const seen = within(subscriptions, wide ?? { instances: [], services: [] });
  const rows = new Set([...seen.instances, ...seen.services].map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const missing = subscriptions.filter(({ id }) => !rows.has(id.toLowerCase()));
  if (missing.length === 0) return seen;
  const { instances, services, problems = [] } = await plane.discover(missing.map(({ id }) => id), signal, (found) => page({ ...found, subscriptions }));
  return { subscriptions, instances: [...seen.instances, ...instances], services: [...seen.services, ...services], problems: [...(seen.problems ?? []), ...problems] };
}

/** Undefined where the tenant cannot be searched as a whole. */
async function tenantWide(plane: Pick<ControlPlane, "discover">, signal: AbortSignal | undefined, page: (found: Discovered) => void): Promise<Discovered | undefined> {
  try {
    return await plane.discover("tenant", signal, page);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

/** Without what is in subscriptions that are not listed, such as deleted ones. */
function within(subscriptions: readonly Subscription[], found: Discovered): Survey {
  const known = new Set(subscriptions.map(({ id }) => id.toLowerCase()));
  const isKnown = ({ subscriptionId }: { readonly subscriptionId: string }): boolean => known.has(subscriptionId.toLowerCase());
  return { ...found, subscriptions, instances: found.instances.filter(isKnown), services: found.services.filter(isKnown) };
}
