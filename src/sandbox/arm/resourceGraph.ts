import { textOf } from "../model.ts";
import type { InstanceModel, Json, JsonObject, SandboxModel, SignalRModel, VaultModel } from "../model.ts";
import { isObject } from "./call.ts";
import type { Handler } from "./call.ts";
import { ArmError } from "./errors.ts";
import { instanceId, instanceType } from "./instances.ts";
import { runQuery } from "./kql.ts";
import type { Route } from "./router.ts";
import { serviceId, serviceType } from "./signalR.ts";
import { vaultId, vaultType } from "./vaults.ts";

function row(model: SandboxModel, id: string, type: string, resource: InstanceModel | SignalRModel | VaultModel): JsonObject {
  const { location = "", sku = null, tags = null, kind = "", identity = null } = resource.envelope;
  return {
    id,
    name: resource.name,
    type: type.toLowerCase(),
    tenantId: model.tenantId,
    kind,
    location,
    resourceGroup: resource.resourceGroup.toLowerCase(),
    subscriptionId: model.subscriptionId,
    managedBy: "",
    sku,
    plan: null,
    properties: resource.properties,
    tags,
    identity,
    zones: null,
    extendedLocation: null,
  };
}

function resources(model: SandboxModel): JsonObject[] {
  return [
    ...[...model.instances.values()].map((instance) => row(model, instanceId(instance), instanceType, instance)),
    ...[...model.services.values()].map((service) => row(model, serviceId(service), serviceType, service)),
    ...[...model.vaults.values()].map((vault) => row(model, vaultId(vault), vaultType, vault)),
  ];
}

function badRequest(message: string): ArmError {
  return new ArmError(400, "BadRequest", message);
}

function checkSubscriptions(model: SandboxModel, given: Json | undefined): void {
  if (given === undefined || given === null) return;
  const wanted = Array.isArray(given) ? given.map((each) => textOf(each).toLowerCase()) : [];
  if (!wanted.includes(model.subscriptionId.toLowerCase())) {
    throw badRequest(`There must be at least one subscription that is eligible to contain resources. Given: '${wanted.join(",")}'.`);
  }
}

function whole(options: JsonObject, name: string, least: number, most: number): number | undefined {
  const value = options[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    throw badRequest(`The value of '${name}' must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

interface Paging {
  readonly skip: number;
  readonly top: number;
}

function paging(options: JsonObject, pageSize: number): Paging {
  const token = options["$skipToken"];
  const [, skip, top] = typeof token === "string" ? (/^(\d{1,9}),(\d{1,4})$/.exec(Buffer.from(token, "base64url").toString("latin1")) ?? []) : [];
  if (typeof token === "string" && token !== "" && skip === undefined) {
    throw badRequest("The value of '$skipToken' is not one this service gave out.");
  }
  return {
    skip: skip === undefined ? (whole(options, "$skip", 0, 1_000_000) ?? 0) : Number(skip),
    top: whole(options, "$top", 1, 1000) ?? Number(top ?? pageSize),
  };
}

function columnType(values: readonly (Json | undefined)[]): string {
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  return kinds.has("object") ? "object" : kinds.has("number") ? "integer" : kinds.has("boolean") ? "boolean" : "string";
}

function table(rows: readonly JsonObject[]): Json {
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map((name) => ({ name, type: columnType(rows.map((each) => each[name])) }));
  return { columns, rows: rows.map((each) => names.map((name) => each[name] ?? null)) };
}

const query: Handler = (call, room) => {
  const body = isObject(call.body) ? call.body : {};
  const text = body["query"];
  if (typeof text !== "string" || text.trim() === "") throw badRequest("'query' must not be empty.");
  checkSubscriptions(room.model, body["subscriptions"]);
  const options = isObject(body["options"]) ? body["options"] : {};
  const format = options["resultFormat"] ?? "objectArray";
  if (format !== "objectArray" && format !== "table") throw badRequest("'resultFormat' must be table or objectArray.");
  const found = runQuery(text, resources(room.model));
  const { skip, top } = paging(options, room.pageSize);
  const rows = found.slice(skip, skip + top);
  const more = skip + rows.length < found.length;
  const token = more && found.every((each) => "id" in each) ? { $skipToken: Buffer.from(`${skip + top},${top}`).toString("base64url") } : {};
  return {
    status: 200,
    headers: { "x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05" },
    body: {
      totalRecords: found.length,
      count: rows.length,
      data: format === "table" ? table(rows) : [...rows],
      facets: [],
      resultTruncated: more ? "true" : "false",
      ...token,
    },
  };
};

export const resourceGraphRoutes: readonly Route[] = [{ template: "providers/Microsoft.ResourceGraph/resources", methods: { POST: query } }];
