import * as vscode from "vscode";
import { commands } from "./commands.ts";
import type { CommandId, ConsoleCommandId } from "./commands.ts";
import { copySnippet } from "./connect/snippet.ts";
import { giveToSandboxApp, handOutConnectionString } from "./connectionString/hand.ts";
import type { DoctorDocuments } from "./doctor/doctorDocuments.ts";
import { fixAt, openJson, reportAt } from "./doctor/report.ts";
import { runDoctor } from "./doctor/runDoctor.ts";
import { createFunction } from "./export/createFunction.ts";
import { showKeys } from "./keys/keys.ts";
import { pickIntegration } from "./pickIntegration.ts";
import { comparePolicy, editPolicy } from "./policies/edit.ts";
import type { Policies } from "./policies/register.ts";
import { deletePolicy } from "./policies/remove.ts";
import { showTrace } from "./policies/trace.ts";
import type { TraceDocuments } from "./policies/traceDocuments.ts";
import { adopt } from "./publish/adopt.ts";
import { planAt } from "./publish/offer.ts";
import type { PlanDocuments } from "./publish/planDocuments.ts";
import { exportIntegration, publish, repair } from "./publish/publish.ts";
import { remove } from "./publish/remove.ts";
import { chooseServing, closeClient, closeServer, openChatRoom, startSandbox, stopSandbox } from "./sandbox/commands.ts";
import { heal, showFault } from "./sandbox/faults.ts";
import { runApp } from "./sandbox/runApp.ts";
import type { Services } from "./services.ts";
import { showInstance } from "./tree/findInstance.ts";
import { accountRowOf } from "./tree/find.ts";
import { isTreeNode } from "./tree/nodes.ts";

type Handler = (from: unknown, more: unknown) => unknown;

const permissionsUrl = "https://learn.microsoft.com/azure/api-management/api-management-role-based-access-control";
const walkthroughId = "firstFiveMinutes";

/** What commands show in tabs. */
export interface Documents {
  readonly plans: PlanDocuments;
  readonly traces: TraceDocuments;
  readonly policies: Policies;
  readonly reports: DoctorDocuments;
}

/** What each command does, but the console's own. */
export function commandHandlers(services: Services, { plans: documents, traces, policies, reports }: Documents): Readonly<Record<Exclude<CommandId, ConsoleCommandId>, Handler>> {
  const { log, tree, accounts, context } = services;
  return {
    [commands.publish]: (from) => publish(services, documents, from),
    [commands.publishAgain]: async (from) => publish(services, documents, await pickIntegration(services, from)),
    [commands.applyPlan]: (uri) => planAt(documents, uri).apply(),
    [commands.planAgain]: (uri) => planAt(documents, uri).again(),
    [commands.exportPlan]: (uri) => planAt(documents, uri).exportAs?.(),
    [commands.exportAs]: async (from) => exportIntegration(await pickIntegration(services, from)),
    [commands.createFunction]: (from) => createFunction(from),
    [commands.adopt]: async (from) => adopt(services, documents, await pickIntegration(services, from, ({ integration }) => integration.origin === "handMade")),
    [commands.repair]: async (from) => repair(services, documents, await pickIntegration(services, from, ({ integration }) => integration.state !== "published")),
    [commands.remove]: async (from) => remove(services, documents, await pickIntegration(services, from)),
    [commands.connectionString]: async (from) => handOutConnectionString(services, await pickIntegration(services, from)),
    [commands.giveToSandboxApp]: async (from) => giveToSandboxApp(services, await pickIntegration(services, from, ({ account }) => account.kind === "sandbox")),
    [commands.keys]: async (from) => showKeys(services, await pickIntegration(services, from)),
    [commands.copySnippet]: async (from) => copySnippet(services, await pickIntegration(services, from)),
    [commands.doctor]: (from) => runDoctor(services, reports, from),
    [commands.doctorAgain]: (uri) => reportAt(reports, uri).again?.(),
    [commands.doctorFix]: (uri, index) => fixAt(reports, uri, index).run(),
    [commands.doctorCopy]: (uri) => vscode.env.clipboard.writeText(reportAt(reports, uri).text),
    [commands.doctorJson]: (uri) => openJson(reportAt(reports, uri)),
    [commands.startSandbox]: () => startSandbox(services),
    [commands.stopSandbox]: () => stopSandbox(services),
    [commands.openChatRoom]: () => openChatRoom(services),
    [commands.runApp]: async (from) => runApp(services, await pickIntegration(services, from, ({ account }) => account.kind === "sandbox")),
    [commands.serveOwn]: () => chooseServing(services, "own"),
    [commands.serveExternal]: () => chooseServing(services, "external"),
    [commands.closeClient]: (from) => closeClient(services, from),
    [commands.closeServer]: (from) => closeServer(services, from),
    [commands.editPolicy]: (from) => editPolicy(services, policies, from),
    [commands.comparePolicy]: (from) => comparePolicy(policies, from),
    [commands.deletePolicy]: (from) => deletePolicy(services, policies, from),
    [commands.showFault]: () => showFault(services),
    [commands.heal]: () => heal(services),
    [commands.showTrace]: (from) => showTrace(services, traces, from),
    [commands.signIn]: async (from) => (await accounts.azure()).signIn(from),
    [commands.signInToTenant]: async () => (await accounts.azure()).signInToTenant(),
    [commands.signOut]: async (from) => (await accounts.azure()).signOut(from),
    [commands.refresh]: () => readAgain(services),
    [commands.retry]: (node) => readAgain(services, node),
    [commands.showMore]: (node) => tree.model.more(isTreeNode(node) ? node.parent : undefined),
    [commands.findInstance]: () => showInstance(services),
    [commands.learnPermissions]: () => vscode.env.openExternal(vscode.Uri.parse(permissionsUrl)),
    [commands.showLog]: () => log.show(),
    [commands.openWalkthrough]: () => vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#${walkthroughId}`, false),
  };
}

/** Reads everything anew, or what is beside a row; what is gone is gone from the lists above it too. */
function readAgain({ accounts, tree }: Services, from?: unknown): void {
  accounts.invalidate();
  const row = isTreeNode(from) ? from : undefined;
  tree.model.refresh(row?.kind === "message" && row.state === "gone" ? accountRowOf(row) : row?.parent);
}
