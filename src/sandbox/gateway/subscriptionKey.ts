import type { IncomingHttpHeaders } from "node:http";
import { instanceId } from "../arm/instances.ts";
import { findByName, textOf } from "../model.ts";
import type { ApiEntity, Entity, InstanceModel, ProductEntity } from "../model.ts";

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

/** The subscription a request's key opens the API with, if it brought one. */
export interface KeyCheck {
  /** Why the API does not open; undefined where it does, or needs no key. */
  readonly refusal: KeyRefusal | undefined;
  readonly subscription: Entity | undefined;
  /** The product the subscription is for, whose policy then runs too. */
  readonly product: ProductEntity | undefined;
  readonly key: string | undefined;
}

/** Whether the API needs a key, and what the request's opens. The query is looked at only when the header is absent. */
export function checkKey(instance: InstanceModel, api: ApiEntity, headers: IncomingHttpHeaders, query: string): KeyCheck {
  const names = keyNames(api);
  const header = headers[names.header.toLowerCase()];
  const inQuery = (): string | undefined => [...new URLSearchParams(query)].find(([name]) => name.toLowerCase() === names.query.toLowerCase())?.[1];
  const key = (Array.isArray(header) ? header[0] : header) ?? (query === "" ? undefined : inQuery());
  const needed = api.properties["subscriptionRequired"] !== false;
  if (key === undefined || key === "") {
    return { refusal: needed ? "missing" : undefined, subscription: undefined, product: undefined, key: undefined };
  }
  for (const subscription of instance.subscriptions.values()) {
    const { properties } = subscription;
    if (properties["state"] !== "active" || (properties["primaryKey"] !== key && properties["secondaryKey"] !== key)) continue;
    const product = productOf(textOf(properties["scope"]), instance, api);
    if (product !== undefined || inScope(textOf(properties["scope"]), instance, api)) return { refusal: undefined, subscription, product, key };
  }
  return { refusal: needed ? "invalid" : undefined, subscription: undefined, product: undefined, key: undefined };
}

/** Scopes are ARM ids: the instance's own (the built-in `master`) or its `apis` for all APIs, `apis/{id}` for one with its revisions. */
function inScope(scope: string, instance: InstanceModel, api: ApiEntity): boolean {
  return ["", "/apis", `/apis/${api.id}`].some((below) => scope.toLowerCase().replace(/\/$/, "") === `${instanceId(instance)}${below}`.toLowerCase());
}

/** The product of a scope `products/{id}` that the API belongs to. */
function productOf(scope: string, instance: InstanceModel, api: ApiEntity): ProductEntity | undefined {
  const id = /\/products\/([^/]+)\/?$/i.exec(scope)?.[1];
  const product = id === undefined ? undefined : findByName(instance.products, id)?.[1];
  return product?.apis.some((each) => each.toLowerCase() === api.id.toLowerCase()) === true ? product : undefined;
}
