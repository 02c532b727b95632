import type { ExportedResource } from "./deployment.ts";
import type { HclItem } from "./hcl.ts";
import { hclString } from "./hcl.ts";
import type { JsonObject } from "../model.ts";
import { lastSegment } from "../paths.ts";
import type { ExportValue } from "./template.ts";
import { Template } from "./template.ts";

export const resourceTypes: Readonly<Record<ExportedResource["kind"], string>> = {
  api: "azurerm_api_management_api",
  operation: "azurerm_api_management_api_operation",
  apiPolicy: "azurerm_api_management_api_policy",
  operationPolicy: "azurerm_api_management_api_operation_policy",
  namedValue: "azurerm_api_management_named_value",
  product: "azurerm_api_management_product",
  productApi: "azurerm_api_management_product_api",
};

/** azurerm's names for ARM's properties (export-facts 3.1), in the order they are written. */
const attributes: Readonly<Record<string, string>> = {
  displayName: "display_name",
  description: "description",
  type: "api_type",
  path: "path",
  protocols: "protocols",
  serviceUrl: "service_url",
  method: "method",
  urlTemplate: "url_template",
  secret: "secret",
  value: "value",
  tags: "tags",
  approvalRequired: "approval_required",
  subscriptionRequired: "subscription_required",
};

export interface Surroundings {
  /** Address of a resource of the deployment; undefined for one that is not. */
  readonly address: (path: string) => string | undefined;
  /** A value as HCL. */
  readonly written: (value: ExportValue) => string;
  /** Address of the instance's data source. */
  readonly instance: string;
}

export function argumentsOf(resource: ExportedResource, around: Surroundings): readonly HclItem[] {
  const own = names(resource, around);
  const place: readonly HclItem[] = [
    { name: "api_management_name", text: `${around.instance}.name` },
    { name: "resource_group_name", text: `${around.instance}.resource_group_name` },
  ];
  if (resource.kind === "apiPolicy" || resource.kind === "operationPolicy") {
    return [...own, ...place, "", { name: "xml_content", text: around.written(resource.properties["value"] ?? "") }];
  }
  const plain = Object.entries(attributes).flatMap(([property, name]): readonly HclItem[] => {
    const value = resource.properties[property];
    return value === undefined ? [] : [{ name, text: around.written(value) }];
  });
  const published: readonly HclItem[] = resource.kind === "product" ? [{ name: "published", text: String(resource.properties["state"] === "published") }] : [];
  return [...own, ...place, ...plain, ...published, ...blocks(resource, around)];
}

function names({ kind, names: [first = "", second = ""] }: ExportedResource, { address }: Surroundings): readonly HclItem[] {
  const other = (name: string, path: string, attribute = name): HclItem => {
    const found = address(path);
    return { name, text: found === undefined ? hclString(lastSegment(path)) : `${found}.${attribute}` };
  };
  const api = (id: string): HclItem => other("api_name", `apis/${id}`, "name");
  const all: Readonly<Record<ExportedResource["kind"], () => readonly HclItem[]>> = {
    // Another revision would be another API; a change of it replaces the API (export-facts 3.2).
    api: () => [own("name", first), own("revision", "1")],
    namedValue: () => [own("name", first)],
    product: () => [own("product_id", first)],
    operation: () => [own("operation_id", second), api(first)],
    apiPolicy: () => [api(first)],
    operationPolicy: () => [other("operation_id", `apis/${first}/operations/${second}`), api(first)],
    productApi: () => [other("product_id", `products/${first}`), api(second)],
  };
  return all[kind]();
}

function own(name: string, text: string): HclItem {
  return { name, text: hclString(text) };
}

function blocks({ properties }: ExportedResource, { written }: Surroundings): readonly HclItem[] {
  const keys = properties["subscriptionKeyParameterNames"];
  const parameters = properties["templateParameters"];
  return [...(isRecord(keys) ? block("subscription_key_parameter_names", keys, ["header", "query"], written) : []), ...(Array.isArray(parameters) ? parameters.filter(isRecord).flatMap((each) => block("template_parameter", each, ["name", "type", "required", "description"], written)) : [])];
}

function block(name: string, values: JsonObject, order: readonly string[], written: Surroundings["written"]): readonly HclItem[] {
  const items = order.flatMap((property): readonly HclItem[] => {
    const value = values[property];
    // The provider wants to be told whether a template parameter is required; ARM's default is that it is not.
    return value === undefined ? (property === "required" ? [{ name: property, text: "false" }] : []) : [{ name: property, text: written(value) }];
  });
  return ["", { block: name, items }];
}

function isRecord(value: ExportValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Template);
}

