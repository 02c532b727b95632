import * as vscode from "vscode";
import { apply } from "../../apim/apply.ts";
import { PublishCancelled, PublishFailed, outcomeText } from "../../apim/applyErrors.ts";
import type { ApplyResult, Plan, ResourcePath } from "../../apim/model.ts";
import { planText, summary, toDo } from "../../apim/planText.ts";
import { Problem } from "../../signalr/problem.ts";
import type { Account } from "../account/account.ts";
import { showProblem } from "../errors.ts";
import { withProgress } from "../progress.ts";
import type { Services } from "../services.ts";
import { findInstance, integrationsOf } from "../tree/find.ts";
import type { PlanDocuments, PlanView } from "./planDocuments.ts";

/** A plan about to be shown, and how to go on from it. */
export interface Offer {
  readonly plan: Plan;
  readonly account: Account;
  readonly title: string;
  /** Shown while the plan is carried out. */
  readonly doing: string;
  /** Asked before anything is written; nothing is where it says no. */
  readonly confirm: () => Promise<boolean>;
  /** What is written beside the plan and never shown. */
  readonly secrets?: ReadonlyMap<ResourcePath, string>;
  /** Absent for a plan that takes something away or only marks it. */
  readonly exportAs?: () => Promise<void>;
  /** Told when everything was written. */
  readonly done: () => void;
  /** Reads again and offers a new plan in the place of this one. */
  readonly again: () => Promise<void>;
}

/** Shows a plan as a document with "Apply" above it and in its title bar. Writes nothing by itself. */
export async function offerPlan(services: Services, documents: PlanDocuments, offer: Offer): Promise<void> {
  await documents.show(viewOf(services, documents, offer));
}

export function hasChanges(plan: Plan): boolean {
  return plan.changes.some(({ action }) => action !== "none");
}

function viewOf(services: Services, documents: PlanDocuments, offer: Offer): PlanView {
  const view = { title: offer.title, text: planText(offer.plan, offer.title), again: () => replan(documents, offer), ...exporting(offer) };
  return { ...view, ...(hasChanges(offer.plan) ? { pending: toDo(offer.plan) } : { outcome: `$(pass) ${summary(offer.plan)}` }), apply: () => applyOffer(services, documents, offer) };
}

function replan(documents: PlanDocuments, { title, again }: Offer): Promise<void> {
  return documents.during(title, vscode.l10n.t("Planning again"), again);
}

function exporting({ exportAs }: Offer): Pick<PlanView, "exportAs"> {
  return exportAs === undefined ? {} : { exportAs };
}

async function applyOffer(services: Services, documents: PlanDocuments, offer: Offer): Promise<void> {
  if (!hasChanges(offer.plan)) {
    void vscode.window.showInformationMessage(summary(offer.plan));
    return;
  }
  if (await offer.confirm()) await documents.during(offer.title, offer.doing, () => applyConfirmed(services, documents, offer));
}

async function applyConfirmed(services: Services, documents: PlanDocuments, offer: Offer): Promise<void> {
  const again = (): Promise<void> => replan(documents, offer);
  const ended = (outcome: string): void => {
    // A plan is applied once: what it was made from has changed by now.
    documents.set({ title: offer.title, text: planText(offer.plan, offer.title), outcome, apply: again, again, ...exporting(offer) });
  };
  try {
    const result = await carriedOut(services, offer);
    ended(`$(pass) ${outcomeText(result)}`);
    offer.done();
  } catch (error) {
    if (error instanceof PublishCancelled) {
      ended(`$(circle-slash) ${outcomeText(error.result)}`);
      void vscode.window.showInformationMessage(error.message);
    } else {
      ended(`$(error) ${failedText(error)}`);
      showProblem(error, services.log, [{ title: isPartial(error) ? vscode.l10n.t("Resume…") : vscode.l10n.t("Plan Again"), run: again }]);
    }
  }
  await showInTree(services, offer);
}

function carriedOut(services: Services, { plan, account, doing, secrets }: Offer): Promise<ApplyResult> {
  return withProgress(doing, async (signal, report) => {
    const controlPlane = await account.controlPlane();
    const before = controlPlane.traffic.writes;
    const result = await apply(plan, controlPlane, {
      ...(secrets !== undefined && { secrets }),
      signal,
      onProgress: ({ phase, change, index, total }) => {
        const step = vscode.l10n.t("{0} of {1}: {2}", index + 1, total, change.title);
        services.log.info(`${phase} ${change.action} ${change.resource}`);
        report(phase === "apply" ? step : vscode.l10n.t("taking back {0}", step), phase === "apply" ? 100 / total : 0);
      },
    });
    services.log.info(`${result.outcome}: ${controlPlane.traffic.writes - before} writes`);
    return result;
  });
}

/** Reads the instance's rows anew and puts the integration in view, where it is one. A failure here has its own row. */
async function showInTree({ tree, view, log }: Services, { plan, account }: Offer): Promise<void> {
  const instance = await findInstance(tree.model, account, plan.instance);
  if (instance === undefined) return;
  tree.model.refresh(instance);
  const rows = await integrationsOf(tree.model, instance);
  const row = rows.find(({ integration }) => integration.name === plan.name) ?? instance;
  if (!view.visible) return;
  try {
    await tree.model.uncover(row);
    await view.reveal(row, { select: true, focus: false, expand: true });
  } catch (error) {
    log.debug(`The tree could not show ${row.id}: ${String(error)}`);
  }
}

/** The plan of the document a command was run on. @throws Problem where there is none, or something is being done with it */
export function planAt(documents: PlanDocuments, uri: unknown): PlanView {
  const view = documents.at(uri);
  if (view === undefined) {
    throw new Problem({ code: "noPlan", message: vscode.l10n.t("There is no plan here to apply."), likelyCause: vscode.l10n.t("It was made before the window was reloaded."), nextStep: vscode.l10n.t("Publish again to get a new one.") });
  }
  if (view.busy !== undefined) {
    throw new Problem({ code: "planBusy", message: vscode.l10n.t("This plan is in use: {0}.", view.busy), nextStep: vscode.l10n.t("Wait until that is done, or cancel it in its notification.") });
  }
  return view;
}

/** Short, because what can be done about it stands behind it; the notification says all. */
function failedText(error: unknown): string {
  if (!(error instanceof PublishFailed)) return vscode.l10n.t("This did not work.");
  return isPartial(error) ? vscode.l10n.t("Not everything could be taken back.") : outcomeText(error.result);
}

/** What stands is completed by the same plan made anew. */
function isPartial(error: unknown): boolean {
  return error instanceof PublishFailed && error.result.outcome === "partial";
}
