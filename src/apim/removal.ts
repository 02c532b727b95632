import * as l10n from "@vscode/l10n";
import { removedBelongings } from "./belongings.ts";
import { textOf } from "./compare.ts";
import { refuseDependents } from "./dependents.ts";
import { layoutOf } from "./layouts/layout.ts";
import { onHandshake } from "./layouts/wantedPolicies.ts";
import { markerOf, unsigned } from "./marker.ts";
import type { ApiContents, ArmResource, Change, Instance, InstanceContents, Integration, Plan, PlanWarning } from "./model.ts";
import { lastSegment, sameId } from "./paths.ts";
import { deleted } from "./plan.ts";
import { isSigned } from "./policies/rule.ts";
import { heldPolicy, policyPath } from "./policyPlan.ts";
import { refuseInstance } from "./refusals.ts";
import { handshakeTitle, titleOf } from "./titles.ts";

export interface RemovalInput {
  readonly instance: Instance;
  readonly integration: Integration;
  readonly contents: InstanceContents;
}

/**
 * Takes away what publishing made for an integration, told by its signature, and nothing else. An API of ours goes in one delete with
 * all below it. One that someone else made stays, without what publishing added to it and without the mark of an adoption.
 * @throws Problem `instanceNotReady`; `integrationInUse` where someone came to depend on what would go
 */
export function planRemoval({ instance, integration, contents }: RemovalInput): Plan {
  refuseInstance(instance, false);
  const parts = integration.apis.toReversed().map((held) => ({ held, owned: isOurs(held.api, integration), ...operationsOf(held, integration) }));
  refuseDependents(
    integration,
    parts.filter(({ owned }) => owned),
    contents,
  );
  const { before, after } = removedBelongings({ integration: integration.name, layout: integration.layout }, contents);
  return {
    layout: integration.layout,
    name: integration.name,
    instance,
    signalR: integration.signalR,
    clientEndpoint: integration.clientEndpoint,
    gatewayUrls: integration.gatewayUrls,
    changes: [...before, ...parts.flatMap(({ held, owned, ours }) => (owned ? [{ ...deleted(held.api), children: ours }] : left(held, ours))), ...after],
    removal: true,
    warnings: parts.filter(({ owned }) => !owned).map(({ held }): PlanWarning => ({ code: "apiKept", message: l10n.t("{0} stays: publishing did not make it.", titleOf(held.api)) })),
  };
}

interface Operations {
  readonly ours: readonly ArmResource[];
  /** By someone else. */
  readonly added: readonly ArmResource[];
}

function operationsOf(held: ApiContents, integration: Integration): Operations {
  const owned = isOurs(held.api, integration);
  const operations = held.operations.filter((operation) => lastSegment(operation.path) !== onHandshake);
  const ours = operations.filter((operation) => isOurs(operation, integration) || (owned && hasOurId(operation, integration)));
  return { ours, added: operations.filter((operation) => !ours.includes(operation)) };
}

/** What becomes of an API that publishing did not make. */
function left(held: ApiContents, ours: readonly ArmResource[]): readonly Change[] {
  const { api } = held;
  const base = { resource: api.path, title: titleOf(api) };
  const stays: Change =
    markerOf(api) === undefined
      ? { action: "none", ...base }
      : { action: "update", ...base, before: { description: textOf(api, "description") }, after: { description: unsigned(api) }, ...(api.etag !== undefined && { etag: api.etag }) };
  return [...policiesOfOurs(held, ours), ...ours.map(deleted), stays];
}

/** Policies publishing wrote on what stays; those of operations that go, go with them. */
function policiesOfOurs({ api, operations, policies }: ApiContents, ours: readonly ArmResource[]): readonly Change[] {
  return policies
    .filter((policy) => isSigned(heldPolicy(policy).xml))
    .flatMap((policy) => {
      const owner = [api, ...operations].find(({ path }) => sameId(policy.path, policyPath(path)));
      const atHandshake = sameId(policy.path, policyPath(`${api.path}/operations/${onHandshake}`));
      return owner !== undefined && ours.includes(owner) ? [] : [{ ...deleted(policy), title: l10n.t("policy of {0}", owner === undefined || atHandshake ? handshakeTitle(api) : titleOf(owner)) }];
    });
}

/** Publishing made it for this integration; an adopted one it did not make. */
function isOurs(resource: ArmResource, integration: Integration): boolean {
  const marker = markerOf(resource);
  return marker?.integration === integration.name && marker.adopted === undefined;
}

/** In an API of ours an operation with our id and call is ours, even when someone rewrote its description. */
function hasOurId(operation: ArmResource, integration: Integration): boolean {
  const roles = layoutOf(integration.layout).roles.flatMap((role) => role.operations);
  return roles.some((role) => sameId(role.id, lastSegment(operation.path)) && role.method === textOf(operation, "method").toUpperCase());
}
