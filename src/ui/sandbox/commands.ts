import * as vscode from "vscode";
import { closeConnection, serve } from "../../sandbox/controlClient.ts";
import type { Serving } from "../../sandbox/controlClient.ts";
import type { SandboxLine } from "../../sandbox/model.ts";
import { Problem } from "../../signalr/problem.ts";
import { treeViewId } from "../commands.ts";
import { withProgress } from "../progress.ts";
import type { Services } from "../services.ts";
import { connectionsId } from "../tree/connectionLevels.ts";
import { isTreeNode } from "../tree/nodes.ts";

export async function startSandbox({ sandbox, log }: Services): Promise<void> {
  await withProgress(vscode.l10n.t("Starting the sandbox"), (signal) => sandbox.start(signal));
  log.info("The tree has the sandbox.");
  await vscode.commands.executeCommand(`${treeViewId}.focus`);
}

export async function stopSandbox({ sandbox }: Services): Promise<void> {
  if (!sandbox.own && (await sandbox.running()) !== undefined) {
    throw new Problem({ code: "sandboxNotOurs", message: vscode.l10n.t("This window did not start the sandbox, so it cannot stop it."), nextStep: vscode.l10n.t("Stop it where it was started.") });
  }
  await withProgress(vscode.l10n.t("Stopping the sandbox"), () => sandbox.stop());
}

/** The line of the sandbox this window works with. @throws Problem when there is none */
export async function runningSandbox({ sandbox }: Services): Promise<SandboxLine> {
  const line = await sandbox.running();
  if (line === undefined) throw new Problem({ code: "sandboxNotRunning", message: vscode.l10n.t("The sandbox is not running."), nextStep: vscode.l10n.t("Start it, then try again.") });
  return line;
}

/** Opens the sandbox app's page in the browser; a window on another machine forwards the port by `asExternalUri`. */
export async function openChatRoom(services: Services): Promise<void> {
  const line = await runningSandbox(services);
  await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(line.appServerUrl)));
}

/** Chooses who serves the hub that ChatRoom has too; the other's clients come back to the one chosen. */
export async function chooseServing(services: Services, serving: Serving): Promise<void> {
  await serve(await runningSandbox(services), serving);
  await lookAgain(services);
}

/** Closes the client connection of a row. It costs nothing: the client may come back. */
export async function closeClient(services: Services, from: unknown): Promise<void> {
  if (!isTreeNode(from) || from.kind !== "client") return;
  await closeConnection(await runningSandbox(services), from.client.connectionId);
  await lookAgain(services);
}

/** Closes the connections of a row's app server. Its SDK dials in again; its clients move to another server where it wants that, else they come back. */
export async function closeServer(services: Services, from: unknown): Promise<void> {
  if (!isTreeNode(from) || from.kind !== "server" || from.server === undefined) return;
  await closeConnection(await runningSandbox(services), from.server.serverId);
  await lookAgain(services);
}

/** What was just done is on the screen at once, and not at the next look. */
async function lookAgain({ accounts, tree }: Services): Promise<void> {
  const account = (await accounts.list()).find(({ live }) => live !== undefined);
  if (account === undefined) return;
  await account.live?.read();
  const row = tree.model.known(connectionsId(account));
  if (row !== undefined) tree.model.refresh(row);
}
