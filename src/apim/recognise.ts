import { addressesOf } from "./clientEndpoint.ts";
import { findingsOf } from "./findings.ts";
import type { Layout } from "./layouts/roles.ts";
import { allLayouts, layoutOf, wantedApis } from "./layouts/layout.ts";
import type { Candidate, Group } from "./candidates.ts";
import { candidatesOf, grouped, mayPlay } from "./candidates.ts";
import type { ArmResource, Finding, Instance, InstanceContents, Integration, IntegrationState, Origin, PublishOptions, SignalRService } from "./model.ts";
import { checkedNames, defaultName } from "./names.ts";
import { isCurrent } from "./match.ts";
import { markerOf } from "./marker.ts";
import { sameId, sameUrl } from "./paths.ts";
import { unbuffered } from "./policies/unbuffered.ts";
import { allowedHubs, corsOrigins } from "./policyFindings.ts";
import { negotiationIn } from "./policies/gatewayNegotiation.ts";
import { handshakeOf } from "./policyPlan.ts";

/** Whether an API may be part of an integration, so that its operations are worth a request. */
export function looksLikeOurs(api: ArmResource): boolean {
  return isCurrent(api) && (markerOf(api) !== undefined || allLayouts.some((layout) => layout.roles.some((role) => mayPlay(api, role))));
}

/**
 * Whether publishing has to know what hangs below an API: all that looks like an integration's but is another one's, by its signature, is
 * not worth a request. With a product all is, since what belongs to it may go with it.
 */
export function concernedBy(service: Pick<SignalRService, "name">, options: PublishOptions): (api: ArmResource) => boolean {
  const { name } = checkedNames(service, layoutOf(options.layout), options);
  return (api) => looksLikeOurs(api) && (options.product !== undefined || sameId(markerOf(api)?.integration ?? name, name));
}

/**
 * The integrations an instance carries: those publishing made, by their signature, and those made by hand in the portal, by backend,
 * suffix and type. An API that is neither is nobody's integration.
 * @param services the services that are known; a backend on one of them, or on Azure's SignalR host names, counts as SignalR
 */
export function recognise(instance: Instance, contents: InstanceContents, services: readonly SignalRService[]): Integration[] {
  const found = allLayouts.flatMap((layout) => grouped(layout, candidatesOf(layout, contents, services), services).map((group) => ({ layout, group })));
  // A name that was given stands; the others are made up around it.
  const taken = new Set(found.flatMap(({ group }) => group.name?.toLowerCase() ?? []));
  return found.map(({ layout, group }) => integration(instance, layout, group, contents, services, taken));
}

function integration(instance: Instance, layout: Layout, group: Group, contents: InstanceContents, services: readonly SignalRService[], taken: Set<string>): Integration {
  const service = services.find((known) => sameUrl(known.endpoint, group.endpoint));
  const signalR = service?.name ?? (URL.parse(group.endpoint)?.host || group.endpoint);
  const name = group.name ?? unique(defaultName(signalR, group.prefix), taken);
  const requireSubscriptionKey = requiresKey(group.members);
  const cors = group.members.map(({ held }) => corsOrigins(held)).find((origins) => origins.length > 0) ?? [];
  const hubs = group.members.map(({ held }) => allowedHubs(held)).find((names) => names.length > 0) ?? [];
  const appNegotiate = layout.name === "gatewayNegotiate" ? group.members.map(({ held }) => negotiationIn(handshakeOf(held))).find((known) => known !== undefined) : undefined;
  const known = { requireSubscriptionKey, cors, hubs, ...(appNegotiate !== undefined && { appNegotiate }) };
  const wanted = wantedApis(layout, { name, serviceName: signalR, endpoint: group.endpoint, prefix: group.prefix, ...known });
  const findings = findingsOf(wanted, group.members, contents);
  return {
    name,
    layout: layout.name,
    signalR,
    signalREndpoint: group.endpoint,
    prefix: group.prefix,
    ...addressesOf(layout.name, instance, group.prefix),
    ...known,
    origin: originOf(group.members),
    state: stateOf(findings),
    apis: layout.roles.flatMap((role) => group.members.filter((member) => member.role === role).map((member) => member.held)),
    findings,
  };
}

/** ARM's default, where the property is left out, is to require a key. */
function requiresKey(members: readonly Candidate[]): boolean {
  return members[0]?.held.api.properties["subscriptionRequired"] !== false;
}

function originOf(members: readonly Candidate[]): Origin {
  const markers = members.map(({ held }) => markerOf(held.api));
  if (markers.includes(undefined)) {
    return "handMade";
  }
  return markers.some((marker) => marker?.adopted !== undefined) ? "adopted" : "published";
}

function stateOf(findings: readonly Finding[]): IntegrationState {
  if (findings.some(({ code }) => code === "apiMissing" || code === "operationMissing" || code === unbuffered.code)) {
    return "incomplete";
  }
  return findings.length > 0 ? "drifted" : "published";
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n += 1) {
    free = `${name}-${n}`;
  }
  taken.add(free.toLowerCase());
  return free;
}
