import { textOf } from "../model.ts";
import type { Json, JsonObject, SignalRModel } from "../model.ts";
import { isObject, ok, param, resourceKey } from "./call.ts";
import type { Call, Handler, Room } from "./call.ts";
import type { Reply } from "./reply.ts";
import { ArmError, resourceNotFound } from "./errors.ts";
import { newServiceKey, serviceConnectionString } from "./keys.ts";
import type { Route } from "./router.ts";
import { readUpdate } from "./signalRBody.ts";
import { refuseMove, update } from "./signalRUpdate.ts";

const namespace = "Microsoft.SignalRService";
export const serviceType = `${namespace}/SignalR`;
const item = `subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/${serviceType}/{service}`;

/** Full ARM id of a service. */
export function serviceId(service: SignalRModel): string {
  return `/subscriptions/${service.subscriptionId}/resourceGroups/${service.resourceGroup}/providers/${serviceType}/${service.name}`;
}

function body(call: Call, service: SignalRModel): Json {
  // These members and the IP rules came with 2024-03-01.
  const { resourceStopped = "false", ...properties } = service.properties;
  const old = call.apiVersion === "2023-02-01";
  const newer = old ? {} : { regionEndpointEnabled: "Enabled", resourceStopped };
  return { ...service.envelope, properties: { ...properties, ...(old && withoutIpRules(properties["networkACLs"])), ...newer }, id: serviceId(service), name: service.name, type: serviceType };
}

function withoutIpRules(acls: Json | undefined): JsonObject {
  if (!isObject(acls)) return {};
  const { ipRules: _newer, ...networkACLs } = acls;
  return { networkACLs };
}

function serviceOf(call: Call, room: Room): SignalRModel {
  const service = room.model.services.get(resourceKey(call, serviceType));
  if (service === undefined) throw resourceNotFound(serviceType, param(call, "service"), param(call, "resourceGroup"));
  return service;
}

function keysOf(service: SignalRModel): Json {
  const { primary, secondary } = service.keys;
  return {
    primaryKey: primary,
    secondaryKey: secondary,
    primaryConnectionString: serviceConnectionString(service, primary),
    secondaryConnectionString: serviceConnectionString(service, secondary),
  };
}

const list: Handler = (call, { model }) => {
  const group = call.params["resourceGroup"]?.toLowerCase();
  const services = [...model.services.values()].filter((service) => group === undefined || service.resourceGroup.toLowerCase() === group);
  return ok({ value: services.map((service) => body(call, service)) });
};

const listKeys: Handler = (call, room) => ok(keysOf(serviceOf(call, room)));

const regenerateKey: Handler = (call, room) => {
  const service = serviceOf(call, room);
  const keyType = (isObject(call.body) ? call.body["keyType"] : undefined) ?? "Primary";
  if (keyType !== "Primary" && keyType !== "Secondary") {
    throw new ArmError(400, "InvalidRequestContent", "'keyType' must be Primary or Secondary. The sandbox has no salt.");
  }
  const work = (): Reply => {
    service.keys = { ...service.keys, [keyType === "Primary" ? "primary" : "secondary"]: newServiceKey() };
    room.changed();
    return ok(keysOf(service));
  };
  return { ...accept(call, room, service, "/keys", work), body: {} };
};

/** PUT and PATCH. The sandbox has one service and makes no other. */
const change: Handler = (call, room) => {
  const service = room.model.services.get(resourceKey(call, serviceType));
  const whole = call.method === "PUT";
  if (service === undefined) {
    if (!whole) throw resourceNotFound(serviceType, param(call, "service"), param(call, "resourceGroup"));
    throw new ArmError(403, "Forbidden", `The sandbox has one service and makes no other: '${param(call, "service")}' is not it.`);
  }
  const wanted = readUpdate(call.body);
  if (whole && wanted.location === undefined) throw new ArmError(400, "LocationRequired", "The location property is required for this definition.");
  refuseMove(service, wanted);
  return accept(call, room, service, "", () => {
    update(service, wanted, whole);
    room.changed();
    return ok(body(call, service));
  });
};

/** Long-running, with both poll URLs: the status (`Azure-AsyncOperation`) and the result (`Location`). */
function accept(call: Call, room: Room, service: SignalRModel, part: string, work: () => Reply): Reply {
  const id = room.longRunning.start(`${serviceId(service)}${part}`.toLowerCase(), () => call.failOnPoll ?? work(), "SignalR Service");
  const root = `${call.base}/subscriptions/${service.subscriptionId}/providers/${namespace}/locations/${textOf(service.envelope["location"])}`;
  const query = `?api-version=${call.apiVersion}`;
  const { status, headers } = room.longRunning.running(`${root}/operationResults/${id}${query}`);
  return { status, headers: { ...headers, "Azure-AsyncOperation": `${root}/operationStatuses/${id}${query}` } };
}

function known(call: Call, room: Room): string {
  const id = param(call, "operation");
  if (room.longRunning.has(id)) return id;
  throw new ArmError(404, "NotFound", `The operation '${id}' could not be found.`);
}

const operationStatus: Handler = (call, room) => {
  const id = known(call, room);
  const reply = room.longRunning.poll(id);
  const named = { id: call.path, name: id };
  if (reply === undefined) return { status: 200, headers: { "Retry-After": room.longRunning.retryAfter }, body: { ...named, status: "Running" } };
  const error = isObject(reply.body) ? reply.body["error"] : undefined;
  return ok(reply.status < 300 ? { ...named, status: "Succeeded" } : { ...named, status: "Failed", ...(error === undefined ? {} : { error }) });
};

const operationResult: Handler = (call, room) =>
  room.longRunning.poll(known(call, room)) ?? room.longRunning.running(`${call.base}${call.path}?api-version=${call.apiVersion}`);

export const signalRRoutes: readonly Route[] = [
  { template: `subscriptions/{subscription}/providers/${serviceType}`, methods: { GET: list } },
  { template: `subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/${serviceType}`, methods: { GET: list } },
  { template: item, methods: { GET: (call, room) => ok(body(call, serviceOf(call, room))), PUT: change, PATCH: change } },
  { template: `${item}/listKeys`, methods: { POST: listKeys } },
  { template: `${item}/regenerateKey`, methods: { POST: regenerateKey } },
  {
    template: `subscriptions/{subscription}/providers/${namespace}/locations/{location}/operationStatuses/{operation}`,
    methods: { GET: operationStatus },
  },
  {
    template: `subscriptions/{subscription}/providers/${namespace}/locations/{location}/operationResults/{operation}`,
    methods: { GET: operationResult },
  },
];
