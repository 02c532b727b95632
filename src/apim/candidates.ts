import { apiType, textOf } from "./compare.ts";
import { allLayouts } from "./layouts/layout.ts";
import type { ApiRole, Layout } from "./layouts/roles.ts";
import { markerOf } from "./marker.ts";
import { isCurrent } from "./match.ts";
import type { ApiContents, ArmResource, InstanceContents, SignalRService } from "./model.ts";
import { negotiates } from "./policies/gatewayNegotiation.ts";
import { handshakeOf } from "./policyPlan.ts";
import { apiIdOf, endpointOf, sameUrl, urlPath } from "./paths.ts";
import { backendOf } from "./spelling/backend.ts";
import { meaningOf, prefixOf } from "./spelling/meaning.ts";

/** An API that may play a role of a layout. */
export interface Candidate {
  readonly role: ApiRole;
  readonly held: ApiContents;
  /** The SignalR endpoint its backend leads to; undefined where the backend leads elsewhere on the service or is no URL. */
  readonly endpoint: string | undefined;
  /** Whether the endpoint is a SignalR Service's, as far as can be told. */
  readonly known: boolean;
  /** What stands before the role's path in the suffix; undefined where the suffix ends otherwise. */
  readonly prefix: string | undefined;
  /** The integration it is signed for. */
  readonly signedFor: string | undefined;
}

/** Candidates that make up one integration, in the layout's order. */
export interface Group {
  readonly members: readonly Candidate[];
  readonly endpoint: string;
  readonly prefix: string;
  /** The name publishing gave it; undefined for one made by hand. */
  readonly name: string | undefined;
}

/** Host names of Azure SignalR Service in its clouds (apim-facts 7). Used to recognise only, never to build a name. */
const signalRHosts = /\.(service\.signalr\.net|service\.signalr\.azure\.cn|signalr\.azure\.cn|signalr\.azure\.us)$/i;

/** Whether an API may play a role, by what the list of APIs tells of it; its policies may say more. */
export function mayPlay(api: ArmResource, role: ApiRole): boolean {
  if (apiType(api) !== role.type) {
    return false;
  }
  const url = textOf(api, "serviceUrl");
  const path = urlPath(url)?.toLowerCase();
  // Where the backend is a named value, or set by a policy, the suffix is all there is to go by.
  const bySuffix = role.path !== "" && prefixOf(textOf(api, "path"), role, "") !== undefined && (path === undefined || url.includes("{{"));
  return path === role.backendPath || bySuffix || isSignalRHost(url);
}

export function candidatesOf(layout: Layout, contents: InstanceContents, services: readonly SignalRService[]): readonly Candidate[] {
  return contents.apis
    .filter(({ api }) => isCurrent(api))
    .flatMap((held) => {
      const role = roleOf(layout, held, contents, services);
      return role === undefined ? [] : [candidate(role, held, contents, services)];
    });
}

/**
 * Candidates that belong together: signed for the same integration, or leading to the same service under the same prefix. A hand-made
 * API alone counts only when its backend is known to be a SignalR Service; two that fit each other vouch for each other.
 */
export function grouped(layout: Layout, candidates: readonly Candidate[], services: readonly SignalRService[]): readonly Group[] {
  const rest = new Set(candidates);
  const groups: Group[] = [];
  for (const first of candidates.toSorted((a, b) => rank(a) - rank(b))) {
    if (!rest.has(first)) {
      continue;
    }
    const members = layout.roles.flatMap((role) => (role === first.role ? [first] : partner(first, role, rest)));
    const whole = members.length === layout.roles.length;
    if (first.signedFor === undefined && !first.known && !(whole && members.length > 1 && members.every(({ prefix }) => prefix !== undefined))) {
      continue;
    }
    members.forEach((member) => rest.delete(member));
    groups.push(group(members, services));
  }
  return groups;
}

function roleOf(layout: Layout, held: ApiContents, contents: InstanceContents, services: readonly SignalRService[]): ApiRole | undefined {
  const { api } = held;
  const marker = markerOf(api);
  if (marker?.adopted !== undefined) {
    return marker.layout === layout.name ? layout.roles.find(({ id }) => id === marker.adopted) : undefined;
  }
  if (marker !== undefined) {
    // By the id publishing gave it, so that it stays ours when its backend drifted.
    return marker.layout === layout.name ? (layout.roles.find((role) => apiIdOf(api.path)?.toLowerCase().endsWith(`-${role.id}`)) ?? layout.roles.find((role) => fits(role, held, contents, services) !== undefined)) : undefined;
  }
  // As well as it fits any role: one that leads right under the wrong suffix is no match where another has its suffix and only leads wrong.
  const fit = ({ roles }: Layout): readonly (readonly [ApiRole, number])[] => roles.flatMap((role) => [fits(role, held, contents, services)].flatMap((rank) => (rank === undefined ? [] : [[role, rank] as const])));
  const best = Math.min(...allLayouts.flatMap(fit).map(([, rank]) => rank));
  return fit(layout).find(([, rank]) => rank === best)?.[0];
}

/** How well an API made by hand fits a role: by backend and suffix (0), by suffix alone (1), by backend alone (2). */
function fits(role: ApiRole, held: ApiContents, contents: InstanceContents, services: readonly SignalRService[]): number | undefined {
  const meaning = meaningOf(role, held, contents);
  const suffix = prefixOf(textOf(held.api, "path"), role, meaning?.tail ?? "") !== undefined;
  if (meaning !== undefined) {
    return isItsHandshake(role, held) ? (suffix ? 0 : 2) : undefined;
  }
  const { url, text } = backendOf(held, contents);
  const leadsThere = url === undefined ? text !== "" : serviceEndpoint(url, services) !== undefined;
  return suffix && leadsThere && apiType(held.api) === role.type && role.path !== "" ? 1 : undefined;
}

/** Two layouts have a WebSocket API that leads to the same address; its handshake tells which. */
function isItsHandshake(role: ApiRole, held: ApiContents): boolean {
  return role.type !== "websocket" || (role.negotiates === true) === negotiates(handshakeOf(held));
}

function candidate(role: ApiRole, held: ApiContents, contents: InstanceContents, services: readonly SignalRService[]): Candidate {
  const meaning = meaningOf(role, held, contents);
  const { url } = backendOf(held, contents);
  const service = url === undefined ? undefined : serviceEndpoint(url, services);
  const endpoint = service ?? (meaning && endpointOf(meaning.url));
  return { role, held, endpoint, known: service !== undefined, prefix: prefixOf(textOf(held.api, "path"), role, meaning?.tail ?? ""), signedFor: markerOf(held.api)?.integration };
}

/** The endpoint of the SignalR Service a backend is on, as far as can be told by its host, whatever scheme and path it has. */
function serviceEndpoint(url: string, services: readonly SignalRService[]): string | undefined {
  const host = URL.parse(url)?.host;
  return services.find(({ endpoint }) => URL.parse(endpoint)?.host === host)?.endpoint ?? (host !== undefined && isSignalRHost(url) ? `https://${host}` : undefined);
}

function isSignalRHost(url: string): boolean {
  return signalRHosts.test(URL.parse(url)?.hostname ?? "");
}

/** Signed ones choose their partners first, then those whose backend is known. */
function rank({ signedFor, known }: Candidate): number {
  return signedFor !== undefined ? 0 : known ? 1 : 2;
}

function partner(first: Candidate, role: ApiRole, rest: ReadonlySet<Candidate>): readonly Candidate[] {
  const others = [...rest].filter((other) => other.role === role);
  const free = others.filter((other) => other.signedFor === undefined || first.signedFor === undefined);
  const found =
    others.find((other) => other.signedFor !== undefined && other.signedFor === first.signedFor) ??
    free.find((other) => sameEndpoint(first, other) && samePrefix(first, other)) ??
    free.find((other) => samePrefix(first, other) && (other.known || other.signedFor !== undefined)) ??
    free.find((other) => sameEndpoint(first, other) && (other.prefix === undefined || first.prefix === undefined)) ??
    // Where it leads cannot be told, and it stands where the partner would.
    free.find((other) => samePrefix(first, other) && other.endpoint === undefined);
  return found === undefined ? [] : [found];
}

function sameEndpoint(a: Candidate, b: Candidate): boolean {
  return a.endpoint !== undefined && a.endpoint === b.endpoint;
}

function samePrefix(a: Candidate, b: Candidate): boolean {
  return a.prefix !== undefined && a.prefix.toLowerCase() === b.prefix?.toLowerCase();
}

function group(members: readonly Candidate[], services: readonly SignalRService[]): Group {
  const name = members.find(({ signedFor }) => signedFor !== undefined)?.signedFor;
  const named = services.find((service) => name !== undefined && name.toLowerCase().startsWith(service.name.toLowerCase()));
  const trusted = members.find((member) => named !== undefined && member.endpoint !== undefined && sameUrl(named.endpoint, member.endpoint)) ?? members.find(({ endpoint }) => services.some((service) => endpoint !== undefined && sameUrl(service.endpoint, endpoint))) ?? members.find(({ known }) => known) ?? members.find(({ endpoint }) => endpoint !== undefined);
  return {
    members,
    name,
    endpoint: trusted?.endpoint ?? named?.endpoint ?? endpointOf(textOf(members[0]?.held.api ?? noApi, "serviceUrl")) ?? "",
    prefix: members.find(({ prefix }) => prefix !== undefined)?.prefix ?? "",
  };
}

const noApi: ArmResource = { path: "", properties: {} };
