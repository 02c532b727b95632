import { findByName, textOf } from "../model.ts";
import type { Entity, InstanceModel, JsonObject } from "../model.ts";
import { bodyProperties, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import { entityNotFound, fieldError } from "./errors.ts";
import { checkIfMatch, newEtag, requireIfMatch } from "./etag.ts";
import { checkFields, checkName, knownFields } from "./fields.ts";
import type { FieldRule } from "./fields.ts";
import { parseFilter } from "./filter.ts";
import { entityBody, entityReply, findApi, instanceId, instanceOf, instanceTemplate } from "./instances.ts";
import { newSubscriptionKey } from "./keys.ts";
import { page } from "./paging.ts";
import type { Route } from "./router.ts";

/** Lengths and kinds of SubscriptionCreateParameterProperties (definitions.json). */
const rules: readonly FieldRule[] = [
  { name: "scope", kind: "string", required: true, least: 1 },
  { name: "displayName", kind: "string", required: true, least: 1, most: 100 },
  { name: "state", kind: "string", oneOf: ["suspended", "active", "expired", "submitted", "rejected", "cancelled"] },
  { name: "ownerId", kind: "string" },
  { name: "primaryKey", kind: "string", least: 1, most: 256 },
  { name: "secondaryKey", kind: "string", least: 1, most: 256 },
  { name: "allowTracing", kind: "boolean" },
];

/** The entity without its keys, as every GET gives it. */
function shown(entity: Entity): Entity {
  const { primaryKey: _primary, secondaryKey: _secondary, ...properties } = entity.properties;
  return { ...entity, properties };
}

/** A scope as ARM returns it: the full id, whatever short form it was written in. */
function fullScope(instance: InstanceModel, scope: string): string {
  const root = instanceId(instance);
  const local = scope.toLowerCase().startsWith(root.toLowerCase()) ? scope.slice(root.length) : scope;
  if (/^\/?$/.test(local)) return `${root}/`;
  if (/^\/apis\/?$/i.test(local)) return `${root}/apis`;
  const api = findApi(instance, /^\/apis\/([^/]+)$/i.exec(local)?.[1] ?? "");
  if (api !== undefined) return `${root}/apis/${api.key}`;
  const product = findByName(instance.products, /^\/products\/([^/]+)$/i.exec(local)?.[1] ?? "");
  if (product !== undefined) return `${root}/products/${product[0]}`;
  throw fieldError("scope", `'${scope}' is no scope on this instance: /apis, /apis/{apiId} or /products/{productId}.`);
}

function find(call: Call, room: Room): { readonly instance: InstanceModel; readonly key: string; readonly entity: Entity } {
  const instance = instanceOf(call, room);
  const [key, entity] = findByName(instance.subscriptions, param(call, "sid")) ?? [];
  if (key === undefined || entity === undefined) throw entityNotFound("Subscription");
  return { instance, key, entity };
}

function write(instance: InstanceModel, room: Room, id: string, properties: JsonObject, created: boolean): ReturnType<Handler> {
  checkFields(rules, properties);
  const entity: Entity = { id, etag: newEtag(), properties: { ...properties, scope: fullScope(instance, textOf(properties["scope"])) } };
  instance.subscriptions.set(id, entity);
  room.changed();
  return entityReply(instance, `subscriptions/${id}`, shown(entity), created ? 201 : 200);
}

function newSubscription(): JsonObject {
  const createdDate = new Date().toISOString();
  return { state: "submitted", createdDate, allowTracing: false, primaryKey: newSubscriptionKey(), secondaryKey: newSubscriptionKey() };
}

const put: Handler = (call, room) => {
  const instance = instanceOf(call, room);
  const sid = param(call, "sid");
  checkName("sid", sid, 256);
  const [key, existing] = findByName(instance.subscriptions, sid) ?? [];
  checkIfMatch(call.ifMatch, existing);
  return write(
    instance,
    room,
    key ?? sid,
    { ...(existing?.properties ?? newSubscription()), ...knownFields(rules, bodyProperties(call)) },
    existing === undefined,
  );
};

const patch: Handler = (call, room) => {
  const { instance, key, entity } = find(call, room);
  requireIfMatch(call.ifMatch, entity);
  return write(instance, room, key, { ...entity.properties, ...knownFields(rules, bodyProperties(call)) }, false);
};

const remove: Handler = (call, room) => {
  const instance = instanceOf(call, room);
  const [key, existing] = findByName(instance.subscriptions, param(call, "sid")) ?? [];
  if (key === undefined || existing === undefined) return { status: 204 };
  requireIfMatch(call.ifMatch, existing);
  if (key === "master") throw fieldError("sid", "The built-in all-access subscription cannot be deleted.");
  instance.subscriptions.delete(key);
  room.changed();
  return { status: 200 };
};

const get: Handler = (call, room) => {
  const { instance, key, entity } = find(call, room);
  return entityReply(instance, `subscriptions/${key}`, shown(entity));
};

const list: Handler = (call, room) => {
  const instance = instanceOf(call, room);
  const test = parseFilter(call.query.get("$filter"));
  const rows = [...instance.subscriptions].map(([key, entity]) => [key, shown(entity).properties] as const);
  const wanted = rows.filter(([name, properties]) => test({ name, ...properties }));
  return page(
    call,
    room,
    wanted.map(([key, properties]) => entityBody(instance, `subscriptions/${key}`, properties)),
  );
};

const listSecrets: Handler = (call, room) => {
  const { entity } = find(call, room);
  const { primaryKey, secondaryKey } = entity.properties;
  return { status: 200, headers: { ETag: entity.etag }, body: { primaryKey: textOf(primaryKey), secondaryKey: textOf(secondaryKey) } };
};

function regenerate(name: "primaryKey" | "secondaryKey"): Handler {
  return (call, room) => {
    const { entity } = find(call, room);
    entity.properties = { ...entity.properties, [name]: newSubscriptionKey() };
    entity.etag = newEtag();
    room.changed();
    return { status: 204 };
  };
}

const item = `${instanceTemplate}/subscriptions/{sid}`;

export const subscriptionKeyRoutes: readonly Route[] = [
  { template: `${instanceTemplate}/subscriptions`, methods: { GET: list } },
  { template: item, methods: { GET: get, PUT: put, PATCH: patch, DELETE: remove } },
  { template: `${item}/listSecrets`, methods: { POST: listSecrets } },
  { template: `${item}/regeneratePrimaryKey`, methods: { POST: regenerate("primaryKey") } },
  { template: `${item}/regenerateSecondaryKey`, methods: { POST: regenerate("secondaryKey") } },
];
