import { signature } from "../marker.ts";
import type { JsonValue } from "../model.ts";
import type { Deployment, ExportedResource } from "./deployment.ts";
import type { ExportFile } from "./exportFiles.ts";
import { commonParameters, names, schemes, secretWords } from "./parameters.ts";
import type { Parameter, Words } from "./parameters.ts";
import { camelCase } from "./symbols.ts";
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

/** `azuredeploy.json` and a parameter file. */
export function armFiles(deployment: Deployment): readonly ExportFile[] {
  const { apim, others } = commonParameters(deployment);
  const signalR: Parameter = { words: names.signalR, type: "string", description: "Name of the SignalR Service.", minLength: 3, maxLength: 63, example: deployment.service.name };
  const group: Parameter = { words: names.signalRGroup, type: "string", description: "Resource group of the SignalR Service.", fallback: "[resourceGroup().name]", example: deployment.service.resourceGroup };
  const parameters = [apim, signalR, group, ...others];
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    metadata: { description: `${signature}: ${deployment.plan.name}, layout ${deployment.plan.layout}. Deploy it to the resource group of the API Management instance. Neither the instance nor the service is changed.` },
    parameters: Object.fromEntries(parameters.map((each) => [camelCase(each.words), parameter(each, each === group)])),
    variables: { suffixStart: `[if(empty(${parameterOf(names.prefix)}), '', concat(${parameterOf(names.prefix)}, '/'))]` },
    resources: deployment.resources.map((resource, index) => resourceOf(resource, deployment.resources[index - 1], deployment)),
    outputs: outputs(deployment),
  };
  const values = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
    contentVersion: "1.0.0.0",
    parameters: Object.fromEntries(parameters.flatMap(({ words, example, secret }) => (secret === true ? [[camelCase(words), { value: "" }]] : example === undefined ? [] : [[camelCase(words), { value: example }]]))),
  };
  return [
    { path: "azuredeploy.json", text: `${JSON.stringify(template, null, 2)}\n` },
    { path: "azuredeploy.parameters.json", parameters: true, text: `${JSON.stringify(values, null, 2)}\n` },
  ];
}

/** @param expression the default is one, and not a text that begins like one */
function parameter({ type, description, fallback, minLength, maxLength, secret }: Parameter, expression: boolean): object {
  return {
    type: secret === true ? "securestring" : type,
    ...(fallback !== undefined && { defaultValue: typeof fallback === "string" && !expression ? literal(fallback) : fallback }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    metadata: { description },
  };
}

function resourceOf({ kind, names: along, properties }: ExportedResource, before: ExportedResource | undefined, deployment: Deployment): object {
  return {
    type: `Microsoft.ApiManagement/service/${types[kind]}`,
    apiVersion: apiManagementVersion,
    name: `[concat(${parameterOf(names.apim)}, ${quoted(`/${along.join("/")}`)})]`,
    ...(before !== undefined && { dependsOn: [`[${resourceId(before)}]`] }),
    ...(Object.keys(properties).length > 0 && { properties: object(properties, deployment) }),
  };
}

function resourceId({ kind, names: along }: ExportedResource): string {
  return `resourceId('Microsoft.ApiManagement/service/${types[kind]}', ${[parameterOf(names.apim), ...along.map(quoted)].join(", ")})`;
}

/** Variables cannot look resources up, so that every use has its own `reference`. */
function signalRHost({ host }: Deployment): string {
  const service = `reference(resourceId(${parameterOf(names.signalRGroup)}, 'Microsoft.SignalRService/signalR', ${parameterOf(names.signalR)}), '${signalRVersion}')`;
  return host.includes(":") ? `concat(${service}.hostName, ':', ${service}.publicPort)` : `${service}.hostName`;
}

function outputs({ plan, gatewayUrl, resources }: Deployment): object {
  const { http, ws } = schemes(plan);
  const gateway = gatewayUrl === undefined ? `reference(resourceId('Microsoft.ApiManagement/service', ${parameterOf(names.apim)}), '${apiManagementVersion}').gatewayUrl` : parameterOf(names.gateway);
  const address =
    plan.clientEndpoint === null
      ? { clientUrl: { type: "string", value: `[concat(replace(${gateway}, ${quoted(http)}, ${quoted(ws)}), '/', ${parameterOf(names.prefix)})]` } }
      : { clientEndpoint: { type: "string", value: `[concat(${gateway}, '/', variables('suffixStart'))]` } };
  return { ...address, apiIds: { type: "array", value: resources.filter(({ kind }) => kind === "api").map((api) => `[${resourceId(api)}]`) } };
}

function object(properties: Readonly<Record<string, ExportValue>>, deployment: Deployment): object {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, written(value, deployment)]));
}

function written(value: ExportValue, deployment: Deployment): JsonValue {
  if (value instanceof Template) return `[${template(value, deployment)}]`;
  if (Array.isArray(value)) return value.map((item: JsonValue) => written(item, deployment));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, written(item, deployment)]));
  return typeof value === "string" ? literal(value) : value;
}

function template(value: Template, deployment: Deployment): string {
  const reference = (to: Reference): string => references[to.to](deployment, to);
  if (isBlock(value)) {
    const { text, placeholder } = withPlaceholder(value);
    return `replace(${quoted(text)}, ${quoted(placeholder)}, ${signalRHost(deployment)})`;
  }
  const parts = value.parts.map((part) => (typeof part === "string" ? quoted(part) : reference(part)));
  return parts.length === 1 ? (parts[0] ?? "''") : `concat(${parts.join(", ")})`;
}

const references: Readonly<Record<Reference["to"], (deployment: Deployment, reference: Reference) => string>> = {
  signalRHost,
  pathPrefix: () => parameterOf(names.prefix),
  suffixStart: () => "variables('suffixStart')",
  subscriptionRequired: () => parameterOf(names.subscription),
  secret: ({ resources }, reference) => parameterOf(secretWords(reference.to === "secret" ? reference.of : "", resources)),
};

/** A text in brackets would be taken for an expression (export-facts 2.3). */
function literal(text: string): string {
  return text.startsWith("[") && text.endsWith("]") ? `[${text}` : text;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function parameterOf(words: Words): string {
  return `parameters('${camelCase(words)}')`;
}
