import { findByName } from "../model.ts";
import type { ApiEntity, Entity, InstanceModel, Json, JsonObject, OperationEntity } from "../model.ts";
import { ok, param, resourceKey } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import type { Reply } from "./reply.ts";
import { entityNotFound, resourceNotFound } from "./errors.ts";
import type { Route } from "./router.ts";

export const instanceType = "Microsoft.ApiManagement/service";

/** Template of an instance, below which its entities are. */
export const instanceTemplate = `subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/${instanceType}/{service}`;

/** Full ARM id of an instance. */
export function instanceId(instance: InstanceModel): string {
  return `/subscriptions/${instance.subscriptionId}/resourceGroups/${instance.resourceGroup}/providers/${instanceType}/${instance.name}`;
}

/** The envelope every entity below an instance is answered in; the type is made from the path (`apis/x` gives `…/apis`). */
export function entityBody(instance: InstanceModel, path: string, properties: JsonObject): Json {
  const segments = path.split("/");
  const types = segments.filter((_segment, index) => index % 2 === 0);
  return { id: `${instanceId(instance)}/${path}`, type: [instanceType, ...types].join("/"), name: segments.at(-1) ?? "", properties };
}

/** An entity's answer with its ETag. */
export function entityReply(instance: InstanceModel, path: string, entity: Entity, status = 200): Reply {
  return { status, headers: { ETag: entity.etag }, body: entityBody(instance, path, entity.properties) };
}

/** @throws ArmError 404 in Resource Manager's words */
export function instanceOf(call: Call, room: Room): InstanceModel {
  const instance = room.model.instances.get(resourceKey(call, instanceType));
  if (instance === undefined) throw resourceNotFound(instanceType, param(call, "service"), param(call, "resourceGroup"));
  return instance;
}

/** An API with the key it has in the model: `id` for the current revision, `id;rev=n` for others. */
export interface FoundApi {
  readonly instance: InstanceModel;
  readonly key: string;
  readonly api: ApiEntity;
}

/** The API an id names; `id;rev=n` also names the current revision when that is n. */
export function findApi(instance: InstanceModel, id: string): FoundApi | undefined {
  const exact = findByName(instance.apis, id);
  if (exact !== undefined) return { instance, key: exact[0], api: exact[1] };
  const [, base, revision] = /^(.+);rev=(\d+)$/i.exec(id) ?? [];
  const current = base === undefined ? undefined : findByName(instance.apis, base);
  return current !== undefined && current[1].properties["apiRevision"] === revision ? { instance, key: current[0], api: current[1] } : undefined;
}

/** @throws ArmError 404 where the instance or the API is missing */
export function apiOf(call: Call, room: Room): FoundApi {
  const instance = instanceOf(call, room);
  const found = findApi(instance, param(call, "api"));
  if (found === undefined) throw entityNotFound("API");
  return found;
}

export interface FoundOperation extends FoundApi {
  readonly operationKey: string;
  readonly operation: OperationEntity;
}

/** @throws ArmError 404 where the instance, the API or the operation is missing */
export function operationOf(call: Call, room: Room): FoundOperation {
  const api = apiOf(call, room);
  const [operationKey, operation] = findByName(api.api.operations, param(call, "operation")) ?? [];
  if (operationKey === undefined || operation === undefined) throw entityNotFound("Operation");
  return { ...api, operationKey, operation };
}

/** What is locked while a long-running operation runs on an API: all its revisions. */
export function apiLock(instance: InstanceModel, id: string): string {
  return `${instanceId(instance)}/apis/${id.replace(/;rev=\d+$/i, "")}`.toLowerCase();
}

function body(instance: InstanceModel): Json {
  return { id: instanceId(instance), name: instance.name, type: instanceType, ...instance.envelope, properties: instance.properties };
}

const list: Handler = (call, { model }) => {
  const group = call.params["resourceGroup"]?.toLowerCase();
  return ok({
    value: [...model.instances.values()].filter((instance) => group === undefined || instance.resourceGroup.toLowerCase() === group).map(body),
  });
};

export const instanceRoutes: readonly Route[] = [
  { template: `subscriptions/{subscription}/providers/${instanceType}`, methods: { GET: list } },
  { template: `subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/${instanceType}`, methods: { GET: list } },
  { template: instanceTemplate, methods: { GET: (call, room) => ok(body(instanceOf(call, room))) } },
];
