import type { IncomingHttpHeaders } from "node:http";
import type { ApiEntity, Entity, InstanceModel } from "../model.ts";
import { text } from "./properties.ts";

/** Why a subscription key did not open an API; the gateway's two texts for it. */
export type KeyRefusal = "missing" | "invalid";

/** Where an API looks for its key (`subscriptionKeyParameterNames`). */
export interface KeyNames {
  readonly header: string;
  readonly query: string;
}

export function keyNames(api: ApiEntity): KeyNames {
  const names = api.properties["subscriptionKeyParameterNames"];
  const { header, query } = typeof names === "object" && names !== null && !Array.isArray(names) ? names : {};
  return { header: text(header) ?? "Ocp-Apim-Subscription-Key", query: text(query) ?? "subscription-key" };
}

/** Whether the API needs a key and the request lacks a good one. The query is looked at only when the header is absent. */
export function refuseKey(instance: InstanceModel, api: ApiEntity, headers: IncomingHttpHeaders, query: URLSearchParams): KeyRefusal | undefined {
  if (api.properties["subscriptionRequired"] === false) {
    return undefined;
  }
  const names = keyNames(api);
  const header = headers[names.header.toLowerCase()];
  const inQuery = [...query].find(([name]) => name.toLowerCase() === names.query.toLowerCase())?.[1];
  const key = (Array.isArray(header) ? header[0] : header) ?? inQuery;
  if (key === undefined || key === "") {
    return "missing";
  }
  const opens = [...instance.subscriptions.values()].some(
    ({ properties }) =>
      properties["state"] === "active" &&
      (properties["primaryKey"] === key || properties["secondaryKey"] === key) &&
      inScope(text(properties["scope"]) ?? "", instance, api),
  );
  return opens ? undefined : "invalid";
}

/** Scopes are ARM ids, or what follows the instance's: nothing for all APIs with the built-in `master`, `/apis`, `/apis/{id}`. */
function inScope(scope: string, instance: InstanceModel, api: ApiEntity): boolean {
  const id = armId(instance);
  const lower = scope.toLowerCase().replace(/\/+$/, "");
  const local = lower.startsWith(id) ? lower.slice(id.length) : lower;
  return local === "" || local === "/apis" || local === `/apis/${nameOf(api)}`;
}

function armId(instance: InstanceModel): string {
  return `/subscriptions/${instance.subscriptionId}/resourceGroups/${instance.resourceGroup}/providers/Microsoft.ApiManagement/service/${instance.name}`.toLowerCase();
}

/** The API's own name, lower-case; a revision shares it. */
function nameOf(api: Entity): string {
  return (api.id.split("/").at(-1) ?? "").replace(/;rev=\d+$/i, "").toLowerCase();
}
