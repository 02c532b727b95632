import { accept } from "./acceptance.ts";
import { knownMembers } from "./apiBody.ts";
import { createApi, splitId, updateApi } from "./apiWrite.ts";
import type { ApiWrite } from "./apiWrite.ts";
import { bodyProperties, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import type { Reply } from "./reply.ts";
import { fieldError } from "./errors.ts";
import { checkIfMatch, requireIfMatch } from "./etag.ts";
import { checkName } from "./fields.ts";
import { parseFilter } from "./filter.ts";
import { apiLock, apiOf, entityBody, entityReply, findApi, instanceOf, instanceTemplate } from "./instances.ts";
import type { FoundApi } from "./instances.ts";
import { page } from "./paging.ts";
import { leaveProducts } from "./products.ts";
import type { Route } from "./router.ts";

function prepare(call: Call, room: Room): ApiWrite {
  const instance = instanceOf(call, room);
  const id = param(call, "api");
  checkName("apiId", splitId(id).base, 80);
  const body = bodyProperties(call);
  const found = findApi(instance, id);
  checkIfMatch(call.ifMatch, found?.api);
  return found === undefined ? createApi(instance, id, body) : updateApi(found, knownMembers(body));
}

const put: Handler = (call, room) => {
  const { instance, key, created } = prepare(call, room);
  const work = (): Reply => {
    // Looked at once more: another call may have taken the suffix meanwhile.
    const write = prepare(call, room);
    write.commit();
    room.changed();
    return entityReply(instance, `apis/${write.key}`, write.api);
  };
  return accept(call, room, { key: apiLock(instance, key), asyncCode: created ? 201 : 200, work });
};

const patch: Handler = (call, room) => {
  const found = apiOf(call, room);
  requireIfMatch(call.ifMatch, found.api);
  room.longRunning.refuseWhileRunning(apiLock(found.instance, found.key));
  updateApi(found, { ...knownMembers(found.api.properties), ...knownMembers(bodyProperties(call)) }).commit();
  room.changed();
  return entityReply(found.instance, `apis/${found.key}`, found.api);
};

function removal({ instance, key, api }: FoundApi, allRevisions: boolean): string[] {
  const keys = [...instance.apis].filter(([, other]) => other.id === api.id).map(([each]) => each);
  if (allRevisions) return keys;
  if (keys.length > 1 && api.properties["isCurrent"] !== false) {
    throw fieldError("apiId", "The current revision cannot be deleted while there are others: delete them first, or all with deleteRevisions=true.");
  }
  return [key];
}

function forgetReleases({ instance, api }: FoundApi): void {
  for (const key of instance.releases.keys()) if (key.startsWith(`${api.id}/`)) instance.releases.delete(key);
}

const remove: Handler = (call, room) => {
  const instance = instanceOf(call, room);
  const found = findApi(instance, param(call, "api"));
  if (found === undefined) return { status: 204 };
  requireIfMatch(call.ifMatch, found.api);
  const keys = removal(found, call.query.get("deleterevisions")?.toLowerCase() === "true");
  const lock = apiLock(instance, found.key);
  room.longRunning.refuseWhileRunning(lock);
  const work = (): Reply => {
    for (const key of keys) instance.apis.delete(key);
    if (findApi(instance, found.api.id) === undefined) {
      forgetReleases(found);
      leaveProducts(instance, found.api.id);
    }
    room.changed();
    return { status: 200 };
  };
  // Long-running since 2024-05-01.
  return call.apiVersion === "2022-08-01" ? work() : accept(call, room, { key: lock, asyncCode: 200, work });
};

const list: Handler = (call, room) => {
  const instance = instanceOf(call, room);
  const test = parseFilter(call.query.get("$filter"));
  const rows = [...instance.apis].filter(([key, api]) => test({ name: key, ...api.properties }));
  return page(
    call,
    room,
    rows.map(([key, api]) => entityBody(instance, `apis/${key}`, api.properties)),
  );
};

const get: Handler = (call, room) => {
  const { instance, key, api } = apiOf(call, room);
  return entityReply(instance, `apis/${key}`, api);
};

export const apiRoutes: readonly Route[] = [
  { template: `${instanceTemplate}/apis`, methods: { GET: list } },
  { template: `${instanceTemplate}/apis/{api}`, methods: { GET: get, PUT: put, PATCH: patch, DELETE: remove } },
];
