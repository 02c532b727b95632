import * as l10n from "@vscode/l10n";
import { Command } from "commander";
import { exitCodes } from "../exit.ts";
import { sayPlan } from "../planOutput.ts";
import { addPlanOptions, planPublish } from "../publishOptions.ts";
import type { PlanArguments } from "../publishOptions.ts";
import type { Runner } from "../runner.ts";
import { addTargetOptions } from "../target.ts";

interface Options extends PlanArguments {
  readonly exitCode?: boolean;
}

export function planCommand(run: Runner): Command {
  const command = new Command("plan").description(l10n.t("Say what publishing would change; writes nothing"));
  return addTargetOptions(addPlanOptions(command))
    .option("--exit-code", l10n.t("end with 3 when there are changes"))
    .action(
      run(async (context, options: Options) => {
        const { plan } = await planPublish(options, context);
        sayPlan(plan, context);
        return options.exitCode === true && plan.changes.some(({ action }) => action !== "none") ? exitCodes.changes : exitCodes.done;
      }),
    );
}
