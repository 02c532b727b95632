import { trimSlashes } from "../paths.ts";
import { markerText } from "../marker.ts";
import type { ArmResource, LayoutName } from "../model.ts";
import type { ApiRole, Layout, OperationRole } from "./roles.ts";
import { gatewayNegotiate } from "./gatewayNegotiate.ts";
import { http } from "./http.ts";
import type { PolicyInput, WantedPolicy } from "./wantedPolicies.ts";
import { wantedPolicies } from "./wantedPolicies.ts";
import { webSocket } from "./webSocket.ts";

const layouts: Readonly<Record<LayoutName, Layout>> = { webSocket, http, gatewayNegotiate };
export const allLayouts: readonly Layout[] = Object.values(layouts);

export function layoutOf(name: LayoutName): Layout {
  return layouts[name];
}

/** Everything the wanted resources depend on. */
export interface LayoutInput extends PolicyInput {
  /** Name of the SignalR Service. */
  readonly serviceName: string;
  readonly prefix: string;
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
    serviceUrl: `${backendOrigin(role, input.endpoint)}/${role.backendPath}/`,
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
