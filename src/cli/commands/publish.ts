import * as l10n from "@vscode/l10n";
import { Command } from "commander";
import { applyPlan } from "../applyPlan.ts";
import { requireAnswer } from "../confirm.ts";
import { addPlanOptions, planPublish } from "../publishOptions.ts";
import type { PlanArguments } from "../publishOptions.ts";
import type { Runner } from "../runner.ts";
import { addTargetOptions } from "../target.ts";

interface Options extends PlanArguments {
  readonly yes?: boolean;
}

export function publishCommand(run: Runner): Command {
  const command = new Command("publish").description(l10n.t("Publish a SignalR Service through an API Management instance"));
  return addTargetOptions(addPlanOptions(command))
    .option("--yes", l10n.t("do not ask"))
    .action(
      run(async (context, options: Options) => {
        const yes = options.yes === true;
        requireAnswer(yes);
        await applyPlan(await planPublish(options, context), yes, context);
      }),
    );
}
