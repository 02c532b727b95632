import { trimSlashes } from "../paths.ts";
import { markerText } from "../marker.ts";
import type { ArmResource, LayoutName } from "../model.ts";
import type { ApiRole, Layout, OperationRole } from "./roles.ts";
import { webSocket } from "./webSocket.ts";

/** The one operation of a WebSocket API: the instance makes it, nobody can change or remove it (apim-facts 1.6). */
export const onHandshake = "onHandshake";

const layouts: Readonly<Record<LayoutName, Layout>> = { webSocket };
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
}

/** A role with the ARM resources it wants under their default ids. */
export interface WantedApi {
  readonly role: ApiRole;
  readonly api: ArmResource;
  readonly operations: readonly ArmResource[];
}

/** The ARM resources of an integration as plain values: plan, apply and export all take them from here. */
export function wantedApis(layout: Layout, input: LayoutInput): readonly WantedApi[] {
  return layout.roles.map((role) => {
    const path = `apis/${defaultApiId(input.name, role)}`;
    return { role, api: { path, properties: apiProperties(layout, role, input) }, operations: role.operations.map((operation) => wantedOperation(layout, operation, input.name, path)) };
  });
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
