import * as vscode from "vscode";
import { sameId } from "../../apim/paths.ts";
import { portalUrl } from "../../azure/portal.ts";
import type { Diagnosis, Remedy } from "../../doctor/model.ts";
import { commands } from "../commands.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode, TreeNode } from "../tree/nodes.ts";
import type { Fix } from "./doctorDocuments.ts";
import { placedRemedies } from "./remedies.ts";
import type { Patient } from "./subjects.ts";

/** The remedies of a report, ready to be carried out. @param text the diagnosis as Markdown */
export function fixesOf(services: Services, diagnosis: Diagnosis, text: string, patient: Patient, again: () => Promise<void>): readonly Fix[] {
  return placedRemedies(diagnosis, text).map(({ remedy, line }) => ({ title: remedy.text, line, run: () => carryOut(services, remedy, patient, again) }));
}

async function carryOut(services: Services, remedy: Remedy, { node }: Patient, again: () => Promise<void>): Promise<void> {
  switch (remedy.kind) {
    case "plan":
      await vscode.commands.executeCommand(commands.repair, node);
      return;
    case "link":
      await vscode.env.openExternal(vscode.Uri.parse(remedy.url));
      return;
    case "setting": {
      const row = node && (await policyRow(services, node, remedy.resource));
      await (row === undefined ? tellSetting(remedy, node) : vscode.commands.executeCommand(commands.editPolicy, row));
      return;
    }
    case "command":
      break;
  }
  if (remedy.command === "doctor") await again();
  else if (remedy.command === "connectionString") await vscode.commands.executeCommand(commands.connectionString, node);
  else await (remedy.integration === undefined ? vscode.commands.executeCommand(commands.publish, node?.parent) : vscode.commands.executeCommand(commands.publishAgain, node));
}

/** The row of the API or operation whose policy `resource` is; undefined for what is no policy of the integration's. */
async function policyRow({ tree }: Services, node: IntegrationNode, resource: string): Promise<TreeNode | undefined> {
  const owner = /^(apis\/[^/]+)(\/operations\/[^/]+)?\/policies\/policy$/i.exec(resource);
  if (owner === null) return undefined;
  const [, path = "", operation] = owner;
  const api = (await tree.model.settled(node)).find((row) => row.kind === "api" && sameId(row.api.path, path));
  if (api === undefined || operation === undefined) return api;
  return (await tree.model.settled(api)).find((row) => row.kind === "operation" && sameId(row.operation.path, path + operation));
}

/** What belongs to somebody else's resource is not written from here: it is named, and shown where it can be changed. */
async function tellSetting({ text, resource, setting, value }: Remedy & { readonly kind: "setting" }, node: Patient["node"]): Promise<void> {
  const id = /^(?:\/|https?:)/i.test(resource) || node === undefined ? resource : `${node.instance.id}/${resource}`;
  const url = node && portalUrl((await node.account.controlPlane()).cloud, id);
  const open = vscode.l10n.t("Open in Portal");
  const copy = vscode.l10n.t("Copy Resource");
  const what = value === undefined ? vscode.l10n.t("{0}. The setting is {1} of {2}.", text, setting, resource) : vscode.l10n.t("{0}. The setting is {1} of {2}; set it to {3}.", text, setting, resource, value);
  const chosen = await vscode.window.showInformationMessage(what, ...(url === undefined ? [] : [open]), copy);
  if (chosen === copy) await vscode.env.clipboard.writeText(id);
  if (chosen === open && url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url));
}
