import { setTimeout as rest } from "node:timers/promises";
import * as vscode from "vscode";
import type { SettingTarget } from "../../apim/appSettings/writeConnectionString.ts";
import { readConnections } from "../../sandbox/controlClient.ts";
import { Problem } from "../../signalr/problem.ts";
import { commands } from "../commands.ts";
import { makeConnectionString } from "../connectionString/make.ts";
import { writeSetting, writeTargets } from "../connectionString/write.ts";
import { withProgress } from "../progress.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";
import { serviceNow } from "../publish/targets.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { appArrival, appsIn } from "./appArrival.ts";
import type { AppArrival } from "./appArrival.ts";
import { chooseServing, runningSandbox } from "./commands.ts";

type Place = SettingTarget | "copy";

/**
 * Puts the connection string where a person's own app reads it, lets that app serve the sandbox's hub, and waits until it
 * has dialled in. Who stops waiting gets ChatRoom back where it served before.
 */
export async function runApp(services: Services, node: IntegrationNode): Promise<void> {
  const line = await runningSandbox(services);
  await refuseServerless(node);
  const title = vscode.l10n.t("Run my app against {0}", node.integration.name);
  const place = answered(await pickOne({ title, placeholder: vscode.l10n.t("Where does your app read its connection string?") }, places()));
  const connectionString = await makeConnectionString(services, node, "key");
  const toStart = await handOver(place, connectionString);
  const now = await readConnections(line);
  const connected = appsIn(now);
  const [first] = connected;
  const runsAlready = first !== undefined && (await reads(title, first));
  await chooseServing(services, "external");
  let app: AppArrival;
  try {
    app = runsAlready ? first : await withProgress(vscode.l10n.t("Waiting for your app"), (signal, report) => {
      report(toStart);
      return appArrival((stop) => readConnections(line, stop), connected, signal, (stop) => rest(500, undefined, { signal: stop }));
    });
  } catch (error) {
    await chooseServing(services, now.serving);
    throw error;
  }
  services.log.info(`App server ${app.serverId} serves hub ${app.hub} of the sandbox.`);
  const open = vscode.l10n.t("Open Console");
  // The command is done: the console's own command asks for the hub's URL, when the person wants it.
  void vscode.window.showInformationMessage(vscode.l10n.t("Your app serves hub {0}: its clients go through the gateway. Open a console on your app's hub URL to see it.", app.hub), open).then((chosen) => (chosen === open ? vscode.commands.executeCommand(commands.openConsole) : undefined));
}

function places(): readonly Choice<Place>[] {
  const copy = { label: vscode.l10n.t("$(copy) Somewhere else"), detail: vscode.l10n.t("The connection string goes to the clipboard"), value: "copy" as const };
  return [...(vscode.workspace.isTrusted ? writeTargets() : []), copy];
}

/** Puts the string there and says what to start. */
async function handOver(place: Place, connectionString: string): Promise<string> {
  if (place === "copy") {
    await vscode.env.clipboard.writeText(connectionString);
    return vscode.l10n.t("set Azure:SignalR:ConnectionString of your app to what is on the clipboard, then start it.");
  }
  const path = await writeSetting(place, connectionString);
  const toStart: Readonly<Record<SettingTarget, string>> = {
    "user-secrets": vscode.l10n.t("start it in its project's folder with: dotnet run. The environment must be Development, or it does not read user secrets."),
    "local-settings": vscode.l10n.t("start it in its folder with: func start"),
    dotenv: vscode.l10n.t("start it with the variables in {0}.", vscode.workspace.asRelativePath(path)),
  };
  return toStart[place];
}

/** Whether an app that is connected already has the string, which it read when it started. */
async function reads(title: string, { serverId }: AppArrival): Promise<boolean> {
  return answered(
    await pickOne({ title, placeholder: vscode.l10n.t("An app is connected already: {0}", serverId) }, [
      { label: vscode.l10n.t("Wait until I have restarted it"), detail: vscode.l10n.t("It reads the connection string when it starts"), value: false },
      { label: vscode.l10n.t("It has this connection string already"), value: true },
    ]),
  );
}

async function refuseServerless(node: IntegrationNode): Promise<void> {
  const service = await withProgress(vscode.l10n.t("Looking for {0}", node.integration.signalR), (signal) => serviceNow(node, signal));
  if (service.serviceMode !== "Serverless") return;
  throw new Problem({
    code: "serviceModeServerless",
    message: vscode.l10n.t("{0} is in Serverless mode: it takes no app servers.", service.name),
    nextStep: vscode.l10n.t("Change its mode to Default for an app with a hub. For Azure Functions use “Connection String…”; they connect to no hub and need no waiting."),
  });
}
