import type { Node } from "web-tree-sitter";
import type { JsonObject, JsonValue } from "../../../../src/apim/model.ts";
import { parseBicep } from "./bicepSyntax.ts";
import type { Deployed, DeployedResource, World } from "./deployed.ts";
import { inOrder, isObject } from "./deployed.ts";
import { templateFunction } from "./functions.ts";

/** A resource as an expression sees it. */
interface Resource {
  readonly symbol: string;
  readonly type: string;
  readonly existing: boolean;
  /** Under the instance; empty for the instance and the service. */
  readonly path: string;
  readonly id: string;
  readonly properties: JsonObject;
}

/**
 * What deploying a Bicep file would write.
 * @throws Error for what is not Bicep or names what is not declared: symbols, functions, members, parents that do not fit
 */
export async function deployBicep(text: string, world: World): Promise<Deployed> {
  const root = await parseBicep(text);
  const scope = new Map<string, unknown>();
  const resources: DeployedResource[] = [];
  const outputs: Record<string, unknown> = {};
  const value = (node: Node): unknown => evaluate(node, scope, world);
  for (const node of root.namedChildren.filter((child) => child !== null)) {
    const [name, ...rest] = node.namedChildren.filter((child) => child !== null);
    if (name === undefined) continue;
    if (node.type === "parameter_declaration") {
      const given = world.parameters[name.text] ?? (rest[1] === undefined ? undefined : value(rest[1]));
      if (given === undefined) throw new Error(`The parameter ${name.text} has no value.`);
      scope.set(name.text, given);
    } else if (node.type === "variable_declaration" && rest[0] !== undefined) {
      scope.set(name.text, value(rest[0]));
    } else if (node.type === "output_declaration" && rest[1] !== undefined) {
      outputs[name.text] = value(rest[1]);
    } else if (node.type === "resource_declaration") {
      const { resource, after } = declared(node, scope, world);
      scope.set(name.text, resource);
      if (!resource.existing) resources.push({ path: resource.path, properties: resource.properties, after });
    } else if (node.type !== "decorators" && node.type !== "comment") {
      throw new Error(`A ${node.type} is not judged.`);
    }
  }
  return { resources: inOrder(resources), outputs };
}

function declared(node: Node, scope: ReadonlyMap<string, unknown>, world: World): { readonly resource: Resource; readonly after: readonly string[] } {
  const [name, type, body] = node.namedChildren.filter((child) => child !== null);
  if (name === undefined || type === undefined || body?.type !== "object") throw new Error(`A resource without a body: ${node.text.slice(0, 60)}`);
  const members = new Map(body.namedChildren.filter((child) => child !== null).map((property) => [property.namedChildren[0]?.text ?? "", property.namedChildren[1]]));
  const unknown = [...members.keys()].filter((member) => !["name", "parent", "scope", "properties", "dependsOn"].includes(member));
  if (unknown.length > 0) throw new Error(`${name.text} has ${unknown.join(", ")}, which no resource has.`);
  const member = (key: string): unknown => {
    const held = members.get(key);
    return held === null || held === undefined ? undefined : evaluate(held, scope, world);
  };
  const [typeName = "", version = ""] = String(evaluate(type, scope, world)).split("@");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(version)) throw new Error(`${name.text} has no API version.`);
  const own = { symbol: name.text, type: typeName, existing: /^resource \w+ '[^']+' existing = /.test(node.text), properties: asObject(member("properties") ?? {}) };
  if (typeName === "Microsoft.ApiManagement/service") return { resource: { ...own, path: "", id: "apim", properties: { gatewayUrl: world.gatewayUrl } }, after: [] };
  if (typeName === "Microsoft.SignalRService/signalR") return { resource: { ...own, path: "", id: "signalR", properties: { ...world.signalR } }, after: [] };
  const parent = member("parent");
  if (!isResource(parent)) throw new Error(`${name.text} has no parent.`);
  if (typeName.slice(0, typeName.lastIndexOf("/")) !== parent.type) throw new Error(`${name.text} of type ${typeName} cannot hang on a ${parent.type}.`);
  const kind = typeName.slice(typeName.lastIndexOf("/") + 1);
  const path = [...(parent.path === "" ? [] : [parent.path]), kind, String(member("name"))].join("/");
  const waits = member("dependsOn") ?? [];
  const others = Array.isArray(waits) ? waits.filter(isResource) : [];
  return { resource: { ...own, path, id: `apim/${path}` }, after: [parent, ...others].filter(({ existing }) => !existing).map((each) => each.path) };
}

function evaluate(node: Node, scope: ReadonlyMap<string, unknown>, world: World): unknown {
  const inner = node.namedChildren.filter((child) => child !== null);
  const value = (child: Node | undefined): unknown => {
    if (child === undefined) throw new Error(`Something is missing in ${node.text}`);
    return evaluate(child, scope, world);
  };
  switch (node.type) {
    case "string":
      return textOf(node, (child) => value(child));
    case "boolean":
      return node.text === "true";
    case "number":
      return Number(node.text);
    case "identifier":
      if (!scope.has(node.text)) throw new Error(`${node.text} is not declared.`);
      return scope.get(node.text);
    case "array":
      return inner.map(value);
    case "object":
      return Object.fromEntries(inner.map((property) => [String(property.namedChildren[0]?.type === "string" ? value(property.namedChildren[0] ?? undefined) : property.namedChildren[0]?.text), value(property.namedChildren[1] ?? undefined)]));
    case "ternary_expression":
      return value(inner[0]) === true ? value(inner[1]) : value(inner[2]);
    case "member_expression":
      return memberOf(value(inner[0]), inner[1]?.text ?? "");
    case "call_expression":
      return called(inner[0]?.text ?? "", (inner[1]?.namedChildren ?? []).filter((child) => child !== null).map(value), world);
    default:
      throw new Error(`A ${node.type} is not judged: ${node.text}`);
  }
}

function called(name: string, args: readonly unknown[], world: World): unknown {
  return name === "resourceGroup" ? { name: args[0] ?? "rg" } : templateFunction(name, args, world);
}

function memberOf(from: unknown, name: string): unknown {
  if (!isObject(from) || from[name] === undefined) throw new Error(`There is no member ${name}.`);
  return from[name];
}

/** Read from the raw text: the tree leaves escapes out (export-facts 2.3). */
function textOf(node: Node, value: (child: Node) => unknown): string {
  if (node.text.startsWith("'''")) return node.text.slice(3, -3).replace(/^\r?\n/, "");
  const holes = node.namedChildren.filter((child) => child?.type === "interpolation").filter((child) => child !== null);
  let result = "";
  let at = node.startIndex + 1;
  const source = node.tree.rootNode.text;
  for (const hole of holes) {
    const [expression] = hole.namedChildren.filter((child) => child !== null);
    const held = expression === undefined ? undefined : value(expression);
    if (typeof held !== "string" && typeof held !== "number") throw new Error(`${hole.text} is no text.`);
    result += unescaped(source.slice(at, hole.startIndex)) + String(held);
    at = hole.endIndex;
  }
  return result + unescaped(source.slice(at, node.endIndex - 1));
}

function unescaped(text: string): string {
  const short: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
  return text.replace(/\\(?:u\{([\da-f]+)\}|(.))/gi, (_all, hex: string | undefined, character: string) => (hex === undefined ? (short[character] ?? character) : String.fromCodePoint(Number.parseInt(hex, 16))));
}

function isResource(value: unknown): value is Resource {
  return isObject(value) && typeof value["path"] === "string" && typeof value["symbol"] === "string";
}

function asObject(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error("Properties are no object.");
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asJson(each)]));
}

function asJson(value: unknown): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(asJson);
  return asObject(value);
}
