import { textOf } from "../model.ts";
import type { ApiEntity, InstanceModel, Json, JsonObject } from "../model.ts";
import { isObject } from "./call.ts";
import { fieldError, refusal, validationError } from "./errors.ts";
import { fieldErrors, knownFields } from "./fields.ts";
import type { ErrorDetail } from "./errors.ts";
import type { FieldRule } from "./fields.ts";

const protocols = ["http", "https", "ws", "wss"];

/** Lengths and kinds of ApiContractProperties (apimapis.json and definitions.json). */
const rules: readonly FieldRule[] = [
  { name: "displayName", kind: "string", required: true, least: 1, most: 300 },
  { name: "path", kind: "string", required: true, most: 400 },
  { name: "serviceUrl", kind: "string", most: 2000 },
  { name: "protocols", kind: "array" },
  { name: "type", kind: "string" },
  { name: "description", kind: "string" },
  { name: "subscriptionRequired", kind: "boolean" },
  { name: "subscriptionKeyParameterNames", kind: "object" },
  { name: "authenticationSettings", kind: "object" },
  { name: "apiRevisionDescription", kind: "string", most: 256 },
  { name: "apiVersion", kind: "string", most: 100 },
  { name: "apiVersionDescription", kind: "string", most: 256 },
  { name: "apiVersionSetId", kind: "string" },
  { name: "termsOfServiceUrl", kind: "string" },
  { name: "contact", kind: "object" },
  { name: "license", kind: "object" },
];

const importMembers = ["format", "value", "wsdlSelector"];

/** `type` of an API; absent stands for `http`, as in ARM's own answers. */
export function typeOf(properties: JsonObject): string {
  return typeof properties["type"] === "string" ? properties["type"] : "http";
}

/** The body's known members without nulls. `apiType` is the write-only import hint for `type`. */
export function knownMembers(body: JsonObject): JsonObject {
  if (importMembers.some((name) => name in body)) {
    throw refusal(
      "The sandbox cannot import API definitions (format, value, wsdlSelector); API Management may. Send path, serviceUrl and operations instead.",
    );
  }
  const given: JsonObject = { ...body, type: body["type"] ?? body["apiType"] ?? null };
  return knownFields(rules, given);
}

function protocolErrors(value: Json | undefined): ErrorDetail[] {
  if (!Array.isArray(value)) return [];
  const good = value.length > 0 && value.every((each) => protocols.includes(textOf(each)));
  return good ? [] : [{ target: "protocols", message: `'protocols' must hold one or more of: ${protocols.join(", ")}.` }];
}

function checkBackend(instance: InstanceModel, properties: JsonObject): void {
  const type = typeOf(properties);
  if (type !== "http" && type !== "websocket") {
    throw refusal(`The sandbox has APIs of the types http and websocket only, not '${type}': API Management may know it.`);
  }
  const serviceUrl = properties["serviceUrl"];
  if (type === "websocket") {
    const sku = isObject(instance.envelope["sku"]) ? instance.envelope["sku"]["name"] : undefined;
    if (serviceUrl === undefined) throw fieldError("serviceUrl", "'serviceUrl' must not be empty.");
    // The same text was seen for an empty serviceUrl in a tier that has WebSocket APIs.
    if (sku === "Consumption" || serviceUrl === "") throw refusal("WebSocket API type is not enabled for the service or sku");
  }
  const schemes = type === "websocket" ? /^wss?:\/\/[^/]/i : /^https?:\/\/[^/]/i;
  if (typeof serviceUrl === "string" && serviceUrl !== "" && !schemes.test(serviceUrl)) {
    throw fieldError("serviceUrl", `'serviceUrl' must be an absolute URL (${type === "websocket" ? "ws or wss" : "http or https"}).`);
  }
}

/** A suffix for comparison: without slashes at its ends, in lower case. */
function comparable(path: Json | undefined): string {
  return textOf(path)
    .replace(/^\/+|\/+$/g, "")
    .toLowerCase();
}

function checkPath(instance: InstanceModel, id: string, properties: JsonObject): void {
  const versionSet = properties["apiVersionSetId"];
  for (const other of instance.apis.values()) {
    const sameSet = versionSet !== undefined && versionSet === other.properties["apiVersionSetId"];
    if (other.id.toLowerCase() === id.toLowerCase() || sameSet || comparable(other.properties["path"]) !== comparable(properties["path"])) continue;
    const [name, path, otherName] = [textOf(properties["displayName"]), textOf(properties["path"]), textOf(other.properties["displayName"])];
    throw fieldError(
      "path",
      `Cannot create API '${name}' with the same Path '${path}' as API '${otherName}'  unless it's a part of the same version set`,
    );
  }
}

/**
 * Checks what an API is to become.
 * @param id the API's id without revision
 * @throws ArmError 400 naming what is wrong: fields, tier, backend, a suffix in use
 */
export function checkApi(instance: InstanceModel, id: string, properties: JsonObject, existing: ApiEntity | undefined): void {
  const errors = [...fieldErrors(rules, properties), ...protocolErrors(properties["protocols"])];
  if (errors.length > 0) throw validationError(errors);
  checkBackend(instance, properties);
  if (existing !== undefined && typeOf(existing.properties) !== typeOf(properties)) {
    throw fieldError("type", "The type of an API cannot be changed.");
  }
  checkPath(instance, id, properties);
}

/** What ARM adds to the properties of an API and how it writes them, as in the OpenAPI examples. */
export function asAnswered(properties: JsonObject, revision: { readonly apiRevision: string; readonly isCurrent: boolean }): JsonObject {
  const { displayName, description, serviceUrl, type, path, protocols: given, ...others } = properties;
  const webSocket = type === "websocket";
  const names = isObject(properties["subscriptionKeyParameterNames"]) ? properties["subscriptionKeyParameterNames"] : undefined;
  const defaults = { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" };
  const written = Array.isArray(given) ? protocols.filter((each) => given.includes(each)) : [webSocket ? "wss" : "https"];
  return {
    displayName: displayName ?? "",
    apiRevision: revision.apiRevision,
    ...(description === undefined ? {} : { description }),
    subscriptionRequired: true,
    ...(serviceUrl === undefined ? {} : { serviceUrl }),
    ...(webSocket ? { type } : {}),
    path: path ?? "",
    protocols: written,
    authenticationSettings: null,
    ...others,
    subscriptionKeyParameterNames: names ?? (webSocket ? null : defaults),
    isCurrent: revision.isCurrent,
    isOnline: true,
  };
}
