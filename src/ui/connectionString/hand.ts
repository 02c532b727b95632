import * as vscode from "vscode";
import type { SettingTarget } from "../../apim/appSettings/writeConnectionString.ts";
import { sameUrl } from "../../apim/paths.ts";
import { entraConnectionString } from "../../signalr/connectionString.ts";
import { redactText } from "../../signalr/redact.ts";
import { giveConnectionString } from "../../sandbox/appClient.ts";
import { Cancelled } from "../../signalr/problem.ts";
import { commands } from "../commands.ts";
import { pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";
import { runSteps } from "../publish/steps.ts";
import type { Step } from "../publish/steps.ts";
import { runningSandbox } from "../sandbox/commands.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import type { Auth } from "./kept.ts";
import { makeConnectionString } from "./make.ts";
import { chooseVaultPlace, putIntoVault } from "./vault.ts";
import type { VaultPlace } from "./vault.ts";
import { writeTargets, writeToFile } from "./write.ts";

export type Destination = "copy" | "sandboxApp" | "show" | "keyVault" | SettingTarget;

/** A destination with everything that has to be asked about it. */
export type Settled = Exclude<Destination, "keyVault"> | VaultPlace;

interface Handing {
  readonly auth: Auth;
  readonly destination: Destination;
}

/** Asks for the form and where to put it; the string itself is shown only when asked for. */
export async function handOutConnectionString(services: Services, node: IntegrationNode): Promise<void> {
  const { auth, destination } = await runSteps<Handing>([authStep(node), destinationStep(node)], {});
  if (auth === undefined || destination === undefined) return;
  const settled = await settle(node, destination);
  await deliver(services, node, settled, await makeConnectionString(services, node, auth));
}

/** Asks what a destination leaves open. Throws `Cancelled`. */
export async function settle(node: IntegrationNode, destination: Destination): Promise<Settled> {
  return destination === "keyVault" ? chooseVaultPlace(node) : destination;
}

/** Puts a connection string where it was asked to go. */
export async function deliver(services: Services, node: IntegrationNode, destination: Settled, connectionString: string): Promise<void> {
  if (typeof destination === "object") return putIntoVault(node, destination, connectionString);
  switch (destination) {
    case "copy":
      return copy(connectionString);
    case "sandboxApp":
      return give(services, connectionString);
    case "show":
      return show(node, connectionString);
    case "user-secrets":
    case "local-settings":
    case "dotenv":
      return writeToFile(destination, connectionString);
  }
}

/** One click: ChatRoom of the sandbox gets the key-based string, and sends its clients to the gateway from then on. */
export async function giveToSandboxApp(services: Services, node: IntegrationNode): Promise<void> {
  await give(services, await makeConnectionString(services, node, "key"));
}

function authStep(node: IntegrationNode): Step<Handing, "auth"> {
  return { key: "auth", ask: ({ auth }, place) => pickOne({ title: titleOf(node), placeholder: vscode.l10n.t("How does the app prove itself to the SignalR Service?"), place }, forms(node), (value) => value === auth) };
}

function destinationStep(node: IntegrationNode): Step<Handing, "destination"> {
  return { key: "destination", ask: ({ auth }, place) => pickOne({ title: titleOf(node), placeholder: vscode.l10n.t("Where to?"), place }, destinations(node, auth)) };
}

function titleOf({ integration }: IntegrationNode): string {
  return vscode.l10n.t("Connection string of {0}", integration.name);
}

function forms(node: IntegrationNode): readonly Choice<Auth>[] {
  const { integration } = node;
  return [
    ...(takesKeys(node) ? [{ label: vscode.l10n.t("With the access key"), description: vscode.l10n.t("secret"), detail: vscode.l10n.t("Endpoint, AccessKey and ClientEndpoint. Works everywhere; keep it out of source control."), value: "key" as const }] : []),
    { label: vscode.l10n.t("With Microsoft Entra ID"), description: vscode.l10n.t("no secret"), detail: redactText(entraConnectionString(integration.signalREndpoint, integration.clientEndpoint ?? undefined)), value: "entra" },
  ];
}

/** Whether the service takes keys, as far as it is known here: where they are switched off, a string with one opens nothing. */
function takesKeys({ services, integration }: IntegrationNode): boolean {
  return services.find(({ endpoint }) => sameUrl(endpoint, integration.signalREndpoint))?.disableLocalAuth !== true;
}

/** Where a connection string can go. */
export function destinations(node: IntegrationNode, auth: Auth | undefined): readonly Choice<Destination>[] {
  return [
    { label: vscode.l10n.t("$(copy) Copy"), detail: vscode.l10n.t("To the clipboard"), value: "copy" },
    ...(node.account.kind === "sandbox" && auth === "key" ? [{ label: vscode.l10n.t("$(comment-discussion) Give to ChatRoom"), detail: vscode.l10n.t("The sandbox's app then sends its clients to the gateway"), value: "sandboxApp" as const }] : []),
    ...(vscode.workspace.isTrusted ? writeTargets() : []),
    ...(auth === "key" ? [{ label: vscode.l10n.t("$(lock) Key Vault"), detail: vscode.l10n.t("As a secret; you get the reference for App Service, Functions or API Management"), value: "keyVault" as const }] : []),
    { label: vscode.l10n.t("$(eye) Show"), detail: vscode.l10n.t("Masked at first"), value: "show" },
  ];
}

async function copy(connectionString: string): Promise<void> {
  await vscode.env.clipboard.writeText(connectionString);
  void vscode.window.showInformationMessage(vscode.l10n.t("The connection string is on the clipboard."));
}

async function give(services: Services, connectionString: string): Promise<void> {
  const line = await runningSandbox(services);
  await giveConnectionString(line.appServerUrl, line.armToken, connectionString);
  const open = vscode.l10n.t("Open ChatRoom");
  void vscode.window.showInformationMessage(vscode.l10n.t("ChatRoom has the connection string: its clients now go through the gateway."), open).then((chosen) => (chosen === open ? vscode.commands.executeCommand(commands.openChatRoom) : undefined));
}

/** A dialog, because it leaves nothing behind: no document, no notification, no log. */
async function show(node: IntegrationNode, connectionString: string): Promise<void> {
  const masked = redactText(connectionString);
  const title = titleOf(node);
  const reveal = vscode.l10n.t("Reveal");
  const copyButton = vscode.l10n.t("Copy");
  const chosen = await vscode.window.showInformationMessage(title, { modal: true, detail: masked }, copyButton, ...(masked === connectionString ? [] : [reveal]));
  if (chosen === undefined) throw new Cancelled();
  if (chosen === copyButton) return copy(connectionString);
  const then = await vscode.window.showInformationMessage(title, { modal: true, detail: connectionString }, copyButton);
  if (then === copyButton) await copy(connectionString);
}
