import * as vscode from "vscode";
import { planAdoption } from "../../apim/adopt/adopt.ts";
import type { Integration } from "../../apim/model.ts";
import { checkName } from "../../apim/names.ts";
import { commands } from "../commands.ts";
import { answered, askText } from "../prompts.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { complaint } from "./frame.ts";
import { hasChanges, offerPlan } from "./offer.ts";
import type { Offer } from "./offer.ts";
import type { PlanDocuments } from "./planDocuments.ts";
import { readIntegration } from "./readIntegration.ts";

/** Adopt: shows the one line that would be written into each API of an integration that someone else made. */
export async function adopt(services: Services, documents: PlanDocuments, node: IntegrationNode): Promise<void> {
  const name = answered(await askText({ title: vscode.l10n.t("Adopt an integration"), placeholder: vscode.l10n.t("Name it is to have from now on. Nothing of what works is renamed.") }, node.integration.name, complaint(checkName)));
  await planAdopting(services, documents, node, name);
}

async function planAdopting(services: Services, documents: PlanDocuments, node: IntegrationNode, name: string): Promise<void> {
  const read = await readIntegration(node);
  const plan = planAdoption({ ...read, name });
  const offer: Offer = {
    plan,
    account: node.account,
    title: vscode.l10n.t("Adopt {0} on {1}", name, read.instance.name),
    doing: vscode.l10n.t("Adopting {0}", name),
    confirm: () => Promise.resolve(true),
    again: () => planAdopting(services, documents, node, name),
    done: () => void tellAdopted(node, name, read.integration),
  };
  await offerPlan(services, documents, offer);
  if (!hasChanges(plan)) void vscode.window.showInformationMessage(vscode.l10n.t("{0} is looked after already.", name));
}

async function tellAdopted({ instance }: IntegrationNode, name: string, { findings }: Integration): Promise<void> {
  const repair = vscode.l10n.t("Repair…");
  const text = vscode.l10n.t("{0} is adopted: from now on what drifts is shown and can be repaired.", name);
  const chosen = await vscode.window.showInformationMessage(text, ...(findings.length === 0 ? [] : [repair]));
  if (chosen === repair) await vscode.commands.executeCommand(commands.repair, { instance: instance.id, integration: name });
}
