import * as vscode from "vscode";
import { Problem } from "../../signalr/problem.ts";
import { policyScheme } from "../commands.ts";
import type { Services } from "../services.ts";
import { isReadOnly } from "./address.ts";
import { sameText } from "./merge.ts";
import { askPolicy, policyUri } from "./pick.ts";
import type { Policies } from "./register.ts";

/** Opens a policy: of the API or operation whose row the command was run on, else of one that the person picks from an integration. */
export async function editPolicy(services: Services, policies: Policies, from: unknown): Promise<void> {
  const address = await askPolicy(services, from, vscode.l10n.t("Edit Policy"));
  const uri = policyUri(address);
  const desk = await policies.desk();
  await desk.addresses.remember(uri, address);
  const now = await desk.refresh(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  // VS Code keeps a document for a while after its tab was closed.
  if (now !== undefined && !document.isDirty && !sameText(now, document.getText())) await vscode.commands.executeCommand("workbench.action.files.revert");
  if (isReadOnly(address)) void vscode.window.showInformationMessage(vscode.l10n.t("More than one API depends on this policy: it is only shown here. Change it in the portal."));
  else if (desk.bases.of(uri)?.etag === undefined && !document.isDirty) void vscode.window.showInformationMessage(vscode.l10n.t("There is no policy here yet: this one only inherits. Saving it with your changes creates it."));
}

/** Shows what a document changes against the instance as it is now. */
export async function comparePolicy({ versions, desk }: Policies, from: unknown): Promise<void> {
  const uri = from instanceof vscode.Uri ? from : vscode.window.activeTextEditor?.document.uri;
  const { addresses, reach } = await desk();
  const address = uri?.scheme === policyScheme ? addresses.of(uri) : undefined;
  if (uri === undefined || address === undefined) {
    throw new Problem({ code: "noPolicy", message: vscode.l10n.t("There is no policy here to compare."), nextStep: vscode.l10n.t("Open one with Edit Policy.") });
  }
  const server = await reach.read(address);
  await vscode.commands.executeCommand("vscode.diff", versions.add(uri, server?.text ?? ""), uri, vscode.l10n.t("{0}: instance ↔ yours", uri.path.slice(uri.path.lastIndexOf("/") + 1)));
}
