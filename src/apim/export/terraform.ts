import { signature } from "../marker.ts";
import type { Deployment, ExportedResource } from "./deployment.ts";
import type { ExportFile } from "./exportFiles.ts";
import type { HclItem } from "./hcl.ts";
import { hclBlock, hclEscaped, hclHeredoc, hclHeredocText, hclString } from "./hcl.ts";
import { commonParameters, names, schemes, secretWords } from "./parameters.ts";
import type { Parameter, Words } from "./parameters.ts";
import { snakeCase, symbolsOf } from "./symbols.ts";
import type { ExportValue, Reference } from "./template.ts";
import { isBlock, Template } from "./template.ts";
import { argumentsOf, resourceTypes } from "./terraformResources.ts";
import { azurermVersion } from "./versions.ts";

const group: Words = ["resource", "group", "name"];
const hostName: Words = ["signalR", "hostname"];

/** A root module: `main.tf`, `variables.tf`, `outputs.tf`, `versions.tf` and an example of a variables file. */
export function terraformFiles(deployment: Deployment): readonly ExportFile[] {
  const { apim, others } = commonParameters(deployment);
  const { plan, host, scheme } = deployment;
  const parameters: readonly Parameter[] = [
    apim,
    { words: group, type: "string", description: "Resource group of the API Management instance.", minLength: 1, example: plan.instance.resourceGroup },
    // Not looked up: the data source reads the service's keys and leaves them in the state (export-facts 3.2).
    { words: hostName, type: "string", description: `Host name of the SignalR Service, such as chat.service.signalr.net${host.includes(":") ? ", with its port" : ""}. Its data source is not used: that would put the service's keys into the state.`, minLength: 1, example: host },
    ...others,
  ];
  const head = `# ${signature}: ${plan.name}, layout ${plan.layout}.`;
  const main = [
    `${head}\n# Neither the API Management instance nor the SignalR Service (${scheme}://…) is changed.`,
    hclBlock(`data "azurerm_api_management" "apim"`, [
      { name: "name", text: variable(names.apim) },
      { name: "resource_group_name", text: variable(group) },
    ]),
    hclBlock("locals", [{ name: "suffix_start", text: `${variable(names.prefix)} == "" ? "" : "\${${variable(names.prefix)}}/"` }]),
    ...resources(deployment),
  ];
  const values = parameters.flatMap(({ words, example, secret }) => (secret === true || example === undefined ? [] : [{ words, text: literal(example) }]));
  const width = Math.max(...values.map(({ words }) => snakeCase(words).length));
  const secrets = parameters.filter(({ secret }) => secret).map(({ words }) => `# Never written down here: give it in the environment as TF_VAR_${snakeCase(words)}.`);
  return [
    { path: "main.tf", text: file(main) },
    { path: "variables.tf", text: file([head, ...parameters.map(variableBlock)]) },
    { path: "outputs.tf", text: file([head, ...outputs(deployment)]) },
    { path: "versions.tf", text: file([head, ...versions()]) },
    { path: "terraform.tfvars.example", parameters: true, text: file([[...values.map(({ words, text }) => `${snakeCase(words).padEnd(width)} = ${text}`), ...secrets].join("\n")]) },
  ];
}

function file(sections: readonly string[]): string {
  return `${sections.join("\n\n")}\n`;
}

function versions(): readonly string[] {
  const provider: HclItem = { name: "azurerm", text: `{\n      source  = "hashicorp/azurerm"\n      version = ${hclString(azurermVersion)}\n    }` };
  return [hclBlock("terraform", [{ name: "required_version", text: hclString(">= 1.5.0") }, "", { block: "required_providers", items: [provider] }]), hclBlock(`provider "azurerm"`, [{ block: "features", items: [] }]).replace("features {\n  }", "features {}")];
}

function variableBlock({ words, type, description, fallback, minLength, maxLength, secret }: Parameter): string {
  const name = snakeCase(words);
  const limits = [...(minLength === undefined ? [] : [`length(var.${name}) >= ${minLength}`]), ...(maxLength === undefined ? [] : [`length(var.${name}) <= ${maxLength}`]), ...(words === names.prefix ? [`!startswith(var.${name}, "/")`, `!endswith(var.${name}, "/")`] : [])];
  return hclBlock(`variable ${hclString(name)}`, [
    { name: "type", text: type },
    { name: "description", text: hclString(description) },
    ...(fallback === undefined ? [] : [{ name: "default", text: literal(fallback) }]),
    ...(secret === true ? [{ name: "sensitive", text: "true" }] : []),
    ...(limits.length === 0 ? [] : (["", { block: "validation", items: [{ name: "condition", text: limits.join(" && ") }, { name: "error_message", text: hclString(`${name}: ${said(minLength, maxLength)}${words === names.prefix ? ", without slashes at its ends" : ""}.`) }] }] as const)),
  ]);
}

function said(least: number | undefined, most: number | undefined): string {
  if (most === undefined) return "not empty";
  return least === undefined ? `at most ${most} characters` : `${least} to ${most} characters`;
}

function resources(deployment: Deployment): readonly string[] {
  const symbols = symbolsOf(deployment);
  const address = (path: string): string | undefined => {
    const found = deployment.resources.find((resource) => resource.path === path);
    return found && `${resourceTypes[found.kind]}.${snakeCase(symbols.get(path) ?? [])}`;
  };
  return deployment.resources.map((resource, index) => {
    const before = deployment.resources[index - 1];
    const own = argumentsOf(resource, { address, written: (value) => written(value, deployment), instance: "data.azurerm_api_management.apim" });
    const chained: readonly HclItem[] = before === undefined ? [] : ["", { name: "depends_on", text: `[${address(before.path) ?? ""}]` }];
    return hclBlock(`resource ${hclString(resourceTypes[resource.kind])} ${hclString(snakeCase(symbols.get(resource.path) ?? []))}`, [...own, ...chained]);
  });
}

function outputs(deployment: Deployment): readonly string[] {
  const { plan, gatewayUrl, resources: all } = deployment;
  const symbols = symbolsOf(deployment);
  const { http, ws } = schemes(plan);
  const gateway = gatewayUrl === undefined ? "data.azurerm_api_management.apim.gateway_url" : variable(names.gateway);
  const ids = all.filter(({ kind }: ExportedResource) => kind === "api").map(({ path }) => `azurerm_api_management_api.${snakeCase(symbols.get(path) ?? [])}.id`);
  const address =
    plan.clientEndpoint === null
      ? hclBlock(`output "client_url"`, [
          { name: "description", text: hclString("Where clients open their WebSocket.") },
          { name: "value", text: `"\${replace(${gateway}, ${hclString(http)}, ${hclString(ws)})}/\${${variable(names.prefix)}}"` },
        ])
      : hclBlock(`output "client_endpoint"`, [
          { name: "description", text: hclString("Goes into the connection string of the app as ClientEndpoint.") },
          { name: "value", text: `"\${${gateway}}/\${local.suffix_start}"` },
        ]);
  return [
    address,
    hclBlock(`output "api_ids"`, [
      { name: "description", text: hclString("Resource ids of the APIs.") },
      { name: "value", text: `[${ids.join(", ")}]` },
    ]),
  ];
}

function written(value: ExportValue, deployment: Deployment): string {
  if (value instanceof Template) return template(value, deployment);
  if (typeof value === "string") return value.includes("\n") && value.endsWith("\n") ? hclHeredoc(hclHeredocText(value)) : hclString(value);
  if (Array.isArray(value)) return `[${value.map((item: ExportValue) => written(item, deployment)).join(", ")}]`;
  return JSON.stringify(value);
}

function template(value: Template, { resources: all }: Deployment): string {
  const reference = (to: Reference): string => (to.to === "secret" ? variable(secretWords(to.of, all)) : references[to.to]);
  const [only, ...more] = value.parts;
  if (only !== undefined && typeof only !== "string" && more.length === 0) return reference(only);
  const end = value.parts.at(-1);
  const block = isBlock(value) && typeof end === "string" && end.endsWith("\n");
  const text = value.parts.map((part) => (typeof part === "string" ? (block ? hclHeredocText(part) : hclEscaped(part)) : `\${${reference(part)}}`)).join("");
  return block ? hclHeredoc(text) : `"${text}"`;
}

const references = { signalRHost: variable(hostName), pathPrefix: variable(names.prefix), suffixStart: "local.suffix_start", subscriptionRequired: variable(names.subscription) };

function literal(value: string | boolean): string {
  return typeof value === "boolean" ? String(value) : hclString(value);
}

function variable(words: Words): string {
  return `var.${snakeCase(words)}`;
}
