import * as vscode from "vscode";
import { Problem } from "../../signalr/problem.ts";
import { policyScheme } from "../commands.ts";
import { showProblem } from "../errors.ts";
import { withProgress } from "../progress.ts";
import type { Services } from "../services.ts";
import { isReadOnly, lastOf, ownerOf } from "./address.ts";
import type { PolicyAddress } from "./address.ts";
import type { PolicyDesk } from "./desk.ts";
import { comparePolicy } from "./edit.ts";
import { sameText } from "./merge.ts";
import { askPolicy, policyUri } from "./pick.ts";
import type { ServerPolicy } from "./reach.ts";
import type { Policies } from "./register.ts";

/** Deletes a policy after asking: that of the document it was run on or that is in front, of a row, else the one the person picks. */
export async function deletePolicy(services: Services, policies: Policies, from: unknown): Promise<void> {
  const desk = await policies.desk();
  const address = addressOfDocument(desk, from) ?? (await askPolicy(services, from, vscode.l10n.t("Delete Policy")));
  const owner = ownerOf(address);
  if (isReadOnly(address)) throw new Problem({ code: "policyShared", message: vscode.l10n.t("More than one API depends on this policy, so it is not deleted from here."), nextStep: vscode.l10n.t("Change it in the portal.") });
  const now = await withProgress(vscode.l10n.t("Reading the policy of {0}", owner), (signal) => desk.reach.read(address, signal));
  if (now === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("{0} has no policy: there is nothing to delete.", owner));
    return;
  }
  const uri = policyUri(address);
  await desk.addresses.remember(uri, address);
  if (!(await confirmed(policies, desk, uri, address, now))) return;
  try {
    await withProgress(vscode.l10n.t("Deleting the policy of {0}", owner), (signal) => desk.delete(uri, address, now.etag, signal));
  } catch (error) {
    if (!(error instanceof Problem) || error.details.status !== 412) throw error;
    throw new Problem({ ...error.details, message: vscode.l10n.t("Someone else changed the policy of {0} in the meantime. Nothing was deleted.", owner), nextStep: vscode.l10n.t("Look at what it is now, then delete it again.") }, { cause: error });
  }
  void offerToUndo(desk, address, now).catch((error: unknown) => showProblem(error, services.log));
}

function addressOfDocument({ addresses }: PolicyDesk, from: unknown): PolicyAddress | undefined {
  const uri = from instanceof vscode.Uri ? from : from === undefined ? vscode.window.activeTextEditor?.document.uri : undefined;
  return uri?.scheme === policyScheme ? addresses.of(uri) : undefined;
}

/** Whoever has it open was shown an older one, maybe: then what it is now can be looked at first. */
async function confirmed(policies: Policies, { bases }: PolicyDesk, uri: vscode.Uri, address: PolicyAddress, now: ServerPolicy): Promise<boolean> {
  const open = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  const base = open ? bases.of(uri) : undefined;
  const changed = base !== undefined && !sameText(base.text, now.text);
  const remove = vscode.l10n.t("Delete");
  const show = vscode.l10n.t("Show Changes");
  const detail = [
    ...(changed ? [vscode.l10n.t("Someone else changed it after you opened it.")] : []),
    vscode.l10n.t("Calls then follow the policies of the wider scopes only. If publishing wrote parts of it, the integration counts as drifted, and Repair Integration writes them again."),
  ].join("\n\n");
  const chosen = await vscode.window.showWarningMessage(vscode.l10n.t("Delete the policy of {0} on {1}?", ownerOf(address), lastOf(address.instance)), { modal: true, detail }, remove, ...(changed ? [show] : []));
  if (chosen === show) await comparePolicy(policies, uri);
  return chosen === remove;
}

async function offerToUndo(desk: PolicyDesk, address: PolicyAddress, deleted: ServerPolicy): Promise<void> {
  const owner = ownerOf(address);
  const undo = vscode.l10n.t("Undo");
  if ((await vscode.window.showInformationMessage(vscode.l10n.t("The policy of {0} is deleted.", owner), undo)) !== undo) return;
  await withProgress(vscode.l10n.t("Writing the policy of {0} again", owner), () => desk.restore(policyUri(address), address, deleted.text));
}
