import { samePolicy } from "./policies/compare.ts";
import { samePath, sameUrl, trimSlashes } from "./paths.ts";
import type { ArmResource, JsonObject, JsonValue } from "./model.ts";

type Same = (wanted: JsonValue, found: JsonValue | undefined) => boolean;

/** How each property is compared: by what it means to the instance, with ARM's defaults for what an answer leaves out. */
const rules: Readonly<Record<string, Same>> = {
  type: (wanted, found) => text(wanted) === text(found, "http"),
  path: (wanted, found) => samePath(text(wanted), text(found)),
  protocols: (wanted, found) => protocolSet(wanted) === protocolSet(found),
  serviceUrl: (wanted, found) => sameUrl(text(wanted), text(found)),
  subscriptionRequired: (wanted, found) => wanted === (found ?? true),
  method: (wanted, found) => text(wanted).toUpperCase() === text(found).toUpperCase(),
  urlTemplate: (wanted, found) => trimSlashes(text(wanted)) === trimSlashes(text(found)),
  displayName: (wanted, found) => wanted === found,
  description: (wanted, found) => text(wanted) === text(found),
  value: (wanted, found) => text(wanted) === text(found) || (text(wanted).includes("<policies") && samePolicy(text(wanted), text(found))),
  // A policy means the same in every format it is sent or given in.
  format: () => true,
};

export function sameProperty(name: string, wanted: JsonValue, found: JsonValue | undefined): boolean {
  const rule = rules[name];
  return rule === undefined ? JSON.stringify(wanted) === JSON.stringify(found) : rule(wanted, found);
}

/** Names of the properties of `wanted` that `found` does not have as wanted. */
export function differences(wanted: JsonObject, found: JsonObject): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]) => (sameProperty(name, value, found[name]) ? [] : [name]));
}

/** The named properties of a resource, leaving out those it does not have. */
export function pick(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

/** A text property, empty where absent. */
export function textOf(resource: ArmResource, name: string): string {
  return text(resource.properties[name]);
}

/** `properties.type` of an API; ARM leaves out the default. */
export function apiType(api: ArmResource): string {
  return text(api.properties["type"], "http");
}

function text(value: JsonValue | undefined, otherwise = ""): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** The service may give protocols in another order than they were sent; without any, https is meant. */
function protocolSet(value: JsonValue | undefined): string {
  const list = Array.isArray(value) && value.length > 0 ? value : ["https"];
  return [...new Set(list.map((item) => String(item).toLowerCase()))].toSorted().join(",");
}
