import { findByName, textOf } from "../model.ts";
import type { Entity, InstanceModel, JsonObject } from "../model.ts";
import { accept } from "./acceptance.ts";
import { bodyProperties, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import type { Reply } from "./reply.ts";
import { entityNotFound, fieldError, refusal } from "./errors.ts";
import { checkIfMatch, newEtag, requireIfMatch } from "./etag.ts";
import { checkFields, checkName, knownFields } from "./fields.ts";
import type { FieldRule } from "./fields.ts";
import { entityBody, entityReply, instanceId, instanceOf, instanceTemplate } from "./instances.ts";
import { page } from "./paging.ts";
import type { Route } from "./router.ts";

/** Lengths and kinds of NamedValueCreateContractProperties (definitions.json). */
const rules: readonly FieldRule[] = [
  { name: "displayName", kind: "string", required: true, least: 1, most: 256, pattern: /^[A-Za-z0-9\-._]+$/ },
  { name: "value", kind: "string", required: true, least: 1, most: 4096 },
  { name: "secret", kind: "boolean" },
  { name: "tags", kind: "array" },
];

/** The entity without its value where that is a secret. */
function shown(entity: Entity): Entity {
  const { value, ...others } = entity.properties;
  return { ...entity, properties: others["secret"] === true ? others : { ...others, value: textOf(value) } };
}

function checked(instance: InstanceModel, key: string, body: JsonObject): JsonObject {
  if (body["keyVault"] !== undefined && body["keyVault"] !== null) {
    throw refusal("The sandbox's API Management has no identity that could read a vault; the real one may take the value from one. Send the value itself.");
  }
  const properties: JsonObject = { tags: [], secret: false, ...knownFields(rules, body) };
  checkFields(rules, properties);
  const taken = [...instance.namedValues].some(([other, { properties: held }]) => other !== key && held["displayName"] === properties["displayName"]);
  if (taken) throw fieldError("displayName", `A named value with the display name '${textOf(properties["displayName"])}' already exists.`);
  return properties;
}

interface Target {
  readonly instance: InstanceModel;
  readonly key: string;
  readonly existing: Entity | undefined;
}

function target(call: Call, room: Room): Target {
  const instance = instanceOf(call, room);
  const id = param(call, "namedValue");
  const [key, existing] = findByName(instance.namedValues, id) ?? [];
  return { instance, key: key ?? id, existing };
}

function held(call: Call, room: Room): Target & { readonly existing: Entity } {
  const { instance, key, existing } = target(call, room);
  if (existing === undefined) throw entityNotFound("Property");
  return { instance, key, existing };
}

/** PUT and PATCH are long-running and differ in what they start from. */
function write(call: Call, room: Room, { instance, key, existing }: Target, body: JsonObject): Reply {
  checked(instance, key, body);
  const work = (): Reply => {
    const entity: Entity = { id: key, etag: newEtag(), properties: checked(instance, key, body) };
    instance.namedValues.set(key, entity);
    room.changed();
    return entityReply(instance, `namedValues/${key}`, shown(entity));
  };
  return accept(call, room, { key: `${instanceId(instance)}/namedValues/${key}`.toLowerCase(), asyncCode: existing === undefined ? 201 : 200, work });
}

const put: Handler = (call, room) => {
  const found = target(call, room);
  checkName("namedValueId", found.key, 256);
  checkIfMatch(call.ifMatch, found.existing);
  return write(call, room, found, bodyProperties(call));
};

const patch: Handler = (call, room) => {
  const found = held(call, room);
  requireIfMatch(call.ifMatch, found.existing);
  return write(call, room, found, { ...found.existing.properties, ...bodyProperties(call) });
};

const remove: Handler = (call, room) => {
  const { instance, key, existing } = target(call, room);
  if (existing === undefined) return { status: 204 };
  requireIfMatch(call.ifMatch, existing);
  instance.namedValues.delete(key);
  room.changed();
  return { status: 200 };
};

const get: Handler = (call, room) => {
  const { instance, key, existing } = held(call, room);
  return entityReply(instance, `namedValues/${key}`, shown(existing));
};

const list: Handler = (call, room) => {
  const instance = instanceOf(call, room);
  return page(
    call,
    room,
    [...instance.namedValues].map(([key, entity]) => entityBody(instance, `namedValues/${key}`, shown(entity).properties)),
  );
};

const listValue: Handler = (call, room) => {
  const { existing } = held(call, room);
  return { status: 200, headers: { ETag: existing.etag }, body: { value: textOf(existing.properties["value"]) } };
};

const item = `${instanceTemplate}/namedValues/{namedValue}`;

export const namedValueRoutes: readonly Route[] = [
  { template: `${instanceTemplate}/namedValues`, methods: { GET: list } },
  { template: item, methods: { GET: get, PUT: put, PATCH: patch, DELETE: remove } },
  { template: `${item}/listValue`, methods: { POST: listValue } },
];
