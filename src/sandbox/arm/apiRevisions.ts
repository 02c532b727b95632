import { findByName, textOf } from "../model.ts";
import type { ApiEntity, Entity, InstanceModel, JsonObject } from "../model.ts";
import { bodyProperties, ok, param } from "./call.ts";
import type { Handler } from "./call.ts";
import { entityNotFound, fieldError } from "./errors.ts";
import { checkIfMatch, newEtag, requireIfMatch } from "./etag.ts";
import { checkName } from "./fields.ts";
import { apiLock, apiOf, entityBody, entityReply, findApi, instanceId, instanceTemplate } from "./instances.ts";
import type { Route } from "./router.ts";

function revision(instance: InstanceModel, { id, properties, created, updated }: ApiEntity): JsonObject {
  const number = textOf(properties["apiRevision"]);
  const isCurrent = properties["isCurrent"] !== false;
  const description = textOf(properties["apiRevisionDescription"]);
  return {
    apiId: `${instanceId(instance)}/apis/${id};rev=${number}`,
    apiRevision: number,
    createdDateTime: created,
    updatedDateTime: updated,
    ...(description === "" ? {} : { description }),
    ...(isCurrent ? {} : { privateUrl: `${textOf(instance.properties["gatewayUrl"])}/${textOf(properties["path"])};rev=${number}` }),
    isOnline: true,
    isCurrent,
  };
}

const listRevisions: Handler = (call, room) => {
  const { instance, api } = apiOf(call, room);
  const value = [...instance.apis.values()].filter((other) => other.id === api.id).map((each) => revision(instance, each));
  return ok({ value, count: value.length });
};

/** Makes a revision the current one: the two change places, and with them their ARM ids. */
function makeCurrent(instance: InstanceModel, wanted: ApiEntity): void {
  const [currentKey, current] = findByName(instance.apis, wanted.id) ?? [];
  if (currentKey === undefined || current === undefined || current === wanted) return;
  for (const [key, api] of instance.apis) if (api === wanted) instance.apis.delete(key);
  for (const [api, isCurrent] of [
    [current, false],
    [wanted, true],
  ] as const) {
    api.properties = { ...api.properties, isCurrent };
    api.etag = newEtag();
  }
  instance.apis.set(currentKey, wanted);
  instance.apis.set(`${current.id};rev=${textOf(current.properties["apiRevision"])}`, current);
}

const putRelease: Handler = (call, room) => {
  const { instance, api } = apiOf(call, room);
  const release = param(call, "release");
  checkName("releaseId", release, 80);
  room.longRunning.refuseWhileRunning(apiLock(instance, api.id));
  const body = bodyProperties(call);
  const target = findApi(instance, /\/apis\/([^/]+)\/?$/i.exec(textOf(body["apiId"]))?.[1] ?? "")?.api;
  if (target === undefined || target.id !== api.id) {
    throw fieldError("apiId", "'apiId' must be the ARM id of a revision of this API, /apis/{apiId};rev={n}.");
  }
  const path = `${api.id}/${release}`;
  const [key, existing] = findByName(instance.releases, path) ?? [path];
  checkIfMatch(call.ifMatch, existing);
  const now = new Date().toISOString();
  const createdDateTime = existing?.properties["createdDateTime"] ?? now;
  const properties = { apiId: textOf(body["apiId"]), createdDateTime, updatedDateTime: now, notes: textOf(body["notes"]) };
  const entity: Entity = { id: existing?.id ?? release, etag: newEtag(), properties };
  makeCurrent(instance, target);
  instance.releases.set(key, entity);
  room.changed();
  return entityReply(instance, `apis/${api.id}/releases/${entity.id}`, entity, existing === undefined ? 201 : 200);
};

const listReleases: Handler = (call, room) => {
  const { instance, api } = apiOf(call, room);
  const releases = [...instance.releases].filter(([key]) => key.startsWith(`${api.id}/`));
  const value = releases.map(([, { id, properties }]) => entityBody(instance, `apis/${api.id}/releases/${id}`, properties));
  return ok({ value, count: value.length });
};

const getRelease: Handler = (call, room) => {
  const { instance, api } = apiOf(call, room);
  const found = findByName(instance.releases, `${api.id}/${param(call, "release")}`);
  if (found === undefined) throw entityNotFound("Release");
  return entityReply(instance, `apis/${api.id}/releases/${found[1].id}`, found[1]);
};

const removeRelease: Handler = (call, room) => {
  const { instance, api } = apiOf(call, room);
  const found = findByName(instance.releases, `${api.id}/${param(call, "release")}`);
  if (found === undefined) return { status: 204 };
  requireIfMatch(call.ifMatch, found[1]);
  instance.releases.delete(found[0]);
  room.changed();
  return { status: 200 };
};

export const revisionRoutes: readonly Route[] = [
  { template: `${instanceTemplate}/apis/{api}/revisions`, methods: { GET: listRevisions } },
  { template: `${instanceTemplate}/apis/{api}/releases`, methods: { GET: listReleases } },
  { template: `${instanceTemplate}/apis/{api}/releases/{release}`, methods: { GET: getRelease, PUT: putRelease, DELETE: removeRelease } },
];
