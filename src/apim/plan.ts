import { addressesOf, chosenGatewayUrl } from "./clientEndpoint.ts";
import { checkAppNegotiate, checkAppNegotiateUrl } from "./appNegotiate.ts";
import { appKeyChanges, productChanges } from "./belongings.ts";
import { differences, pick, textOf } from "./compare.ts";
import { checkCors, checkHubs, checkJwt, checkProduct, checkRateLimit } from "./extras.ts";
import type { LayoutInput, WantedApi } from "./layouts/layout.ts";
import type { Layout } from "./layouts/roles.ts";
import { layoutOf, wantedApis } from "./layouts/layout.ts";
import type { Marker } from "./marker.ts";
import { markerOf, signed } from "./marker.ts";
import { refuseSizes } from "./limits.ts";
import { existingApi, existingOperation, freeOperationId } from "./match.ts";
import type { ApiContents, AppAuth, ArmResource, Change, Instance, InstanceContents, Plan, PublishOptions, ResourcePath, SignalRService } from "./model.ts";
import { checkedNames } from "./names.ts";
import { lastSegment, sameId } from "./paths.ts";
import { planWarnings } from "./planWarnings.ts";
import { negotiationIn } from "./policies/gatewayNegotiation.ts";
import { acting } from "./policies/rule.ts";
import { handshakeOf, ownerPath, policyChange, policyPath, policyTitle } from "./policyPlan.ts";
import { preflightOperations } from "./preflights.ts";
import { refuseInstance, refuseService, refuseTakenName, refuseTakenSuffix } from "./refusals.ts";
import { asSpelled } from "./spelling/spelled.ts";
import { handshakeTitle, titleOf } from "./titles.ts";

export interface PlanInput {
  readonly instance: Instance;
  readonly service: SignalRService;
  readonly options: PublishOptions;
  /** What the instance holds, with the operations of the APIs `concernedBy` says yes to. */
  readonly contents: InstanceContents;
}

/**
 * What has to change so that the instance carries the wanted integration. Reads nothing and writes nothing.
 * @throws Problem where it cannot be published: `tierHasNoWebSocket`, `instanceNotReady`, `serviceKindNotSupported`, `serviceNotReady`,
 * `suffixInUse`, `apiIdInUse`, `prefixInvalid`, `nameInvalid`, `gatewayUrlUnknown`,
 * `nameInUse`, `corsOriginInvalid`, `corsWildcard`, `corsNotUsed`, `hubNameInvalid`, `appNegotiateUrlMissing`, `appNegotiateUrlInvalid`,
 * `appNegotiateUrlNotUsed`, `appKeyMissing`, `rateLimitInvalid`, `jwtCheckInvalid`, `productInvalid`, `policyNotReadable`, `negotiationNotOurs`,
 * `tooLong`, `policyTooLarge`
 */
export function plan({ instance, service, options, contents }: PlanInput): Plan {
  const layout = layoutOf(options.layout);
  const { name, prefix } = checkedNames(service, layout, options);
  checkAppNegotiate(layout.name, options.appNegotiate !== undefined);
  refuseInstance(
    instance,
    layout.roles.some((role) => role.type === "websocket"),
  );
  refuseService(service);
  const gatewayUrl = chosenGatewayUrl(instance, options.gatewayUrl);
  const input: LayoutInput = { name, prefix, serviceName: service.name, endpoint: service.endpoint, ...checkedOptions(instance, name, options, contents) };
  const changes = planChanges(layout, input, options.product, contents);
  refuseSizes(changes, instance);
  return {
    layout: layout.name,
    name,
    instance,
    signalR: service.name,
    ...addressesOf(layout.name, instance, prefix, gatewayUrl),
    changes,
    warnings: planWarnings(service, instance, layout, input),
  };
}

type Options = Omit<LayoutInput, "name" | "prefix" | "serviceName" | "endpoint">;

function checkedOptions(instance: Instance, name: string, options: PublishOptions, contents: InstanceContents): Options {
  const { layout, requireSubscriptionKey, cors, hubs, appNegotiate, rateLimit, jwt, product } = options;
  return {
    // A product's keys mean nothing on APIs that ask for none.
    requireSubscriptionKey: requireSubscriptionKey || typeof product === "string",
    cors: checkCors(layout, cors ?? []),
    hubs: checkHubs(hubs ?? []),
    ...(appNegotiate !== undefined && { appNegotiate: { ...appNegotiate, url: checkAppNegotiateUrl(appNegotiate.url), auth: appNegotiate.auth ?? heldAuth(name, contents) } }),
    ...(rateLimit !== undefined && { rateLimit: rateLimit && checkRateLimit(rateLimit, layout, instance.sku) }),
    ...(jwt !== undefined && { jwt: jwt && checkJwt(jwt, layout) }),
  };
}

/** How the gateway makes itself known to the app so far. */
function heldAuth(name: string, contents: InstanceContents): AppAuth {
  const held = contents.apis.find(({ api }) => markerOf(api)?.integration === name && markerOf(api)?.layout === "gatewayNegotiate");
  return (held && negotiationIn(handshakeOf(held))?.auth) ?? "forwarded";
}

function planChanges(layout: Layout, input: LayoutInput, product: string | null | undefined, contents: InstanceContents): readonly Change[] {
  const marker: Marker = { integration: input.name, layout: layout.name };
  const key = appKeyChanges(marker, input.appNegotiate, contents);
  const changes = wantedApis(layout, input).flatMap((wanted) => {
    const found = existingApi(wanted, input.name, contents);
    refuseTakenSuffix(wanted, found?.api, contents.apis);
    return found === undefined ? created(wanted) : kept(asSpelled(wanted, found, contents), found, marker, input);
  });
  refuseTakenName(marker, contents.apis);
  const apis = changes.map(({ resource }) => resource).filter((path) => /^apis\/[^/]+$/.test(path));
  const productId = product === undefined || product === null ? product : checkProduct(product);
  return [...key.before, ...changes, ...productChanges(marker, productId, apis, contents), ...key.after];
}

function created(wanted: WantedApi): readonly Change[] {
  const resources = [wanted.api, ...wanted.operations];
  const policies = wanted.policies.flatMap((policy): readonly Change[] => {
    const owner = resources.find(({ path }) => path === policy.owner);
    const title = owner === undefined ? handshakeTitle(wanted.api) : titleOf(owner);
    return policy.properties === undefined ? [] : [{ action: "create", resource: policyPath(policy.owner), title: policyTitle(acting(policy.rules), title), after: policy.properties }];
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
  const planned = (path: ResourcePath): Change | undefined => operations[wanted.operations.findIndex((operation) => operation.path === path)];
  const policies = wanted.policies.map((policy) => {
    const owner = ownerPath(policy, found, (path) => planned(path)?.resource) ?? found.api.path;
    return policyChange(policy, owner, planned(policy.owner)?.title ?? (owner === found.api.path ? titleOf(found.api) : handshakeTitle(found.api)), found);
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
