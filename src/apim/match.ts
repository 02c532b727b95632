import { apiType, textOf } from "./compare.ts";
import type { WantedApi } from "./layouts/layout.ts";
import { markerOf } from "./marker.ts";
import type { ApiContents, ArmResource, InstanceContents } from "./model.ts";
import { apiIdOf, endpointOf, lastSegment, sameId, samePath, sameUrl, trimSlashes } from "./paths.ts";
import { idInUse } from "./refusals.ts";
import { backendOf } from "./spelling/backend.ts";
import { meaningOf } from "./spelling/meaning.ts";

/** Revisions that are not current are listed beside the current one and carry no traffic on the API's suffix. */
export function isCurrent(api: ArmResource): boolean {
  return api.properties["isCurrent"] !== false && !(apiIdOf(api.path) ?? "").includes(";");
}

/**
 * The API that carries a role already: the one adopted for it, else the one with publishing's id, else one made by hand that has the
 * role's suffix, type and backend.
 * @throws Problem `apiIdInUse` where publishing's id is an API that is something else
 */
export function existingApi(wanted: WantedApi, integration: string, contents: InstanceContents): ApiContents | undefined {
  const current = contents.apis.filter(({ api }) => isCurrent(api));
  const { layout } = markerOf(wanted.api) ?? {};
  const adopted = current.map((each) => ({ each, marker: markerOf(each.api) })).find(({ marker }) => marker?.adopted === wanted.role.id && marker.integration === integration && marker.layout === layout);
  if (adopted !== undefined) {
    return adopted.each;
  }
  const byId = current.find(({ api }) => sameId(api.path, wanted.api.path));
  if (byId === undefined) {
    const free = current.filter(({ api }) => isFree(api, integration) && apiType(api) === wanted.role.type);
    return free.find((held) => carries(held, wanted, contents)) ?? free.find((held) => leadsAstray(held, wanted, contents));
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
  return servingOperation(wanted, found) ?? astray;
}

/** A free id for an operation to be made in an API of someone else's making. */
export function freeOperationId(wanted: ArmResource, found: ApiContents): string {
  const id = lastSegment(wanted.path);
  return found.operations.some((operation) => sameId(lastSegment(operation.path), id)) ? `signalr-${id}` : id;
}

/** The operation the gateway gives a call to: the one for just that call before one for many, `/*` (apim-facts 2.1). */
export function servingOperation(wanted: ArmResource, { operations }: Pick<ApiContents, "operations">): ArmResource | undefined {
  return operations.find((operation) => sameCall(operation, wanted)) ?? operations.find((operation) => coversCall(operation, wanted));
}

/** Whether an API made by hand leads the role's suffix to the role's backend, however it is cut up. */
function carries(held: ApiContents, { role, api }: WantedApi, contents: InstanceContents): boolean {
  const meaning = meaningOf(role, held, contents);
  if (meaning === undefined) {
    return false;
  }
  const whole = (head: string): string => (meaning.tail === "" ? head : `${head.replace(/\/+$/, "")}/${meaning.tail}`);
  return samePath(whole(textOf(held.api, "path")), textOf(api, "path")) && sameUrl(whole(meaning.url), textOf(api, "serviceUrl"));
}

/** The role's suffix, led to the right service by a wrong path. */
function leadsAstray(held: ApiContents, { api }: WantedApi, contents: InstanceContents): boolean {
  const host = URL.parse(textOf(api, "serviceUrl"))?.host;
  const { url } = backendOf(held, contents);
  return samePath(textOf(held.api, "path"), textOf(api, "path")) && url !== undefined && URL.parse(url)?.host === host;
}

function coversCall(all: ArmResource, one: ArmResource): boolean {
  const template = trimSlashes(textOf(all, "urlTemplate"));
  const head = /^(.*?)\/?\*$/.exec(template)?.[1];
  const path = trimSlashes(textOf(one, "urlTemplate"));
  return head !== undefined && textOf(all, "method").toUpperCase() === textOf(one, "method").toUpperCase() && (head === "" || path === head || path.startsWith(`${head}/`));
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
