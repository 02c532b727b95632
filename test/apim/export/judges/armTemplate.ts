import type { JsonObject, JsonValue } from "../../../../src/apim/model.ts";
import { armExpression } from "./armExpression.ts";
import type { Deployed, DeployedResource, World } from "./deployed.ts";
import { inOrder, isObject } from "./deployed.ts";
import { instanceId, templateFunction } from "./functions.ts";

interface Template {
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly defaultValue?: unknown; readonly minLength?: number; readonly maxLength?: number }>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly resources: readonly { readonly type: string; readonly apiVersion: string; readonly name: string; readonly dependsOn?: readonly string[]; readonly properties?: unknown }[];
  readonly outputs: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
}

/** A resource of the template with every expression in it replaced by its value. */
export interface EvaluatedResource {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly properties: JsonObject;
}

/**
 * What deploying an ARM template would write, evaluated as Resource Manager does.
 * @throws Error for what it would refuse: unknown parameters and functions, names that do not fit their type, dependencies on nothing
 */
export function deployArm(text: string, world: World): Deployed & { readonly evaluated: readonly EvaluatedResource[] } {
  const template: Template = JSON.parse(text);
  checkEnvelope(JSON.parse(text));
  const given = (name: string): unknown => {
    const declared = template.parameters[name];
    if (declared === undefined) throw new Error(`The parameter ${name} is not declared.`);
    const value = world.parameters[name] ?? (declared.defaultValue === "[resourceGroup().name]" ? "rg" : unbracketed(declared.defaultValue));
    if (typeof value !== (declared.type === "bool" ? "boolean" : "string")) throw new Error(`The parameter ${name} has no value of its type.`);
    return value;
  };
  const evaluate = (value: unknown): JsonValue => {
    if (typeof value === "string") return expressionIn(value) === undefined ? String(unbracketed(value)) : asJson(armExpression(expressionIn(value) ?? "", call));
    if (Array.isArray(value)) return value.map(evaluate);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, evaluate(each)])) : asJson(value);
  };
  const call = (name: string, args: readonly unknown[]): unknown => {
    if (name === "if") return args[0] === true ? args[1] : args[2];
    if (name === "parameters") return given(String(args[0]));
    if (name !== "variables") return templateFunction(name, args, world);
    const variable = template.variables[String(args[0])];
    if (variable === undefined) throw new Error(`The variable ${String(args[0])} is not declared.`);
    if (JSON.stringify(variable).includes("reference(")) throw new Error("A variable cannot look a resource up.");
    return evaluate(variable);
  };
  const evaluated = template.resources.map(({ type, apiVersion, name, properties }) => ({ type, apiVersion, name: textOf(evaluate(name)), properties: asObject(evaluate(properties ?? {})) }));
  const paths = new Map(evaluated.map(({ type, name }) => [idOf(type, name), pathOf(type, name)]));
  const resources = evaluated.map(({ type, name, properties }, index): DeployedResource => {
    const after = (template.resources[index]?.dependsOn ?? []).map((each) => paths.get(textOf(evaluate(each))) ?? textOf(evaluate(each)));
    return { path: pathOf(type, name), properties, after };
  });
  return { evaluated, resources: inOrder(resources), outputs: Object.fromEntries(Object.entries(template.outputs).map(([name, { value }]) => [name, evaluate(value)])) };
}

/** There is no official schema of the envelope at hand, so these are its rules (export-facts 2.4). */
function checkEnvelope(template: Readonly<Record<string, unknown>>): void {
  const known = ["$schema", "contentVersion", "metadata", "parameters", "variables", "resources", "outputs"];
  const foreign = Object.keys(template).filter((name) => !known.includes(name));
  if (foreign.length > 0 || template["$schema"] !== "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#" || template["contentVersion"] !== "1.0.0.0") {
    throw new Error(`Not a deployment template: ${foreign.join(", ")}`);
  }
}

function expressionIn(text: string): string | undefined {
  return text.startsWith("[") && text.endsWith("]") && !text.startsWith("[[") ? text.slice(1, -1) : undefined;
}

function unbracketed(value: unknown): unknown {
  return typeof value === "string" && value.startsWith("[[") && value.endsWith("]") ? value.slice(1) : value;
}

/** `a/apis/operations` named `x/y/z` → `…/x/apis/y/operations/z`. @throws Error where they do not fit */
function idOf(type: string, name: string): string {
  const kinds = type.split("/").slice(2);
  const [instance, ...names] = name.split("/");
  if (kinds.length !== names.length) throw new Error(`The name ${name} does not fit the type ${type}.`);
  return `${instanceId}/${[instance, ...kinds.flatMap((kind, index) => [kind, names[index] ?? ""])].join("/")}`;
}

function pathOf(type: string, name: string): string {
  return idOf(type, name).slice(instanceId.length + 1).split("/").slice(1).join("/");
}

function textOf(value: JsonValue): string {
  if (typeof value !== "string") throw new Error(`${JSON.stringify(value)} is no text.`);
  return value;
}

function asJson(value: unknown): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new Error(`${JSON.stringify(value)} cannot stand in a resource.`);
}

function asObject(value: JsonValue): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("Properties are no object.");
  return Object.fromEntries(Object.entries(value));
}
