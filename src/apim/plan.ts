import * as l10n from "@vscode/l10n";
import { chosenGatewayUrl, clientEndpointFor, clientUrls } from "./clientEndpoint.ts";
import { differences, pick, textOf } from "./compare.ts";
import type { LayoutInput, WantedApi } from "./layouts/layout.ts";
import type { Layout } from "./layouts/roles.ts";
import { layoutOf, wantedApis } from "./layouts/layout.ts";
import type { Marker } from "./marker.ts";
import { markerOf, signed } from "./marker.ts";
import { existingApi, existingOperation, freeOperationId } from "./match.ts";
import type { ApiContents, ArmResource, Change, Instance, InstanceContents, Plan, PlanWarning, PublishOptions, SignalRService } from "./model.ts";
import { checkedNames } from "./names.ts";
import { lastSegment, sameId } from "./paths.ts";
import { checkOrigins } from "./policies/origins.ts";
import { acting } from "./policies/rule.ts";
import { policyChange, policyPath, policyTitle } from "./policyPlan.ts";
import { preflightOperations } from "./preflights.ts";
import { refuseInstance, refuseService, refuseTakenName, refuseTakenSuffix } from "./refusals.ts";
import { titleOf } from "./titles.ts";

export interface PlanInput {
  readonly instance: Instance;
  readonly service: SignalRService;
  readonly options: PublishOptions;
  /** What the instance holds, with the operations of the APIs `looksLikeOurs` says yes to. */
  readonly contents: InstanceContents;
}

/**
 * What has to change so that the instance carries the wanted integration. Reads nothing and writes nothing.
 * @throws Problem where it cannot be published: `tierHasNoWebSocket`, `instanceNotReady`, `serviceKindNotSupported`, `serviceNotReady`,
 * `suffixInUse`, `apiIdInUse`, `prefixInvalid`, `nameInvalid`, `gatewayUrlUnknown`,
 * `nameInUse`, `corsOriginInvalid`, `corsWildcard`, `policyNotReadable`
 */
export function plan({ instance, service, options, contents }: PlanInput): Plan {
  const { name, prefix } = checkedNames(service, options);
  const layout = layoutOf(options.layout);
  refuseInstance(
    instance,
    layout.roles.some((role) => role.type === "websocket"),
  );
  refuseService(service);
  const gatewayUrl = chosenGatewayUrl(instance, options.gatewayUrl);
  const input: LayoutInput = { name, prefix, serviceName: service.name, endpoint: service.endpoint, requireSubscriptionKey: options.requireSubscriptionKey, cors: checkOrigins(options.cors ?? []) };
  return {
    layout: layout.name,
    name,
    instance,
    signalR: service.name,
    clientEndpoint: clientEndpointFor(gatewayUrl, prefix),
    gatewayUrls: clientUrls(instance, prefix),
    changes: planChanges(layout, input, contents),
    warnings: [...warnings(service, prefix, options.requireSubscriptionKey), ...tierWarnings(instance, layout)],
  };
}

function planChanges(layout: Layout, input: LayoutInput, contents: InstanceContents): readonly Change[] {
  const marker: Marker = { integration: input.name, layout: layout.name };
  const changes = wantedApis(layout, input).flatMap((wanted) => {
    const found = existingApi(wanted, input.name, contents.apis);
    refuseTakenSuffix(wanted, found?.api, contents.apis);
    return found === undefined ? created(wanted) : kept(wanted, found, marker, input);
  });
  refuseTakenName(marker, contents.apis);
  return changes;
}

function created(wanted: WantedApi): readonly Change[] {
  const resources = [wanted.api, ...wanted.operations];
  const policies = wanted.policies.flatMap((policy): readonly Change[] => {
    const owner = resources.find(({ path }) => path === policy.owner) ?? wanted.api;
    return policy.properties === undefined ? [] : [{ action: "create", resource: policyPath(owner.path), title: policyTitle(acting(policy.rules), titleOf(owner)), after: policy.properties }];
  });
  return [...resources.map((resource): Change => ({ action: "create", resource: resource.path, title: titleOf(resource), after: resource.properties })), ...policies];
}

function kept(wanted: WantedApi, found: ApiContents, marker: Marker, { cors }: LayoutInput): readonly Change[] {
  const ourId = sameId(found.api.path, wanted.api.path);
  const operations = wanted.operations.map((operation): Change => {
    // Under the id the API really has: one made by hand is adopted, not doubled.
    const path = `${found.api.path}/operations/${freeOperationId(operation, found)}`;
    const existing = existingOperation(operation, found, ourId);
    return existing === undefined
      ? { action: "create", resource: path, title: titleOf(operation), after: operation.properties }
      : change({ path: `${found.api.path}/operations/${lastSegment(operation.path)}`, properties: operation.properties }, existing, marker);
  });
  const policies = wanted.policies.map((policy) => {
    const at = wanted.operations.findIndex(({ path }) => path === policy.owner);
    const { resource, title } = operations[at] ?? { resource: found.api.path, title: titleOf(found.api) };
    return policyChange(policy, resource, title, found);
  });
  return [change(wanted.api, found.api, marker), ...operations, ...policies.filter((policy) => policy !== undefined), ...(cors.length === 0 ? [] : preflightOperations(wanted.role, found).map(deleted))];
}

/**
 * An update where a property that matters differs, else nothing. Names are the owner's to change; the signature alone is never a
 * reason to write, but goes along when something with publishing's own id is written.
 */
function change(wanted: ArmResource, found: ArmResource, marker: Marker): Change {
  const matter = Object.keys(wanted.properties).filter((property) => property !== "description" && property !== "displayName");
  const base = { resource: found.path, title: titleOf(found) };
  if (differences(pick(wanted.properties, matter), found.properties).length === 0) {
    return { action: "none", ...base, before: pick(found.properties, matter) };
  }
  const sign = sameId(wanted.path, found.path) && markerOf(found)?.integration !== marker.integration;
  const before = { ...pick(found.properties, matter), ...(sign && { description: textOf(found, "description") }) };
  const after = { ...pick(wanted.properties, matter), ...(sign && { description: signed(found, marker) }) };
  return { action: "update", ...base, before, after, ...(found.etag !== undefined && { etag: found.etag }) };
}

/** With what hangs below it, which is read before it goes. */
export function deleted(resource: ArmResource): Change {
  return { action: "delete", resource: resource.path, title: titleOf(resource), before: resource.properties, children: [], ...(resource.etag !== undefined && { etag: resource.etag }) };
}

function warnings(service: SignalRService, prefix: string, requireSubscriptionKey: boolean): readonly PlanWarning[] {
  const found: PlanWarning[] = [];
  if (service.serviceMode === "Serverless") {
    found.push({ code: "serviceModeServerless", message: l10n.t("{0} is in Serverless mode: an app server with a hub cannot connect to it. Publish it only for clients whose negotiate is a function or an app that uses the REST API.", service.name) });
  }
  if (prefix !== "") {
    found.push({ code: "clientEndpointWithPath", message: l10n.t("ClientEndpoint has a path. Older versions of the service SDK lose it; use the newest one in the app server.") });
  }
  if (requireSubscriptionKey) {
    found.push({ code: "subscriptionKeyInQuery", message: l10n.t("Clients need a subscription key. ClientEndpoint cannot carry it, browsers can send it only as the query parameter subscription-key, and preflight requests never do.") });
  }
  return found;
}

/** The Consumption tier ends every request after 30 seconds and has no Server-Sent Events (apim-facts 2.3). */
function tierWarnings(instance: Instance, layout: Layout): readonly PlanWarning[] {
  return instance.sku.toLowerCase() === "consumption" && layout.transports.includes("ServerSentEvents")
    ? [{ code: "tierHasNoServerSentEvents", message: l10n.t("{0} is of the Consumption tier, which does not carry Server-Sent Events: pin clients to long polling.", instance.name) }]
    : [];
}
