import * as vscode from "vscode";
import type { Plan } from "../../apim/model.ts";
import { looksLikeOurs, recognise } from "../../apim/recognise.ts";
import { planRemoval } from "../../apim/removal.ts";
import { Problem } from "../../signalr/problem.ts";
import { forget } from "../connectionString/kept.ts";
import { withProgress } from "../progress.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { hasChanges, offerPlan } from "./offer.ts";
import type { Offer } from "./offer.ts";
import type { PlanDocuments } from "./planDocuments.ts";

/** Remove: shows what would be deleted, then asks once, in a dialog that cannot be overlooked. */
export async function remove(services: Services, documents: PlanDocuments, node: IntegrationNode): Promise<void> {
  const { name } = node.integration;
  const made = await makePlan(node);
  const offer: Offer = {
    plan: made,
    account: node.account,
    title: vscode.l10n.t("Remove {0} from {1}", name, made.instance.name),
    doing: vscode.l10n.t("Removing {0}", name),
    confirm: () => confirmed(made),
    again: () => remove(services, documents, node),
    done: () => {
      void forget(services.context.secrets, node);
      void vscode.window.showInformationMessage(vscode.l10n.t("{0} is removed from {1}. Apps that still have its ClientEndpoint send their clients to a gateway that now answers 404.", name, made.instance.name));
    },
  };
  await offerPlan(services, documents, offer);
  if (hasChanges(made)) await documents.at(documents.uriOf(offer.title))?.apply();
  else void vscode.window.showInformationMessage(vscode.l10n.t("Publishing made none of these APIs, so there is nothing to remove. Delete them where they were made."));
}

async function makePlan({ account, instance, services, integration }: IntegrationNode): Promise<Plan> {
  return withProgress(vscode.l10n.t("Reading what {0} holds", instance.name), async (signal) => {
    const controlPlane = await account.controlPlane();
    const [current, contents] = await Promise.all([controlPlane.instance(instance.id, signal), controlPlane.contents(instance, looksLikeOurs, signal)]);
    const found = recognise(current, contents, services).find(({ name }) => name === integration.name);
    if (found === undefined) {
      throw new Problem({ code: "integrationNotFound", message: vscode.l10n.t("{0} is no longer on {1}.", integration.name, instance.name), nextStep: vscode.l10n.t("Refresh the tree.") });
    }
    return planRemoval({ instance: current, integration: found, contents });
  });
}

async function confirmed(plan: Plan): Promise<boolean> {
  const button = vscode.l10n.t("Remove");
  const deleted = plan.changes.filter(({ action }) => action === "delete").map(({ title }) => title);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("Remove {0} from {1}?", plan.name, plan.instance.name),
    { modal: true, detail: vscode.l10n.t("This deletes {0}. Clients that connect through the gateway are refused from then on.", deleted.join(", ")) },
    button,
  );
  return chosen === button;
}
