import type { Deployment } from "./deployment.ts";
import { isHandshake } from "./deployment.ts";
import { signature } from "../marker.ts";
import type { ExportFormat } from "./formats.ts";
import { commonParameters } from "./parameters.ts";
import { camelCase, snakeCase, symbolsOf } from "./symbols.ts";
import { resourceTypes } from "./terraformResources.ts";

/** The page beside the code. Written in English, as the code's own descriptions are: it goes into a repository. */
export function readme(format: ExportFormat, deployment: Deployment): string {
  const { plan, resources } = deployment;
  const lines = [
    `# SignalR through API Management: ${plan.name}`,
    "",
    `${signature}: the layout \`${plan.layout}\`. The instance and the SignalR Service are referred to, never changed.`,
    "",
    "## Deploy",
    "",
    ...deploying[format](deployment),
    "",
    after(deployment),
    "",
    "## What it makes",
    "",
    ...resources.map(({ path }) => `- \`${path}\``),
    ...(resources.some(isHandshake) ? ["", "The operation `onHandshake` of a WebSocket API is made by the instance itself; only its policy is declared."] : []),
    "",
    "## What is published already",
    "",
    ...adopting[format](deployment),
    "",
    "## Take it away",
    "",
    removing[format],
  ];
  return `${lines.join("\n")}\n`;
}

function after({ plan }: Deployment): string {
  return plan.clientEndpoint === null
    ? "The output for the client's address is what clients open. The app must not set `ClientEndpoint`: the gateway asks the service itself."
    : "The output for `ClientEndpoint` goes into the app's connection string: `Endpoint=…;AccessKey=…;Version=1.0;ClientEndpoint=…;`.";
}

const fences = { sh: "```sh", end: "```" };

function secretsOf(deployment: Deployment): readonly (readonly string[])[] {
  return commonParameters(deployment).others.filter(({ secret }) => secret).map(({ words }) => words);
}

const deploying: Readonly<Record<ExportFormat, (deployment: Deployment) => readonly string[]>> = {
  bicep: (deployment) => [
    "To the resource group of the instance, with `main.bicepparam` filled in:",
    "",
    fences.sh,
    "az deployment group what-if --resource-group RESOURCE-GROUP --parameters main.bicepparam",
    `az deployment group create --resource-group RESOURCE-GROUP --parameters main.bicepparam${secretsOf(deployment).map((words) => ` --parameters ${camelCase(words)}="$KEY"`).join("")}`,
    fences.end,
    "",
    "Or as a module of your own template:",
    "",
    "```bicep",
    "module signalRThroughGateway 'main.bicep' = {",
    "  name: 'signalr-through-gateway'",
    "  params: {",
    "    apimName: apimName",
    "    signalRName: signalRName",
    "  }",
    "}",
    fences.end,
  ],
  arm: (deployment) => [
    "To the resource group of the instance, with `azuredeploy.parameters.json` filled in:",
    "",
    fences.sh,
    `az deployment group create --resource-group RESOURCE-GROUP --template-file azuredeploy.json --parameters @azuredeploy.parameters.json${secretsOf(deployment).map((words) => ` --parameters ${camelCase(words)}="$KEY"`).join("")}`,
    fences.end,
  ],
  terraform: (deployment) => [
    "Copy `terraform.tfvars.example` to `terraform.tfvars` and fill it in:",
    "",
    fences.sh,
    ...secretsOf(deployment).map((words) => `export TF_VAR_${snakeCase(words)}="$KEY"`),
    "terraform init",
    "terraform plan",
    "terraform apply",
    fences.end,
  ],
};

const adopting: Readonly<Record<ExportFormat, (deployment: Deployment) => readonly string[]>> = {
  bicep: () => ["The names are those that publishing uses, so that a deployment over a published integration updates it in place and doubles nothing."],
  arm: () => ["The names are those that publishing uses, so that a deployment over a published integration updates it in place and doubles nothing. Deploy in the mode Incremental, which is the default: Complete would delete the rest of the resource group."],
  terraform: (deployment) => {
    const symbols = symbolsOf(deployment);
    return [
      "Terraform refuses to create what exists. Tell it first what there is (`$APIM` is the resource id of the instance):",
      "",
      fences.sh,
      ...deployment.resources.map(({ kind, path }) => `terraform import ${resourceTypes[kind]}.${snakeCase(symbols.get(path) ?? [])} "$APIM/${terraformId(kind, path)}"`),
      fences.end,
    ];
  },
};

/** The provider addresses an API by its revision, and a policy by what it hangs on. */
function terraformId(kind: string, path: string): string {
  return kind === "api" ? `${path};rev=1` : path.replace(/\/policies\/policy$/, "");
}

const removing: Readonly<Record<ExportFormat, string>> = {
  bicep: "Delete the APIs in the portal or with `az apim api delete`, or run `signalr-apim remove --integration NAME`: it takes away what publishing or this template made, and only that.",
  arm: "Delete the APIs in the portal or with `az apim api delete`, or run `signalr-apim remove --integration NAME`: it takes away what publishing or this template made, and only that.",
  terraform: "`terraform destroy` takes away what this module made, and nothing else.",
};
