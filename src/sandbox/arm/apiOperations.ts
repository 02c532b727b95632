import { findByName, textOf } from "../model.ts";
import type { ApiEntity, JsonObject, OperationEntity } from "../model.ts";
import { typeOf } from "./apiBody.ts";
import { bodyProperties, isObject, param } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import { fieldError, refusal } from "./errors.ts";
import { checkIfMatch, newEtag, requireIfMatch } from "./etag.ts";
import { checkFields, checkName, knownFields } from "./fields.ts";
import type { FieldRule } from "./fields.ts";
import { parseFilter } from "./filter.ts";
import { apiLock, apiOf, entityBody, entityReply, instanceTemplate, operationOf } from "./instances.ts";
import type { FoundApi } from "./instances.ts";
import { page } from "./paging.ts";
import type { Route } from "./router.ts";

/** Lengths and kinds of OperationContractProperties (definitions.json). */
const rules: readonly FieldRule[] = [
  { name: "displayName", kind: "string", required: true, least: 1, most: 300 },
  { name: "method", kind: "string", required: true, least: 1, pattern: /^[!#$%&'*+.^_`|~\w-]+$/ },
  { name: "urlTemplate", kind: "string", required: true, least: 1, most: 1000 },
  { name: "templateParameters", kind: "array" },
  { name: "description", kind: "string", most: 1000 },
  { name: "request", kind: "object" },
  { name: "responses", kind: "array" },
];

function checkTemplate(properties: JsonObject): void {
  const used = [...textOf(properties["urlTemplate"]).matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name.replace(/^\*/, ""));
  const declared = Array.isArray(properties["templateParameters"]) ? properties["templateParameters"] : [];
  const names = declared.map((each) => (isObject(each) && textOf(each["type"]) !== "" ? textOf(each["name"]) : ""));
  if (names.includes("")) throw fieldError("templateParameters", "Each template parameter must have a name and a type.");
  if (used.length !== names.length || used.some((name) => !names.includes(name))) {
    throw fieldError("templateParameters", "All template parameters used in the UriTemplate must be defined in the Operation, and vice-versa.");
  }
}

function signature({ method, urlTemplate }: JsonObject): string {
  return `${textOf(method).toUpperCase()} ${textOf(urlTemplate)}`;
}

function checkUnique(api: ApiEntity, properties: JsonObject, self: OperationEntity | undefined): void {
  if ([...api.operations.values()].some((other) => other !== self && signature(other.properties) === signature(properties))) {
    throw fieldError("urlTemplate", `Operation with the same method and URL template already exists: ${signature(properties)}`);
  }
}

function checkedMembers(api: ApiEntity, body: JsonObject, existing: OperationEntity | undefined): JsonObject {
  const wanted = knownFields(rules, body);
  checkFields(rules, wanted);
  checkTemplate(wanted);
  checkUnique(api, wanted, existing);
  return { ...wanted, templateParameters: wanted["templateParameters"] ?? [], responses: wanted["responses"] ?? [] };
}

/** The API of a call that changes one of its operations. */
function writableApi(call: Call, room: Room): FoundApi {
  const found = apiOf(call, room);
  room.longRunning.refuseWhileRunning(apiLock(found.instance, found.key));
  if (typeOf(found.api.properties) === "websocket") throw refusal("Operation entity cannot be defined by user for web socket api type.");
  return found;
}

const put: Handler = (call, room) => {
  const { instance, key, api } = writableApi(call, room);
  const id = param(call, "operation");
  checkName("operationId", id, 80);
  const [existingKey, existing] = findByName(api.operations, id) ?? [];
  checkIfMatch(call.ifMatch, existing);
  const properties = checkedMembers(api, bodyProperties(call), existing);
  const operation: OperationEntity = { id: existingKey ?? id, etag: newEtag(), properties, policy: existing?.policy, tags: existing?.tags ?? [] };
  api.operations.set(operation.id, operation);
  room.changed();
  return entityReply(instance, `apis/${key}/operations/${operation.id}`, operation, existing === undefined ? 201 : 200);
};

const patch: Handler = (call, room) => {
  writableApi(call, room);
  const { instance, key, api, operationKey, operation } = operationOf(call, room);
  requireIfMatch(call.ifMatch, operation);
  operation.properties = checkedMembers(api, { ...operation.properties, ...knownFields(rules, bodyProperties(call)) }, operation);
  operation.etag = newEtag();
  room.changed();
  return entityReply(instance, `apis/${key}/operations/${operationKey}`, operation);
};

const remove: Handler = (call, room) => {
  const { api } = writableApi(call, room);
  const found = findByName(api.operations, param(call, "operation"));
  if (found === undefined) return { status: 204 };
  requireIfMatch(call.ifMatch, found[1]);
  api.operations.delete(found[0]);
  room.changed();
  return { status: 200 };
};

const get: Handler = (call, room) => {
  const { instance, key, operationKey, operation } = operationOf(call, room);
  return entityReply(instance, `apis/${key}/operations/${operationKey}`, operation);
};

const list: Handler = (call, room) => {
  const { instance, key, api } = apiOf(call, room);
  const test = parseFilter(call.query.get("$filter"));
  const rows = [...api.operations].filter(([name, operation]) => test({ name, ...operation.properties }));
  return page(
    call,
    room,
    rows.map(([name, { properties }]) => entityBody(instance, `apis/${key}/operations/${name}`, properties)),
  );
};

export const operationRoutes: readonly Route[] = [
  { template: `${instanceTemplate}/apis/{api}/operations`, methods: { GET: list } },
  { template: `${instanceTemplate}/apis/{api}/operations/{operation}`, methods: { GET: get, PUT: put, PATCH: patch, DELETE: remove } },
];
