import * as vscode from "vscode";
import { commands } from "./commands.ts";
import type { CommandId, ConsoleCommandId } from "./commands.ts";
import type { DoctorDocuments } from "./doctor/doctorDocuments.ts";
import { registerCommand } from "./errors.ts";
import type { Policies } from "./policies/register.ts";
import type { TraceDocuments } from "./policies/traceDocuments.ts";
import type { PlanDocuments } from "./publish/planDocuments.ts";
import type { Services } from "./services.ts";
import { isTreeNode } from "./tree/nodes.ts";

type Handler = (from: unknown, more: unknown) => unknown;

const permissionsUrl = "https://learn.microsoft.com/azure/api-management/api-management-role-based-access-control";
const walkthroughId = "firstFiveMinutes";

/** What commands show in tabs. */
interface Documents {
  readonly plans: PlanDocuments;
  readonly traces: TraceDocuments;
  readonly policies: Policies;
  readonly reports: DoctorDocuments;
}

/** Every command but the console's own. What they do is loaded when the first of them runs. */
export function registerCommands(services: Services, { plans: documents, traces, policies, reports }: Documents): vscode.Disposable {
  const { log, tree, accounts, context } = services;

  const handlers: Readonly<Record<Exclude<CommandId, ConsoleCommandId>, Handler>> = {
    [commands.publish]: async (from) => (await import("./features.ts")).publish(services, documents, from),
    [commands.publishAgain]: async (from) => {
      const { pickIntegration, publish } = await import("./features.ts");
      return publish(services, documents, await pickIntegration(services, from));
    },
    [commands.applyPlan]: async (uri) => (await import("./features.ts")).planAt(documents, uri).apply(),
    [commands.planAgain]: async (uri) => (await import("./features.ts")).planAt(documents, uri).again(),
    [commands.exportPlan]: async (uri) => (await import("./features.ts")).planAt(documents, uri).exportAs?.(),
    [commands.exportAs]: async (from) => {
      const { exportIntegration, pickIntegration } = await import("./features.ts");
      return exportIntegration(await pickIntegration(services, from));
    },
    [commands.createFunction]: async (from) => (await import("./features.ts")).createFunction(from),
    [commands.adopt]: async (from) => {
      const { adopt, pickIntegration } = await import("./features.ts");
      return adopt(services, documents, await pickIntegration(services, from, ({ integration }) => integration.origin === "handMade"));
    },
    [commands.repair]: async (from) => {
      const { pickIntegration, repair } = await import("./features.ts");
      return repair(services, documents, await pickIntegration(services, from, ({ integration }) => integration.state !== "published"));
    },
    [commands.remove]: async (from) => {
      const { pickIntegration, remove } = await import("./features.ts");
      return remove(services, documents, await pickIntegration(services, from));
    },
    [commands.connectionString]: async (from) => {
      const { handOutConnectionString, pickIntegration } = await import("./features.ts");
      return handOutConnectionString(services, await pickIntegration(services, from));
    },
    [commands.giveToSandboxApp]: async (from) => {
      const { giveToSandboxApp, pickIntegration } = await import("./features.ts");
      return giveToSandboxApp(services, await pickIntegration(services, from, ({ account }) => account.kind === "sandbox"));
    },
    [commands.keys]: async (from) => {
      const { pickIntegration, showKeys } = await import("./features.ts");
      return showKeys(services, await pickIntegration(services, from));
    },
    [commands.copySnippet]: async (from) => {
      const { copySnippet, pickIntegration } = await import("./features.ts");
      return copySnippet(services, await pickIntegration(services, from));
    },
    [commands.doctor]: async (from) => (await import("./features.ts")).runDoctor(services, reports, from),
    [commands.doctorAgain]: async (uri) => (await import("./features.ts")).reportAt(reports, uri).again?.(),
    [commands.doctorFix]: async (uri, index) => (await import("./features.ts")).fixAt(reports, uri, index).run(),
    [commands.doctorCopy]: async (uri) => vscode.env.clipboard.writeText((await import("./features.ts")).reportAt(reports, uri).text),
    [commands.doctorJson]: async (uri) => (await import("./features.ts")).openJson((await import("./features.ts")).reportAt(reports, uri)),
    [commands.startSandbox]: async () => (await import("./features.ts")).startSandbox(services),
    [commands.stopSandbox]: async () => (await import("./features.ts")).stopSandbox(services),
    [commands.openChatRoom]: async () => (await import("./features.ts")).openChatRoom(services),
    [commands.runApp]: async (from) => {
      const { pickIntegration, runApp } = await import("./features.ts");
      return runApp(services, await pickIntegration(services, from, ({ account }) => account.kind === "sandbox"));
    },
    [commands.serveOwn]: async () => (await import("./features.ts")).chooseServing(services, "own"),
    [commands.serveExternal]: async () => (await import("./features.ts")).chooseServing(services, "external"),
    [commands.closeClient]: async (from) => (await import("./features.ts")).closeClient(services, from),
    [commands.closeServer]: async (from) => (await import("./features.ts")).closeServer(services, from),
    [commands.editPolicy]: async (from) => (await import("./features.ts")).editPolicy(services, policies, from),
    [commands.comparePolicy]: async (from) => (await import("./features.ts")).comparePolicy(policies, from),
    [commands.showFault]: async () => (await import("./features.ts")).showFault(services),
    [commands.heal]: async () => (await import("./features.ts")).heal(services),
    [commands.showTrace]: async () => (await import("./features.ts")).showTrace(services, traces),
    [commands.signIn]: () => accounts.signIn(),
    [commands.signInToTenant]: () => accounts.signInToTenant(),
    [commands.signOut]: () => accounts.signOut(),
    [commands.refresh]: () => readAgain(services),
    [commands.retry]: (node) => readAgain(services, node),
    [commands.showMore]: (node) => tree.model.more(isTreeNode(node) ? node.parent : undefined),
    [commands.findInstance]: async () => (await import("./features.ts")).showInstance(services),
    [commands.learnPermissions]: () => vscode.env.openExternal(vscode.Uri.parse(permissionsUrl)),
    [commands.showLog]: () => log.show(),
    [commands.openWalkthrough]: () => vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#${walkthroughId}`, false),
  };
  return vscode.Disposable.from(...Object.entries(handlers).map(([id, handler]) => registerCommand(id, log, handler)));
}

/** Reads everything anew, or what is beside a row. */
function readAgain({ accounts, tree }: Services, from?: unknown): void {
  accounts.invalidate();
  tree.model.refresh(isTreeNode(from) ? from.parent : undefined);
}
