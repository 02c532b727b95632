import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import type { default as AjvDraft04, ValidateFunction } from "ajv-draft-04";
import type { EvaluatedResource } from "./armTemplate.ts";
import { isObject } from "./deployed.ts";

// A CommonJS package whose types say that it is none.
const { default: Ajv }: { readonly default: typeof AjvDraft04.default } = createRequire(import.meta.url)("ajv-draft-04");

const folder = fileURLToPath(new URL("../../../../../shared/azure-specs/arm-schemas/schemas/", import.meta.url));

/** The reason for a test's skip where Microsoft's template schemas are absent; false where they are there. */
export const schemasMissing: string | false = existsSync(folder) ? false : "the official template schemas are not at ../shared/azure-specs/arm-schemas";

const envelope = ["name", "type", "apiVersion", "properties", "dependsOn", "resources", "location", "tags", "scope", "condition", "comments", "copy"];

function read(path: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(`${folder}${path}`, "utf8"));
}

export type TemplateResource = Omit<EvaluatedResource, "properties"> & { readonly properties?: unknown };

/** Says what Microsoft's template schema for a resource's type has against it; empty for nothing. Unknown members count (export-facts 2.4). */
export function armSchemas(): (resource: TemplateResource) => readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const management = read("2024-05-01/Microsoft.ApiManagement.json");
  ajv.addSchema(strict(read("common/definitions.json")));
  ajv.addSchema(strict(management));
  const definitions = management["resourceDefinitions"];
  const compiled = new Map<string, ValidateFunction>();
  return (resource) => {
    const name = Object.entries(isObject(definitions) ? definitions : {}).find(([, definition]) => JSON.stringify(definition).includes(`"enum":["${resource.type}"]`))?.[0];
    if (name === undefined) return [`There is no schema for ${resource.type}.`];
    const validate = compiled.get(name) ?? ajv.compile({ $ref: `${String(management["id"])}/resourceDefinitions/${name}` });
    compiled.set(name, validate);
    return validate(resource) ? [] : (validate.errors ?? []).map(({ instancePath, message = "", params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  };
}

/** Refuses members that the schema does not name, and takes a value that is both a name and an expression. */
function strict(schema: unknown): Readonly<Record<string, unknown>> {
  const walked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walked);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, each]) => [key === "oneOf" && JSON.stringify(each).includes("definitions.json#/definitions/expression") ? "anyOf" : key, walked(each)]);
    const inner: Readonly<Record<string, unknown>> = Object.fromEntries(entries);
    if (!isObject(inner["properties"]) || inner["type"] !== "object" || inner["additionalProperties"] !== undefined) return inner;
    const isResource = isObject(inner["properties"]["apiVersion"]);
    const properties = isResource ? { ...Object.fromEntries(envelope.map((name) => [name, {}])), ...inner["properties"] } : inner["properties"];
    return { ...inner, properties, additionalProperties: false };
  };
  const whole = walked(schema);
  return isObject(whole) ? whole : {};
}
