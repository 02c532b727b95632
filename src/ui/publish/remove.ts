import * as vscode from "vscode";
import type { Plan } from "../../apim/model.ts";
import { planRemoval } from "../../apim/removal.ts";
import { forget } from "../connectionString/kept.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { hasChanges, offerPlan } from "./offer.ts";
import type { Offer } from "./offer.ts";
import type { PlanDocuments } from "./planDocuments.ts";
import { readIntegration } from "./readIntegration.ts";

/** Remove: shows what would be deleted, then asks once, in a dialog that cannot be overlooked. */
export async function remove(services: Services, documents: PlanDocuments, node: IntegrationNode): Promise<void> {
  const { name } = node.integration;
  const made = planRemoval(await readIntegration(node));
  const offer: Offer = {
    plan: made,
    account: node.account,
    title: vscode.l10n.t("Remove {0} from {1}", name, made.instance.name),
    doing: vscode.l10n.t("Removing {0}", name),
    confirm: () => confirmed(made),
    again: () => remove(services, documents, node),
    done: () => {
      void forget(services.context.secrets, node);
      void vscode.window.showInformationMessage(removedText(made));
    },
  };
  await offerPlan(services, documents, offer);
  if (hasChanges(made)) await documents.at(documents.uriOf(offer.title))?.apply();
  else void vscode.window.showInformationMessage(vscode.l10n.t("Publishing made none of these APIs, so there is nothing to remove. Delete them where they were made."));
}

function removedText(plan: Plan): string {
  const { name, instance } = plan;
  return plan.changes.some(({ action }) => action === "delete")
    ? vscode.l10n.t("{0} is removed from {1}. Apps that still have its ClientEndpoint send their clients to a gateway that now answers 404.", name, instance.name)
    : vscode.l10n.t("{0} is no longer looked after. Its APIs stay as someone else made them.", name);
}

async function confirmed(plan: Plan): Promise<boolean> {
  const button = vscode.l10n.t("Remove");
  const deleted = plan.changes.filter(({ action }) => action === "delete").map(({ title }) => title);
  if (deleted.length === 0) return true;
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("Remove {0} from {1}?", plan.name, plan.instance.name),
    { modal: true, detail: vscode.l10n.t("This deletes {0}. Clients that connect through the gateway are refused from then on.", deleted.join(", ")) },
    button,
  );
  return chosen === button;
}
