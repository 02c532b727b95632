import { findByName } from "../model.ts";
import type { Entity, InstanceModel } from "../model.ts";
import { ok, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import { entityNotFound } from "./errors.ts";
import type { FieldRule } from "./fields.ts";
import { apiOf, entityBody, entityReply, instanceTemplate, operationOf } from "./instances.ts";
import { plainRoutes } from "./plainEntities.ts";
import type { PlainKind } from "./plainEntities.ts";
import type { Route } from "./router.ts";

const rules: readonly FieldRule[] = [{ name: "displayName", kind: "string", required: true, least: 1, most: 160 }];
const kind: PlainKind<Entity> = {
  collection: "tags",
  title: "Tag",
  most: 80,
  rules,
  defaults: () => ({}),
  made: (entity) => entity,
  released: (instance, { id }) => {
    for (const api of instance.apis.values()) {
      for (const holder of [api, ...api.operations.values()]) holder.tags = holder.tags.filter((each) => each !== id);
    }
  },
};

interface Tagged {
  readonly instance: InstanceModel;
  /** Path of what carries the tags. */
  readonly path: string;
  readonly holder: { tags: string[] };
}
type Find = (call: Call, room: Room) => Tagged;

const apiTags: Find = (call, room) => {
  const { instance, key, api } = apiOf(call, room);
  return { instance, path: `apis/${key}`, holder: api };
};
const operationTags: Find = (call, room) => {
  const { instance, key, operationKey, operation } = operationOf(call, room);
  return { instance, path: `apis/${key}/operations/${operationKey}`, holder: operation };
};

function tagOf({ instance }: Tagged, call: Call): Entity {
  const tag = findByName(instance.tags, param(call, "tag"))?.[1];
  if (tag === undefined) throw entityNotFound("Tag");
  return tag;
}

function routes(template: string, find: Find): readonly Route[] {
  const list: Handler = (call, room) => {
    const { instance, path, holder } = find(call, room);
    const value = holder.tags.flatMap((id) => findByName(instance.tags, id)?.[1] ?? []).map(({ id, properties }) => entityBody(instance, `${path}/tags/${id}`, properties));
    return ok({ value, count: value.length });
  };
  const get: Handler = (call, room) => {
    const found = find(call, room);
    const tag = tagOf(found, call);
    if (!found.holder.tags.includes(tag.id)) throw entityNotFound("Tag");
    return entityReply(found.instance, `${found.path}/tags/${tag.id}`, tag);
  };
  const assign: Handler = (call, room) => {
    const found = find(call, room);
    const tag = tagOf(found, call);
    const created = !found.holder.tags.includes(tag.id);
    if (created) found.holder.tags.push(tag.id);
    room.changed();
    return entityReply(found.instance, `${found.path}/tags/${tag.id}`, tag, created ? 201 : 200);
  };
  const detach: Handler = (call, room) => {
    const { holder } = find(call, room);
    const held = holder.tags.findIndex((id) => id.toLowerCase() === param(call, "tag").toLowerCase());
    if (held === -1) return { status: 204 };
    holder.tags.splice(held, 1);
    room.changed();
    return { status: 200 };
  };
  return [
    { template: `${template}/tags`, methods: { GET: list } },
    { template: `${template}/tags/{tag}`, methods: { GET: get, PUT: assign, DELETE: detach } },
  ];
}

export const tagRoutes: readonly Route[] = [
  ...plainRoutes(kind, ({ tags }) => tags),
  ...routes(`${instanceTemplate}/apis/{api}`, apiTags),
  ...routes(`${instanceTemplate}/apis/{api}/operations/{operation}`, operationTags),
];
