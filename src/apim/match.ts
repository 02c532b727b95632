import { apiType, textOf } from "./compare.ts";
import type { WantedApi } from "./layouts/layout.ts";
import { markerOf } from "./marker.ts";
import type { ApiContents, ArmResource } from "./model.ts";
import { apiIdOf, endpointOf, lastSegment, sameId, samePath, sameUrl, trimSlashes } from "./paths.ts";
import { idInUse } from "./refusals.ts";

/** Revisions that are not current are listed beside the current one and carry no traffic on the API's suffix. */
export function isCurrent(api: ArmResource): boolean {
  return api.properties["isCurrent"] !== false && !(apiIdOf(api.path) ?? "").includes(";");
}

/**
 * The API that carries a role already: the one adopted for it, else the one with publishing's id, else one made by hand that has the
 * role's suffix, type and backend.
 * @throws Problem `apiIdInUse` where publishing's id is an API that is something else
 */
export function existingApi(wanted: WantedApi, integration: string, apis: readonly ApiContents[]): ApiContents | undefined {
  const current = apis.filter(({ api }) => isCurrent(api));
  const { layout } = markerOf(wanted.api) ?? {};
  const adopted = current.map((each) => ({ each, marker: markerOf(each.api) })).find(({ marker }) => marker?.adopted === wanted.role.id && marker.integration === integration && marker.layout === layout);
  if (adopted !== undefined) {
    return adopted.each;
  }
  const byId = current.find(({ api }) => sameId(api.path, wanted.api.path));
  if (byId === undefined) {
    return current.find(({ api }) => apiType(api) === wanted.role.type && samePath(textOf(api, "path"), textOf(wanted.api, "path")) && sameBackend(api, wanted.api) && isFree(api, integration));
  }
  const ours = markerOf(byId.api)?.integration === integration || samePath(textOf(byId.api, "path"), textOf(wanted.api, "path")) || sameBackend(byId.api, wanted.api);
  if (!ours || apiType(byId.api) !== wanted.role.type) {
    throw idInUse(byId.api);
  }
  return byId;
}

/**
 * The operation that serves a wanted one, told by method and template as the gateway tells them. One that has our id but serves
 * another call is taken for ours gone astray only where it or its API was made by publishing.
 */
export function existingOperation(wanted: ArmResource, found: ApiContents, apiHasOurId: boolean): ArmResource | undefined {
  const sameName = found.operations.find((operation) => sameId(lastSegment(operation.path), lastSegment(wanted.path)));
  const astray = sameName !== undefined && (apiHasOurId || markerOf(sameName) !== undefined) ? sameName : undefined;
  return found.operations.find((operation) => sameCall(operation, wanted)) ?? astray;
}

/** A free id for an operation to be made in an API of someone else's making. */
export function freeOperationId(wanted: ArmResource, found: ApiContents): string {
  const id = lastSegment(wanted.path);
  return found.operations.some((operation) => sameId(lastSegment(operation.path), id)) ? `signalr-${id}` : id;
}

function sameCall(a: ArmResource, b: ArmResource): boolean {
  return textOf(a, "method").toUpperCase() === textOf(b, "method").toUpperCase() && trimSlashes(textOf(a, "urlTemplate")) === trimSlashes(textOf(b, "urlTemplate"));
}

function sameBackend(a: ArmResource, b: ArmResource): boolean {
  return sameUrl(textOf(a, "serviceUrl"), textOf(b, "serviceUrl")) && endpointOf(textOf(a, "serviceUrl")) !== undefined;
}

/** An API signed for another integration is that one's, however well it would fit. */
function isFree(api: ArmResource, integration: string): boolean {
  const owner = markerOf(api)?.integration;
  return owner === undefined || owner === integration;
}
