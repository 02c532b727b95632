import { trimSlashes } from "../paths.ts";
import { markerText } from "../marker.ts";
import type { ArmResource, JsonObject, LayoutName, ResourcePath } from "../model.ts";
import type { ApiRole, Layout, OperationRole } from "./roles.ts";
import { cors, withoutCors } from "../policies/cors.ts";
import type { PolicyRule } from "../policies/rule.ts";
import { documentText, policyBody } from "../policies/rule.ts";
import { unbuffered } from "../policies/unbuffered.ts";
import { http } from "./http.ts";
import { webSocket } from "./webSocket.ts";

/** The one operation of a WebSocket API: the instance makes it, nobody can change or remove it (apim-facts 1.6). */
export const onHandshake = "onHandshake";

const layouts: Readonly<Record<LayoutName, Layout>> = { webSocket, http };
export const allLayouts: readonly Layout[] = Object.values(layouts);

export function layoutOf(name: LayoutName): Layout {
  return layouts[name];
}

/** Everything the wanted resources depend on. */
export interface LayoutInput {
  readonly name: string;
  /** Name of the SignalR Service. */
  readonly serviceName: string;
  /** The service's URL, no trailing slash. */
  readonly endpoint: string;
  readonly prefix: string;
  readonly requireSubscriptionKey: boolean;
  /** Origins for the gateway's own CORS; none where the service answers preflights. */
  readonly cors: readonly string[];
}

/** What the policy of an API or operation has to do. */
export interface WantedPolicy {
  /** In the order they amend the document. */
  readonly rules: readonly PolicyRule[];
  /** Path of the API or operation it hangs on, under its default id. */
  readonly owner: ResourcePath;
  /** The document where there is none yet; undefined where none is needed. */
  readonly properties: JsonObject | undefined;
}

/** A role with the ARM resources it wants under their default ids. */
export interface WantedApi {
  readonly role: ApiRole;
  readonly api: ArmResource;
  readonly operations: readonly ArmResource[];
  readonly policies: readonly WantedPolicy[];
}

/** The ARM resources of an integration as plain values: plan, apply and export all take them from here. */
export function wantedApis(layout: Layout, input: LayoutInput): readonly WantedApi[] {
  return layout.roles.map((role) => {
    const path = `apis/${defaultApiId(input.name, role)}`;
    return {
      role,
      api: { path, properties: apiProperties(layout, role, input) },
      operations: wantedOperations(role, input).map((operation) => wantedOperation(layout, operation, input.name, path)),
      policies: wantedPolicies(role, input, path),
    };
  });
}

/** An OPTIONS operation switches the preflight handling of the `cors` policy off (apim-facts 3.4): one or the other. */
function wantedOperations(role: ApiRole, { cors: origins }: LayoutInput): readonly OperationRole[] {
  return role.operations.filter(({ method }) => origins.length === 0 || method !== "OPTIONS");
}

function wantedPolicies(role: ApiRole, input: LayoutInput, apiPath: string): readonly WantedPolicy[] {
  // A WebSocket API takes no policy of its own (apim-facts 0.2), and browsers ask nobody before they open a WebSocket.
  const forApi = role.type === "websocket" ? [] : [{ rule: corsRule(role, input), owner: apiPath }];
  const forOperations = role.operations.filter((operation) => operation.unbuffered === true).map(({ id }) => ({ rule: unbuffered, owner: `${apiPath}/operations/${id}` }));
  return [...forApi, ...forOperations].map(({ rule, owner }) => wantedPolicy([rule], owner));
}

function wantedPolicy(rules: readonly PolicyRule[], owner: ResourcePath): WantedPolicy {
  const value = documentText(rules);
  return { rules, owner, properties: value === undefined ? undefined : policyBody(value) };
}

function corsRule(role: ApiRole, { cors: origins, requireSubscriptionKey }: LayoutInput): PolicyRule {
  const methods = new Set(role.operations.map(({ method }) => method).filter((method) => method !== "OPTIONS"));
  return origins.length === 0 ? withoutCors : cors({ origins, methods: [...methods], requireSubscriptionKey });
}

export function defaultApiId(integration: string, role: ApiRole): string {
  return `${integration}-${role.id}`;
}

/** `{prefix}/{role path}`, without slashes at the ends: hashicorp's provider refuses them and the service does not need them. */
export function suffixOf(prefix: string, role: ApiRole): string {
  return trimSlashes(`${prefix}/${role.path}`);
}

function apiProperties(layout: Layout, role: ApiRole, input: LayoutInput): ArmResource["properties"] {
  // Two integrations on one instance would otherwise show the same names side by side in the portal.
  const plain = input.name === input.serviceName;
  return {
    displayName: plain ? role.displayName : `${role.displayName} (${input.name})`,
    description: markerText({ integration: input.name, layout: layout.name }),
    type: role.type,
    path: suffixOf(input.prefix, role),
    protocols: role.protocols,
    // With the slash, as the service's own URLs end in /client/ and the rest of the call's path is appended to it.
    serviceUrl: `${backendOrigin(role, input.endpoint)}/${role.path}/`,
    subscriptionRequired: input.requireSubscriptionKey,
  };
}

function backendOrigin(role: ApiRole, endpoint: string): string {
  return role.type === "websocket" ? endpoint.replace(/^http/i, "ws") : endpoint;
}

function wantedOperation(layout: Layout, role: OperationRole, integration: string, apiPath: string): ArmResource {
  return {
    path: `${apiPath}/operations/${role.id}`,
    properties: {
      displayName: role.displayName,
      method: role.method,
      urlTemplate: role.urlTemplate,
      description: markerText({ integration, layout: layout.name }),
    },
  };
}
