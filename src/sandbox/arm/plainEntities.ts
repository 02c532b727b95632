import { findByName, textOf } from "../model.ts";
import type { ApiEntity, Entity, InstanceModel, JsonObject } from "../model.ts";
import { bodyProperties, param } from "./call.ts";
import type { Handler } from "./call.ts";
import { entityNotFound } from "./errors.ts";
import { checkIfMatch, newEtag, requireIfMatch } from "./etag.ts";
import { checkFields, checkName, knownFields } from "./fields.ts";
import type { FieldRule } from "./fields.ts";
import { parseFilter } from "./filter.ts";
import { apiOf, entityBody, entityReply, instanceOf, instanceTemplate } from "./instances.ts";
import { page } from "./paging.ts";
import type { Route } from "./router.ts";

/** A kind of entity that is written and deleted at once, and answered as it was sent. */
export interface PlainKind<E extends Entity> {
  /** The collection's segment: `products`. */
  readonly collection: string;
  /** As ARM's 404 calls one: `Product`. */
  readonly title: string;
  readonly most: number;
  readonly rules: readonly FieldRule[];
  /** What ARM fills in where it is not sent. */
  readonly defaults: (id: string) => JsonObject;
  /** The entity to hold for what was sent; `before` where there is one already. */
  readonly made: (entity: Entity, before: E | undefined) => E;
  /** @throws ArmError where it may not be deleted; else forgets what pointed at it */
  readonly released?: (instance: InstanceModel, entity: E, query: ReadonlyMap<string, string>) => void;
}

/** Where entities of a kind are held. */
interface Collection<E extends Entity> {
  readonly instance: InstanceModel;
  /** Under the instance: `products`, `apis/echo-api/diagnostics`. */
  readonly path: string;
  readonly held: Map<string, E>;
}
type Find<E extends Entity> = (...of: Parameters<Handler>) => Collection<E>;

/** Of entities directly below an instance. */
export function plainRoutes<E extends Entity>(kind: PlainKind<E>, held: (instance: InstanceModel) => Map<string, E>): readonly Route[] {
  return routesBelow(kind, instanceTemplate, (call, room) => {
    const instance = instanceOf(call, room);
    return { instance, path: kind.collection, held: held(instance) };
  });
}

/** The same below each API. */
export function plainApiRoutes<E extends Entity>(kind: PlainKind<E>, held: (api: ApiEntity) => Map<string, E>): readonly Route[] {
  return routesBelow(kind, `${instanceTemplate}/apis/{api}`, (call, room) => {
    const { instance, key, api } = apiOf(call, room);
    return { instance, path: `apis/${key}/${kind.collection}`, held: held(api) };
  });
}

function routesBelow<E extends Entity>(kind: PlainKind<E>, template: string, collectionOf: Find<E>): readonly Route[] {
  const { collection, rules } = kind;
  const find: (...of: Parameters<Handler>) => Collection<E> & { readonly id: string; readonly entity: E | undefined } = (call, room) => {
    const found = collectionOf(call, room);
    const [id, entity] = findByName(found.held, param(call, "id")) ?? [param(call, "id")];
    return { ...found, id, entity };
  };
  const write = (merge: boolean): Handler => (call, room) => {
    const { instance, path, held, id, entity } = find(call, room);
    checkName(`${collection}Id`, id, kind.most);
    if (merge && entity === undefined) throw entityNotFound(kind.title);
    if (merge && entity !== undefined) requireIfMatch(call.ifMatch, entity);
    checkIfMatch(call.ifMatch, entity);
    const properties = { ...(merge ? entity?.properties : kind.defaults(id)), ...knownFields(rules, bodyProperties(call)) };
    checkFields(rules, properties);
    const stored = kind.made({ id, etag: newEtag(), properties }, entity);
    held.set(id, stored);
    room.changed();
    return entityReply(instance, `${path}/${id}`, stored, entity === undefined ? 201 : 200);
  };
  const get: Handler = (call, room) => {
    const { instance, path, id, entity } = find(call, room);
    if (entity === undefined) throw entityNotFound(kind.title);
    return entityReply(instance, `${path}/${id}`, entity);
  };
  const remove: Handler = (call, room) => {
    const { instance, held, id, entity } = find(call, room);
    if (entity === undefined) return { status: 204 };
    requireIfMatch(call.ifMatch, entity);
    kind.released?.(instance, entity, call.query);
    held.delete(id);
    room.changed();
    return { status: 200 };
  };
  const list: Handler = (call, room) => {
    const { instance, path, held } = collectionOf(call, room);
    const test = parseFilter(call.query.get("$filter"));
    const rows = [...held].filter(([name, { properties }]) => test({ name, displayName: textOf(properties["displayName"]), ...properties }));
    return page(call, room, rows.map(([id, { properties }]) => entityBody(instance, `${path}/${id}`, properties)));
  };
  return [
    { template: `${template}/${collection}`, methods: { GET: list } },
    { template: `${template}/${collection}/{id}`, methods: { GET: get, PUT: write(false), PATCH: write(true), DELETE: remove } },
  ];
}
