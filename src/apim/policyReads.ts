import { apiType, textOf } from "./compare.ts";
import { allLayouts, layoutOf } from "./layouts/layout.ts";
import { onHandshake } from "./layouts/wantedPolicies.ts";
import { markerOf } from "./marker.ts";
import type { ArmResource, ResourcePath } from "./model.ts";
import { sameId, trimSlashes } from "./paths.ts";
import { policyPath } from "./policyPlan.ts";

/**
 * Policies of an API that are worth a request, as far as they are known before its operations are: its own, and those publishing gives
 * its operations under ids of its own, so that reading what publishing made takes no third round trip.
 */
export function policiesOfApi(api: ArmResource): readonly ResourcePath[] {
  if (apiType(api) === "websocket") {
    // It takes no policy of its own; its handshake operation does (apim-facts 1.6).
    return [policyPath(`${api.path}/operations/${onHandshake}`)];
  }
  const layout = markerOf(api)?.layout;
  const own = layout === undefined ? [] : governedOperations(layoutOf(layout).roles).filter(() => apiType(api) === "http");
  return apiType(api) === "http" ? [api.path, ...own.map(({ id }) => `${api.path}/operations/${id}`)].map(policyPath) : [];
}

/**
 * The rest, once the operations are known: those of operations on whose policy a layout has a say, told by method and template, also
 * where one operation is there for many calls or the whole path stands in its template.
 */
export function policiesOfOperations(api: ArmResource, operations: readonly ArmResource[]): readonly ResourcePath[] {
  if (apiType(api) !== "http") {
    return [];
  }
  // Of an API that is signed only its own layout's: another one's calls may have the same templates.
  const layout = markerOf(api)?.layout;
  const { roles } = layout === undefined ? { roles: allLayouts.flatMap((each) => each.roles) } : layoutOf(layout);
  const calls = roles.flatMap((role) => governedOperations([role]).flatMap(({ method, urlTemplate }) => [urlTemplate, `${role.path}${urlTemplate}`].map((template) => ({ method, template: trimSlashes(template) }))));
  return operations.filter((operation) => calls.some((call) => serves(operation, call))).map(({ path }) => policyPath(path));
}

function serves(operation: ArmResource, { method, template }: { readonly method: string; readonly template: string }): boolean {
  const own = trimSlashes(textOf(operation, "urlTemplate"));
  return sameId(method, textOf(operation, "method")) && (own === template || own.endsWith("*"));
}

function governedOperations(roles: (typeof allLayouts)[number]["roles"]) {
  return roles.flatMap(({ operations }) => operations).filter(({ unbuffered, negotiates }) => unbuffered === true || negotiates === true);
}
