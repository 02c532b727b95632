import * as vscode from "vscode";
import type { FunctionLanguage, NegotiateFunction } from "../../apim/export/functions/options.ts";
import { functionProject } from "../../apim/export/functions/project.ts";
import { sameId } from "../../apim/paths.ts";
import { checkHubName } from "../../signalr/hubName.ts";
import { answered, askText, pickOne } from "../prompts.ts";
import { complaint } from "../publish/frame.ts";
import { integrationNode } from "../tree/nodes.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { writeFolder } from "./exportAs.ts";

/** Asks for language, caller, hub and folder, and writes an Azure Functions project that answers negotiate there. On an integration's row it fits that one. */
export async function createFunction(from: unknown): Promise<void> {
  const node = integrationNode(from);
  const title = vscode.l10n.t("Create Negotiate Function");
  const language = answered(await pickOne<FunctionLanguage>({ title, placeholder: vscode.l10n.t("In which language?") }, languages()));
  const caller = node === undefined ? answered(await pickOne<NegotiateFunction["caller"]>({ title, placeholder: vscode.l10n.t("Who will call it?") }, callers())) : callerOf(node);
  const hub = answered(await askText({ title, placeholder: vscode.l10n.t("Name of the hub at the service") }, node?.integration.hubs[0] ?? "chat", complaint(checkHubName)));
  const files = functionProject({ language, caller, hub, origins: node?.integration.cors ?? [], clientEndpoint: node?.integration.clientEndpoint ?? undefined, service: node && serviceOf(node) });
  await writeFolder(files, title, vscode.l10n.t("Create Here"));
}

function callerOf({ integration }: IntegrationNode): NegotiateFunction["caller"] {
  return integration.layout === "gatewayNegotiate" ? "gateway" : "clients";
}

function serviceOf({ services, integration }: IntegrationNode): NegotiateFunction["service"] {
  const service = services.find(({ name }) => sameId(name, integration.signalR));
  return service && { name: service.name, resourceGroup: service.resourceGroup };
}

function languages(): readonly (vscode.QuickPickItem & { readonly value: FunctionLanguage })[] {
  return [
    { label: "TypeScript", detail: vscode.l10n.t("Node.js programming model v4"), value: "typescript" },
    { label: "C#", detail: vscode.l10n.t(".NET isolated worker"), value: "csharp" },
  ];
}

function callers(): readonly (vscode.QuickPickItem & { readonly value: NegotiateFunction["caller"] })[] {
  return [
    { label: vscode.l10n.t("Clients"), detail: vscode.l10n.t("It sends them through the gateway, by ClientEndpoint"), value: "clients" },
    { label: vscode.l10n.t("The gateway"), detail: vscode.l10n.t("For the layout gatewayNegotiate: called with the function's key, and sent to the service itself"), value: "gateway" },
  ];
}
