import * as l10n from "@vscode/l10n";
import { Command } from "commander";
import { planRemoval } from "../../apim/removal.ts";
import { applyPlan } from "../applyPlan.ts";
import { requireAnswer } from "../confirm.ts";
import { integrationNamed, readPublished } from "../integrations.ts";
import type { Runner } from "../runner.ts";
import { addTargetOptions, openTarget } from "../target.ts";
import type { TargetOptions } from "../target.ts";

interface Options extends TargetOptions {
  readonly integration: string;
  readonly yes?: boolean;
}

export function removeCommand(run: Runner): Command {
  const command = new Command("remove").description(l10n.t("Remove what publishing made, and only that"));
  return addTargetOptions(command)
    .requiredOption("--integration <name>", l10n.t("the integration to remove"))
    .option("--yes", l10n.t("do not ask"))
    .action(
      run(async (context, options: Options) => {
        const yes = options.yes === true;
        requireAnswer(yes);
        const target = await openTarget(options, context, ["apim"]);
        const published = await readPublished(target, context);
        const integration = integrationNamed(published, options.integration);
        const { instance, contents } = published;
        await applyPlan({ target, plan: planRemoval({ instance, integration, contents }) }, yes, context);
      }),
    );
}
