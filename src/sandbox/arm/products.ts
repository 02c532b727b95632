import { findByName, textOf } from "../model.ts";
import type { InstanceModel, ProductEntity } from "../model.ts";
import { ok, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import { entityNotFound, fieldError } from "./errors.ts";
import type { FieldRule } from "./fields.ts";
import { apiOf, entityBody, findApi, instanceId, instanceOf, instanceTemplate } from "./instances.ts";
import { page } from "./paging.ts";
import { plainRoutes } from "./plainEntities.ts";
import type { PlainKind } from "./plainEntities.ts";
import type { Route } from "./router.ts";

/** Lengths and kinds of ProductContractProperties (definitions.json). */
const rules: readonly FieldRule[] = [
  { name: "displayName", kind: "string", required: true, least: 1, most: 300 },
  { name: "description", kind: "string", most: 1000 },
  { name: "terms", kind: "string" },
  { name: "subscriptionRequired", kind: "boolean" },
  { name: "approvalRequired", kind: "boolean" },
  { name: "state", kind: "string", oneOf: ["notPublished", "published"] },
];

const kind: PlainKind<ProductEntity> = {
  collection: "products",
  title: "Product",
  most: 256,
  rules,
  defaults: () => ({ subscriptionRequired: true, state: "notPublished" }),
  made: (entity, before) => ({ ...entity, apis: before?.apis ?? [], policy: before?.policy }),
  released: (instance, { id }, query) => {
    const scope = `${instanceId(instance)}/products/${id}`.toLowerCase();
    const keys = [...instance.subscriptions].filter(([, { properties }]) => textOf(properties["scope"]).toLowerCase() === scope).map(([key]) => key);
    if (keys.length > 0 && query.get("deletesubscriptions")?.toLowerCase() !== "true") throw fieldError("productId", "The product has subscriptions: delete them first, or with deleteSubscriptions=true.");
    keys.forEach((key) => instance.subscriptions.delete(key));
  },
};
const entities = plainRoutes(kind, ({ products }) => products);

/** @throws ArmError 404 where the instance or the product is missing */
export function productOf(call: Call, room: Room): { readonly instance: InstanceModel; readonly product: ProductEntity } {
  const instance = instanceOf(call, room);
  const product = findByName(instance.products, param(call, "product"))?.[1];
  if (product === undefined) throw entityNotFound("Product");
  return { instance, product };
}

/** The products an API belongs to. All its revisions belong to the same ones. */
export function productsOf(instance: InstanceModel, apiId: string): readonly ProductEntity[] {
  return [...instance.products.values()].filter(({ apis }) => apis.includes(apiId));
}

/** An API that is deleted leaves its products. */
export function leaveProducts(instance: InstanceModel, apiId: string): void {
  for (const product of productsOf(instance, apiId)) product.apis = product.apis.filter((id) => id !== apiId);
}

const link: Handler = (call, room) => {
  const { instance, product } = productOf(call, room);
  const found = findApi(instance, param(call, "api"));
  if (found === undefined) throw entityNotFound("API");
  const created = !product.apis.includes(found.api.id);
  if (created) product.apis = [...product.apis, found.api.id];
  room.changed();
  return { status: created ? 201 : 200, body: entityBody(instance, `apis/${found.key}`, found.api.properties) };
};

const unlink: Handler = (call, room) => {
  const { instance, product } = productOf(call, room);
  const id = findApi(instance, param(call, "api"))?.api.id;
  if (id === undefined || !product.apis.includes(id)) return { status: 204 };
  product.apis = product.apis.filter((each) => each !== id);
  room.changed();
  return { status: 200 };
};

/** Whether the API belongs to the product (`checkEntityExists` in apimproducts.json): 204, else 404. */
const linked: Handler = (call, room) => {
  const { instance, product } = productOf(call, room);
  const id = findApi(instance, param(call, "api"))?.api.id;
  if (id === undefined || !product.apis.includes(id)) throw entityNotFound("API");
  return { status: 204 };
};

const apisOfProduct: Handler = (call, room) => {
  const { instance, product } = productOf(call, room);
  const rows = product.apis.flatMap((id) => findApi(instance, id) ?? []);
  return page(call, room, rows.map(({ key, api }) => entityBody(instance, `apis/${key}`, api.properties)));
};

const productsOfApi: Handler = (call, room) => {
  const { instance, api } = apiOf(call, room);
  const value = productsOf(instance, api.id).map(({ id, properties }) => entityBody(instance, `products/${id}`, properties));
  return ok({ value, count: value.length });
};

export const productRoutes: readonly Route[] = [
  ...entities,
  { template: `${instanceTemplate}/products/{product}/apis`, methods: { GET: apisOfProduct } },
  { template: `${instanceTemplate}/products/{product}/apis/{api}`, methods: { HEAD: linked, PUT: link, DELETE: unlink } },
  { template: `${instanceTemplate}/apis/{api}/products`, methods: { GET: productsOfApi } },
];
