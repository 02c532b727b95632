import type { IncomingHttpHeaders } from "node:http";
import { instanceId } from "../arm/instances.ts";
import { textOf } from "../model.ts";
import type { ApiEntity, InstanceModel } from "../model.ts";

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
  return { header: textOf(header) || "Ocp-Apim-Subscription-Key", query: textOf(query) || "subscription-key" };
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
      inScope(textOf(properties["scope"]), instance, api),
  );
  return opens ? undefined : "invalid";
}

/** Scopes are ARM ids: the instance's own (the built-in `master`) or its `apis` for all APIs, `apis/{id}` for one with its revisions. */
function inScope(scope: string, instance: InstanceModel, api: ApiEntity): boolean {
  return ["", "/apis", `/apis/${api.id}`].some((below) => scope.toLowerCase().replace(/\/$/, "") === `${instanceId(instance)}${below}`.toLowerCase());
}
