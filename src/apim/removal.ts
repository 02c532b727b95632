import * as l10n from "@vscode/l10n";
import { textOf } from "./compare.ts";
import { layoutOf, onHandshake } from "./layouts/layout.ts";
import { markerOf } from "./marker.ts";
import type { ApiContents, ArmResource, Change, Instance, InstanceContents, Integration, Plan, PlanWarning } from "./model.ts";
import { apiIdOf, lastSegment, sameId, withoutRevision } from "./paths.ts";
import { deleted } from "./plan.ts";
import { isSigned } from "./policies/rule.ts";
import { heldPolicy } from "./policyPlan.ts";
import { refuseInstance } from "./refusals.ts";
import { titleOf } from "./titles.ts";

export interface RemovalInput {
  readonly instance: Instance;
  readonly integration: Integration;
  readonly contents: InstanceContents;
}

/**
 * Takes away what publishing made for an integration, told by its signature, and nothing else. An API of ours that holds only our
 * operations goes in one delete with all below it; where someone added an operation, ours go and the API stays.
 * @throws Problem `instanceNotReady`
 */
export function planRemoval({ instance, integration, contents }: RemovalInput): Plan {
  refuseInstance(instance, false);
  const parts = integration.apis.toReversed().map((held) => removed(integration, held, contents));
  return {
    layout: integration.layout,
    name: integration.name,
    instance,
    signalR: integration.signalR,
    clientEndpoint: integration.clientEndpoint,
    gatewayUrls: integration.gatewayUrls,
    changes: parts.flatMap(({ changes }) => changes),
    removal: true,
    warnings: parts.flatMap(({ warnings }) => warnings),
  };
}

interface Part {
  readonly changes: readonly Change[];
  readonly warnings: readonly PlanWarning[];
}

function removed(integration: Integration, held: ApiContents, contents: InstanceContents): Part {
  const owned = isOurs(held.api, integration);
  const operations = held.operations.filter((operation) => lastSegment(operation.path) !== onHandshake);
  const ours = operations.filter((operation) => isOurs(operation, integration) || (owned && hasOurId(operation, integration)));
  if (owned && ours.length === operations.length) {
    return { changes: [{ ...deleted(held.api), children: operations }], warnings: revisionWarnings(held.api, contents) };
  }
  const why = owned
    ? l10n.t("{0} stays: it holds operations that publishing did not make.", titleOf(held.api))
    : l10n.t("{0} stays: publishing did not make it.", titleOf(held.api));
  const stays: Change = { action: "none", resource: held.api.path, title: titleOf(held.api) };
  return { changes: [...policiesOfOurs(held, owned, ours), ...ours.map(deleted), stays], warnings: [{ code: "apiKept", message: why }] };
}

/**
 * Policies publishing wrote on what stays. That of an API of ours stays with it, because the operations someone added there live with it;
 * those of operations that go, go with them.
 */
function policiesOfOurs({ api, operations, policies }: ApiContents, owned: boolean, ours: readonly ArmResource[]): readonly Change[] {
  return policies
    .filter((policy) => isSigned(heldPolicy(policy).xml))
    .flatMap((policy) => {
      const owner = [api, ...operations].find(({ path }) => policy.path.startsWith(`${path}/policies/`));
      const stays = owner !== undefined && !ours.includes(owner) && !(owned && owner === api);
      return stays ? [{ ...deleted(policy), title: l10n.t("policy of {0}", titleOf(owner)) }] : [];
    });
}

function isOurs(resource: ArmResource, integration: Integration): boolean {
  return markerOf(resource)?.integration === integration.name;
}

/** In an API of ours an operation with our id and call is ours, even when someone rewrote its description. */
function hasOurId(operation: ArmResource, integration: Integration): boolean {
  const roles = layoutOf(integration.layout).roles.flatMap((role) => role.operations);
  return roles.some((role) => sameId(role.id, lastSegment(operation.path)) && role.method === textOf(operation, "method").toUpperCase());
}

function revisionWarnings(api: ArmResource, contents: InstanceContents): readonly PlanWarning[] {
  const own = apiIdOf(api.path) ?? "";
  const others = contents.apis.filter((other) => !sameId(other.api.path, api.path) && sameId(withoutRevision(apiIdOf(other.api.path) ?? ""), withoutRevision(own)));
  return others.length === 0 ? [] : [{ code: "revisionsDeleted", message: l10n.t("{0} goes with its other revisions ({1}).", titleOf(api), others.map((other) => other.api.path).join(", ")) }];
}
