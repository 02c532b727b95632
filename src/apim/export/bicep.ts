import { signature } from "../marker.ts";
import type { Deployment, ExportedResource } from "./deployment.ts";
import { isHandshake } from "./deployment.ts";
import type { ExportFile } from "./exportFiles.ts";
import { commonParameters, names, schemes, secretWords } from "./parameters.ts";
import type { Parameter, Words } from "./parameters.ts";
import { camelCase, symbolsOf } from "./symbols.ts";
import type { ExportValue, Reference } from "./template.ts";
import { isBlock, Template, withPlaceholder } from "./template.ts";
import { apiManagementVersion, signalRVersion } from "./versions.ts";

const types: Readonly<Record<ExportedResource["kind"], string>> = {
  api: "apis",
  operation: "apis/operations",
  apiPolicy: "apis/policies",
  operationPolicy: "apis/operations/policies",
  namedValue: "namedValues",
  product: "products",
  productApi: "products/apis",
};

/** `main.bicep`, which can be deployed or used as a module, and a parameter file. */
export function bicepFiles(deployment: Deployment): readonly ExportFile[] {
  const { apim, others } = commonParameters(deployment);
  const signalR: Parameter = { words: names.signalR, type: "string", description: "Name of the SignalR Service.", minLength: 3, maxLength: 63, example: deployment.service.name };
  const parameters = [apim, signalR, ...others];
  const group = [`@description('Resource group of the SignalR Service.')`, `param ${nameOf(names.signalRGroup)} string = resourceGroup().name`].join("\n");
  const sections = [
    `// ${signature}: ${deployment.plan.name}, layout ${deployment.plan.layout}.\n// Deploy it to the resource group of the API Management instance, or use it as a module. Neither the instance nor the service is changed.`,
    ...parameters.map(parameter),
    group,
    existing("apim", `Microsoft.ApiManagement/service@${apiManagementVersion}`, [`name: ${nameOf(names.apim)}`]),
    existing("signalR", `Microsoft.SignalRService/signalR@${signalRVersion}`, [`name: ${nameOf(names.signalR)}`, `scope: resourceGroup(${nameOf(names.signalRGroup)})`]),
    variables(deployment),
    ...resources(deployment),
    ...outputs(deployment),
  ];
  const values = [...parameters.filter(({ example }) => example !== undefined).map(({ words, example }) => `param ${nameOf(words)} = ${literal(example ?? "")}`), `param ${nameOf(names.signalRGroup)} = ${literal(deployment.service.resourceGroup)}`];
  const secrets = parameters.filter(({ secret }) => secret).map(({ words }) => `// Never written down here: take it from a key vault (az.getSecret) or give it on the command line.\nparam ${nameOf(words)} = ''`);
  return [
    { path: "main.bicep", text: `${sections.join("\n\n")}\n` },
    { path: "main.bicepparam", parameters: true, text: `using './main.bicep'\n\n${[...values, ...secrets].join("\n")}\n` },
  ];
}

function parameter({ words, type, description, fallback, minLength, maxLength, secret }: Parameter): string {
  const lines = [
    `@description(${literal(description)})`,
    ...(secret === true ? ["@secure()"] : []),
    ...(minLength === undefined ? [] : [`@minLength(${minLength})`]),
    ...(maxLength === undefined ? [] : [`@maxLength(${maxLength})`]),
    `param ${nameOf(words)} ${type}${fallback === undefined ? "" : ` = ${literal(fallback)}`}`,
  ];
  return lines.join("\n");
}

function existing(symbol: string, type: string, lines: readonly string[]): string {
  return [`resource ${symbol} '${type}' existing = {`, ...lines.map((line) => `  ${line}`), "}"].join("\n");
}

function variables({ host, gatewayUrl }: Deployment): string {
  const port = host.includes(":") ? "'${signalR.properties.hostName}:${signalR.properties.publicPort}'" : "signalR.properties.hostName";
  return [
    `var signalRHost = ${port}`,
    `var suffixStart = empty(${nameOf(names.prefix)}) ? '' : '\${${nameOf(names.prefix)}}/'`,
    `var gatewayAddress = ${gatewayUrl === undefined ? "apim.properties.gatewayUrl" : nameOf(names.gateway)}`,
  ].join("\n");
}

function resources(deployment: Deployment): readonly string[] {
  const symbols = symbolsOf(deployment);
  const symbol = (path: string): string => camelCase(symbols.get(path) ?? []);
  const declared = new Set<string>();
  return deployment.resources.flatMap((resource, index) => {
    const before = deployment.resources[index - 1];
    const parent = parentOf(resource, symbol, declared);
    const chained = before === undefined || symbol(before.path) === parent.symbol ? [] : [`  dependsOn: [\n    ${symbol(before.path)}\n  ]`];
    declared.add(resource.path);
    const lines = [
      `resource ${symbol(resource.path)} 'Microsoft.ApiManagement/service/${types[resource.kind]}@${apiManagementVersion}' = {`,
      `  parent: ${parent.symbol}`,
      `  name: ${literal(resource.names.at(-1) ?? "")}`,
      ...(Object.keys(resource.properties).length === 0 ? [] : [`  properties: ${object(resource.properties, "  ", deployment)}`]),
      ...chained,
      "}",
    ];
    return [...(parent.declaration === undefined ? [] : [parent.declaration]), lines.join("\n")];
  });
}

/** What a resource hangs on: one that is declared here, the instance, or one that exists by itself. */
function parentOf(resource: ExportedResource, symbol: (path: string) => string, declared: Set<string>): { readonly symbol: string; readonly declaration?: string } {
  const { kind, path, names: along } = resource;
  const [first = "", second = ""] = along;
  if (kind === "api" || kind === "namedValue" || kind === "product") return { symbol: "apim" };
  const owner = path.replace(/\/policies\/policy$|\/operations\/[^/]+$|\/apis\/[^/]+$/, "");
  if (!isHandshake(resource) && declared.has(owner)) return { symbol: symbol(owner) || "product" };
  if (kind === "productApi") {
    declared.add(owner);
    return { symbol: "product", declaration: existing("product", `Microsoft.ApiManagement/service/products@${apiManagementVersion}`, ["parent: apim", `name: ${literal(first)}`]) };
  }
  const handshake = `${symbol(path)}Operation`;
  return { symbol: handshake, declaration: existing(handshake, `Microsoft.ApiManagement/service/apis/operations@${apiManagementVersion}`, [`parent: ${symbol(`apis/${first}`)}`, `name: ${literal(second)}`]) };
}

function outputs({ plan, resources: all, ...deployment }: Deployment): readonly string[] {
  const symbols = symbolsOf({ plan, resources: all, ...deployment });
  const { http, ws } = schemes(plan);
  const ids = all.filter(({ kind }) => kind === "api").map(({ path }) => `  ${camelCase(symbols.get(path) ?? [])}.id`);
  const address =
    plan.clientEndpoint === null
      ? `@description('Where clients open their WebSocket.')\noutput clientUrl string = '\${replace(gatewayAddress, '${http}', '${ws}')}/\${${nameOf(names.prefix)}}'`
      : `@description('Goes into the connection string of the app as ClientEndpoint.')\noutput clientEndpoint string = '\${gatewayAddress}/\${suffixStart}'`;
  return [address, `@description('Resource ids of the APIs.')\noutput apiIds array = [\n${ids.join("\n")}\n]`];
}

function object(properties: Readonly<Record<string, ExportValue>>, indent: string, deployment: Deployment): string {
  const lines = Object.entries(properties).map(([name, value]) => `${indent}  ${key(name)}: ${written(value, `${indent}  `, deployment)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

function written(value: ExportValue, indent: string, deployment: Deployment): string {
  if (value instanceof Template) return template(value, deployment);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[\n${value.map((item: ExportValue) => `${indent}  ${written(item, `${indent}  `, deployment)}`).join("\n")}\n${indent}]`;
  if (typeof value === "object" && value !== null) return object(value as Readonly<Record<string, ExportValue>>, indent, deployment);
  return typeof value === "number" ? String(value) : literal(value ?? "");
}

function template(value: Template, { resources: all }: Deployment): string {
  const reference = (to: Reference): string => (to.to === "secret" ? nameOf(secretWords(to.of, all)) : referenceNames[to.to]);
  const [only, ...more] = value.parts;
  if (only !== undefined && typeof only !== "string" && more.length === 0) return reference(only);
  if (isBlock(value)) {
    const { text, placeholder } = withPlaceholder(value);
    return `replace(${literal(text)}, ${literal(placeholder)}, signalRHost)`;
  }
  return `'${value.parts.map((part) => (typeof part === "string" ? escaped(part) : `\${${reference(part)}}`)).join("")}'`;
}

const referenceNames = { signalRHost: "signalRHost", pathPrefix: camelCase(names.prefix), suffixStart: "suffixStart", subscriptionRequired: camelCase(names.subscription) };

/** A value as Bicep writes it. A text of several lines stays as it reads, unless it holds what would end it. */
export function literal(value: string | boolean): string {
  if (typeof value === "boolean") return String(value);
  return value.includes("\n") && !value.includes("'''") && !value.endsWith("'") ? `'''\n${value}'''` : `'${escaped(value)}'`;
}

/** Export-facts 2.3: these are the only escapes there are, and `${` is the only thing a dollar sign means. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    .replaceAll("${", "\\${")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/\p{Cc}/gu, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : literal(name);
}

function nameOf(words: Words): string {
  return camelCase(words);
}
