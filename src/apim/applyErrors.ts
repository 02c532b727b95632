import * as l10n from "@vscode/l10n";
import { Cancelled, Problem } from "../signalr/problem.ts";
import type { ApplyResult, Outcome } from "./model.ts";

/** The Problem that stopped a plan, with what was done about it. `details` are those of the cause; the message says the outcome too. */
export class PublishFailed extends Problem {
  readonly result: ApplyResult;

  constructor(cause: Problem, result: ApplyResult) {
    super({ ...cause.details, message: `${cause.message} ${outcomeText(result)}` }, { cause });
    this.name = "PublishFailed";
    this.result = result;
  }
}

/** A plan that was stopped on purpose, with what was done about it. */
export class PublishCancelled extends Cancelled {
  readonly result: ApplyResult;

  constructor(result: ApplyResult) {
    super(`${l10n.t("Cancelled.")} ${outcomeText(result)}`);
    this.name = "PublishCancelled";
    this.result = result;
  }
}

/** One sentence on what stands after a plan ended. */
export function outcomeText({ outcome, applied, remaining }: ApplyResult): string {
  const texts: Readonly<Record<Outcome, string>> = {
    applied: applied.length === 1 ? l10n.t("The change was made.") : l10n.t("All {0} changes were made.", applied.length),
    nothing: l10n.t("Nothing was changed."),
    rolledBack: l10n.t("What had been changed was taken back; the instance is as it was before."),
    partial: l10n.t("Not everything could be taken back. In place: {0}. Still to do: {1}. Run the same again to complete it.", listed(applied), listed(remaining)),
  };
  return texts[outcome];
}

function listed(paths: readonly string[]): string {
  return paths.length === 0 ? l10n.t("nothing") : paths.join(", ");
}
