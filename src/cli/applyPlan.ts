import * as l10n from "@vscode/l10n";
import { apply } from "../apim/apply.ts";
import type { ApplyProgress } from "../apim/steps.ts";
import { outcomeText, PublishCancelled, PublishFailed } from "../apim/applyErrors.ts";
import type { ApplyResult } from "../apim/model.ts";
import { Cancelled } from "../signalr/problem.ts";
import { confirm } from "./confirm.ts";
import type { Context } from "./context.ts";
import { sayPlan } from "./planOutput.ts";
import type { Planned } from "./publishOptions.ts";

/** Says the plan, asks where that was not answered yet, and carries it out. The document tells the outcome also when it fails. */
export async function applyPlan({ plan, target }: Pick<Planned, "plan" | "target">, yes: boolean, context: Context): Promise<void> {
  const { out, log, signal } = context;
  const wanted = plan.changes.filter(({ action }) => action !== "none").map(({ resource }) => resource);
  const told = (result: ApplyResult): void => out.add({ ...result, requests: target.plane.traffic.requests, writes: target.plane.traffic.writes });
  sayPlan(plan, context);
  log.debug(l10n.t("Planned after {0} requests.", target.plane.traffic.requests));
  told({ outcome: "nothing", applied: [], remaining: wanted });
  if (wanted.length > 0 && !yes && !(await confirm(l10n.t("Carry this out?"), signal))) {
    throw new Cancelled(l10n.t("Nothing was changed."));
  }
  const interrupted = (): void => log.info(l10n.t("Interrupted: the write under way is finished, and what was made is taken back. Interrupt again to leave it at that."));
  signal.addEventListener("abort", interrupted, { once: true });
  try {
    const result = await apply(plan, target.plane, { signal, onProgress: (progress) => log.info(progressText(progress)) });
    told(result);
    out.text(l10n.t("{0} ({1} requests, {2} writes)", outcomeText(result), target.plane.traffic.requests, target.plane.traffic.writes));
  } catch (error) {
    if (error instanceof PublishFailed || error instanceof PublishCancelled) {
      told(error.result);
    }
    throw error;
  } finally {
    signal.removeEventListener("abort", interrupted);
  }
}

function progressText({ phase, change, index, total }: ApplyProgress): string {
  const what = `${change.title} (${change.resource})`;
  return phase === "apply" ? l10n.t("{0} of {1}: {2} {3}", index + 1, total, change.action, what) : l10n.t("Taking back {0} of {1}: {2}", index + 1, total, what);
}
