import * as vscode from "vscode";
import type { Diagnosis, Remedy } from "../../doctor/model.ts";
import { commands } from "../commands.ts";
import type { Fix } from "./doctorDocuments.ts";
import { placedRemedies } from "./remedies.ts";
import type { Patient } from "./subjects.ts";

/** The remedies of a report, ready to be carried out. @param text the diagnosis as Markdown */
export function fixesOf(diagnosis: Diagnosis, text: string, patient: Patient, again: () => Promise<void>): readonly Fix[] {
  return placedRemedies(diagnosis, text).map(({ remedy, line }) => ({ title: remedy.text, line, run: () => carryOut(remedy, patient, again) }));
}

async function carryOut(remedy: Remedy, { node }: Patient, again: () => Promise<void>): Promise<void> {
  switch (remedy.kind) {
    case "plan":
      await vscode.commands.executeCommand(commands.repair, node);
      return;
    case "link":
      await vscode.env.openExternal(vscode.Uri.parse(remedy.url));
      return;
    case "setting":
      await tellSetting(remedy, node);
      return;
    case "command":
      break;
  }
  if (remedy.command === "doctor") await again();
  else if (remedy.command === "connectionString") await vscode.commands.executeCommand(commands.connectionString, node);
  else await (remedy.integration === undefined ? vscode.commands.executeCommand(commands.publish, node?.parent) : vscode.commands.executeCommand(commands.publishAgain, node));
}

/** What belongs to somebody else's resource is not written from here: it is named so that it is found. */
async function tellSetting({ text, resource, setting, value }: Remedy & { readonly kind: "setting" }, node: Patient["node"]): Promise<void> {
  const copy = vscode.l10n.t("Copy Resource");
  const what = value === undefined ? vscode.l10n.t("{0}. The setting is {1} of {2}.", text, setting, resource) : vscode.l10n.t("{0}. The setting is {1} of {2}; set it to {3}.", text, setting, resource, value);
  const chosen = await vscode.window.showInformationMessage(what, copy);
  const full = /^(?:\/|https?:)/i.test(resource) || node === undefined ? resource : `${node.instance.id}/${resource}`;
  if (chosen === copy) await vscode.env.clipboard.writeText(full);
}
