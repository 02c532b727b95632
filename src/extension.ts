import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { Accounts } from "./ui/account/accounts.ts";
import { doctorScheme, planScheme, traceScheme, treeViewId } from "./ui/commands.ts";
import { registerConsole } from "./ui/console/register.ts";
import { DoctorDocuments } from "./ui/doctor/doctorDocuments.ts";
import { PolicyMarks } from "./ui/doctor/policyMarks.ts";
import { Health } from "./ui/doctor/health.ts";
import { integrationKey } from "./ui/doctor/keys.ts";
import { registerTools } from "./ui/languageModel/tools.ts";
import { createLog } from "./ui/log.ts";
import { problemText } from "./ui/problemText.ts";
import { registerPolicies } from "./ui/policies/register.ts";
import { TraceDocuments } from "./ui/policies/traceDocuments.ts";
import { PlanDocuments } from "./ui/publish/planDocuments.ts";
import { registerCommands } from "./ui/registerCommands.ts";
import { SandboxControl } from "./ui/sandbox/control.ts";
import { followConnections } from "./ui/sandbox/followConnections.ts";
import type { Services } from "./ui/services.ts";
import { loadLevel } from "./ui/tree/levels.ts";
import type { AccountNode } from "./ui/tree/nodes.ts";
import { TreeProvider } from "./ui/tree/provider.ts";

/** Builds the services and registers the features. Reads nothing and loads no engine: each does so on first use. */
export function activate(context: vscode.ExtensionContext): Services | undefined {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const log = createLog();
  const sandbox = new SandboxControl(context, log);
  const accounts = new Accounts(context, sandbox, log);
  const health = new Health(context.workspaceState);
  const marks = new PolicyMarks();
  const tree = new TreeProvider({
    load: async (node, signal) => {
      if (node !== undefined) return loadLevel(node, async () => (await import("./ui/features.ts")).instanceReader(context.globalStorageUri), signal);
      return (await accounts.list()).map((account): AccountNode => ({ kind: "account", id: account.id, account }));
    },
    failed: (problem) => log.warn(problemText(problem).log),
    health: (node) => health.last(integrationKey(node)),
  });
  const view = vscode.window.createTreeView(treeViewId, { treeDataProvider: tree, showCollapseAll: true });
  const documents = new PlanDocuments();
  const traces = new TraceDocuments();
  const reports = new DoctorDocuments();
  const services: Services = { context, log, sandbox, accounts, health, marks, tree, view };
  const policies = registerPolicies(services);
  context.subscriptions.push(
    log,
    sandbox,
    accounts,
    tree,
    view,
    documents,
    reports,
    marks,
    accounts.onDidChange(() => tree.model.refresh()),
    accounts.onDidRead(({ id }) => {
      const row = tree.model.known(id);
      if (row !== undefined) tree.model.renew(row, ({ kind }) => kind === "subscription");
    }),
    followConnections(services),
    vscode.workspace.registerTextDocumentContentProvider(planScheme, documents),
    vscode.workspace.registerTextDocumentContentProvider(traceScheme, traces),
    vscode.workspace.registerTextDocumentContentProvider(doctorScheme, reports),
    vscode.languages.registerCodeLensProvider({ scheme: planScheme }, documents),
    vscode.languages.registerCodeLensProvider({ scheme: doctorScheme }, reports),
    policies.disposable,
    registerTools(services),
    registerCommands(services, { plans: documents, traces, policies, reports }),
    registerConsole({
      context,
      log,
      targetOf: async (node) => (await import("./ui/features.ts")).consoleTargetOf(services, node),
      entraTokens: (serviceUrl) => accounts.entraToken(serviceUrl),
      restoreTarget: async (key) => (await import("./ui/features.ts")).restoreConsoleTarget(services, key),
    }),
  );
  // Other extensions get nothing: what is here leads to control planes. The extension's own tests look inside.
  return context.extensionMode === vscode.ExtensionMode.Test ? services : undefined;
}
