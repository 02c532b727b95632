import type { ExportFile } from "../exportFiles.ts";
import type { NegotiateFunction } from "./options.ts";
import { connectionSetting } from "./shared.ts";

/** The page beside the project. In English, as its code is: it goes into a repository. */
export function readmeFile(options: NegotiateFunction): ExportFile {
  const { language, hub, caller, origins } = options;
  const typescript = language === "typescript";
  const lines = [
    `# Negotiate function for the hub \`${hub}\``,
    "",
    "An Azure Function that answers SignalR's negotiate with `{\"url\", \"accessToken\"}`, made by the binding `SignalRConnectionInfo`.",
    caller === "clients"
      ? "Clients call it and go on through the API Management gateway, because the connection string it is deployed with carries `ClientEndpoint`."
      : "The gateway calls it (layout `gatewayNegotiate`), with the function's key. Its connection string must not carry `ClientEndpoint`: the gateway would be sent to itself.",
    "The SignalR Service must be in the mode `Serverless` where the hub has no server of its own.",
    "",
    "## Try it here",
    "",
    `Put the service's connection string into \`local.settings.json\` as \`${connectionSetting}\`${caller === "clients" ? ", with `ClientEndpoint=https://GATEWAY/PREFIX/;` behind it" : ""}. The file is ignored by git and is never published. Then:`,
    "",
    "```sh",
    ...(typescript ? ["npm install", "npm test", "npm start"] : ["dotnet test tests", "func start"]),
    "curl -X POST http://localhost:7071/api/negotiate?negotiateVersion=1",
    "```",
    "",
    "## Deploy",
    "",
    "Fill in `infra/main.bicepparam`, then:",
    "",
    "```sh",
    "az deployment group create --resource-group RESOURCE-GROUP --parameters infra/main.bicepparam",
    "func azure functionapp publish FUNCTION-APP",
    "```",
    "",
    "The connection string is read from the service while it is deployed; it stands in no file. Deploy again after the service's keys were regenerated.",
    "",
    ...(caller === "clients" ? clients() : gateway()),
    "",
    "## Who may call it",
    "",
    origins.length === 0
      ? "No page of another origin yet: list origins in `infra/main.bicepparam` (`allowedOrigins`) and, for this machine, in `local.settings.json` (`Host.CORS`)."
      : `Pages of ${origins.map((origin) => `\`${origin}\``).join(", ")} (\`allowedOrigins\` in \`infra/main.bicepparam\`; on this machine \`Host.CORS\` in \`local.settings.json\`).`,
    "To tell users apart, switch App Service authentication on and add `userId: \"{headers.x-ms-client-principal-id}\"` to the binding. Without authentication anyone could send that header.",
    "",
    "## Take it away",
    "",
    "Delete the function app, its plan and its storage account. The SignalR Service and the gateway stay as they are.",
  ];
  return { path: "README.md", text: `${lines.join("\n")}\n` };
}

function clients(): readonly string[] {
  return ["Clients are given the output `hubUrl`:", "", "```js", "new signalR.HubConnectionBuilder().withUrl(\"https://FUNCTION-APP.azurewebsites.net/api\").build();", "```"];
}

function gateway(): readonly string[] {
  return [
    "The output `negotiateUrl` is what the gateway calls. Give it with the function's key when you publish the layout `gatewayNegotiate`; the key becomes a secret named value:",
    "",
    "```sh",
    "az functionapp keys list --resource-group RESOURCE-GROUP --name FUNCTION-APP --query functionKeys.default --output tsv",
    "```",
  ];
}
