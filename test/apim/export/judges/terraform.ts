import { createRequire } from "node:module";
import type { JsonObject, JsonValue } from "../../../../src/apim/model.ts";
import { armExpression } from "./armExpression.ts";
import type { Deployed, DeployedResource, World } from "./deployed.ts";
import { inOrder, isObject } from "./deployed.ts";
import { argumentTable } from "./terraformArguments.ts";

// Its own types bring the browser's globals into every file of this project.
const { parse }: { readonly parse: (name: string, text: string) => Promise<unknown> } = createRequire(import.meta.url)("@cdktf/hcl2json");

type Block = Readonly<Record<string, unknown>>;

/**
 * What applying a Terraform root module would write, read with HashiCorp's own parser.
 * @param files texts by path
 * @throws Error for syntax, arguments the provider does not have or misses, and references to what is not declared
 */
export async function applyTerraform(files: ReadonlyMap<string, string>, world: World): Promise<Deployed> {
  const module: Record<string, Block[]> = {};
  for (const [path, text] of files) {
    if (!path.endsWith(".tf")) continue;
    const parsed = await parse(path, text);
    for (const [kind, blocks] of Object.entries(isObject(parsed) ? parsed : {})) (module[kind] ??= []).push(...(Array.isArray(blocks) ? blocks : [blocks]).filter(isObject));
  }
  const declared = merged(module["resource"] ?? []);
  const variables = new Map((module["variable"] ?? []).flatMap((each) => Object.entries(each)).map(([name, blocks]) => [name, first(blocks)]));
  const locals = new Map((module["locals"] ?? []).flatMap((each) => Object.entries(each)));
  const lookUp = (path: string): unknown => {
    const [kind = "", ...rest] = path.split(".");
    if (kind === "var") {
      const variable = variables.get(rest[0] ?? "");
      const value = world.parameters[rest[0] ?? ""] ?? variable?.["default"];
      if (variable === undefined || value === undefined) throw new Error(`${path} is not declared, or has no value.`);
      return value;
    }
    if (kind === "local") return text(locals.get(rest[0] ?? "") ?? "", lookUp);
    if (path.startsWith("data.azurerm_api_management.apim.")) return { name: "apim", resource_group_name: "rg", gateway_url: world.gatewayUrl }[rest[2] ?? ""];
    const block = declared.get(`${kind}.${rest[0] ?? ""}`);
    if (block === undefined) throw new Error(`${path} is not declared.`);
    return rest[1] === "id" ? path : text(block[rest[1] ?? ""] ?? "", lookUp);
  };
  const pathAt = new Map([...declared].map(([name, block]) => [name, pathOf(name, block, lookUp)]));
  const resources = [...declared].map(([name, block]): DeployedResource => {
    argumentTable(name.split(".")[0] ?? "", block);
    const waits = Array.isArray(block["depends_on"]) ? block["depends_on"] : [];
    const referred = [...JSON.stringify(block).matchAll(/\$\{(azurerm_\w+\.\w+)\./g)].map(([, found]) => found ?? "");
    const after = [...waits.map(address), ...referred].map((each) => pathAt.get(each) ?? each);
    return { path: pathAt.get(name) ?? "", properties: propertiesOf(name, block, lookUp), after };
  });
  const outputs = Object.fromEntries((module["output"] ?? []).flatMap((each) => Object.entries(each)).map(([name, blocks]) => [name, text(first(blocks)?.["value"] ?? "", lookUp)]));
  return { resources: inOrder(resources), outputs };
}

function address(reference: unknown): string {
  return /^\$\{(.*)\}$/.exec(String(reference))?.[1] ?? String(reference);
}

function merged(blocks: readonly Block[]): ReadonlyMap<string, Block> {
  return new Map(blocks.flatMap((each) => Object.entries(each).flatMap(([type, labelled]) => Object.entries(isObject(labelled) ? labelled : {}).map(([label, inner]) => [`${type}.${label}`, first(inner) ?? {}] as const))));
}

function first(value: unknown): Block | undefined {
  const [block] = Array.isArray(value) ? value : [];
  return isObject(block) ? block : undefined;
}

/** A text of hcl2json: templates as `${…}`, `$${` and `%%{` still escaped. */
function text(value: unknown, lookUp: (path: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => text(each, lookUp));
  if (typeof value !== "string") return value;
  const whole = /^\$\{((?:var|local|data|azurerm_\w+)[\w.]+)\}$/.exec(value)?.[1];
  if (whole !== undefined) return lookUp(whole);
  const choice = /^\$\{([\w.]+) == "" \? "" : "\$\{([\w.]+)\}\/"\}$/.exec(value);
  if (choice !== null) return lookUp(choice[1] ?? "") === "" ? "" : `${String(lookUp(choice[2] ?? ""))}/`;
  return value
    .replace(/(?<!\$)\$\{([^}"]*(?:"[^"]*"[^}"]*)*)\}/g, (_all, inner: string) => {
      if (/^[\w.]+$/.test(inner)) return String(lookUp(inner));
      // The one function in use has the same meaning in both languages.
      const argument = /^replace\(([\w.]+), /.exec(inner)?.[1] ?? "";
      return String(armExpression(inner.replace(argument, `'${String(lookUp(argument))}'`).replaceAll('"', "'"), (_name, [from, what, by]) => String(from).replaceAll(String(what), String(by))));
    })
    .replaceAll("$${", "${")
    .replaceAll("%%{", "%{");
}

function pathOf(address: string, block: Block, lookUp: (path: string) => unknown): string {
  const value = (name: string): string => String(text(block[name] ?? "", lookUp));
  const paths: Readonly<Record<string, () => string>> = {
    azurerm_api_management_api: () => `apis/${value("name")}`,
    azurerm_api_management_api_operation: () => `apis/${value("api_name")}/operations/${value("operation_id")}`,
    azurerm_api_management_api_policy: () => `apis/${value("api_name")}/policies/policy`,
    azurerm_api_management_api_operation_policy: () => `apis/${value("api_name")}/operations/${value("operation_id")}/policies/policy`,
    azurerm_api_management_named_value: () => `namedValues/${value("name")}`,
    azurerm_api_management_product: () => `products/${value("product_id")}`,
    azurerm_api_management_product_api: () => `products/${value("product_id")}/apis/${value("api_name")}`,
  };
  const found = paths[address.split(".")[0] ?? ""];
  if (found === undefined) throw new Error(`${address} is not judged.`);
  return found();
}

const properties: Readonly<Record<string, string>> = { display_name: "displayName", description: "description", api_type: "type", path: "path", protocols: "protocols", service_url: "serviceUrl", subscription_required: "subscriptionRequired", method: "method", url_template: "urlTemplate", xml_content: "value", secret: "secret", value: "value", tags: "tags", approval_required: "approvalRequired" };

/** The body the provider would send. */
function propertiesOf(address: string, block: Block, lookUp: (path: string) => unknown): JsonObject {
  const entries = Object.entries(block).flatMap(([name, value]): [string, JsonValue][] => {
    const property = properties[name];
    return property === undefined ? [] : [[property, asJson(text(value, lookUp))]];
  });
  const policy = block["xml_content"] === undefined ? [] : [["format", "rawxml"] as const];
  const product = address.startsWith("azurerm_api_management_product.") ? [["state", block["published"] === true ? "published" : "notPublished"] as const] : [];
  const keys = first(block["subscription_key_parameter_names"]);
  return { ...Object.fromEntries([...entries, ...policy, ...product]), ...(keys && { subscriptionKeyParameterNames: { header: asJson(text(keys["header"] ?? null, lookUp)), query: asJson(text(keys["query"] ?? null, lookUp)) } }) };
}

function asJson(value: unknown): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(asJson);
  throw new Error(`${JSON.stringify(value)} cannot stand in a resource.`);
}
