import * as l10n from "@vscode/l10n";
import { Option } from "commander";
import type { Command } from "commander";
import { layoutNames } from "../apim/model.ts";
import type { LayoutName, Plan, PublishOptions } from "../apim/model.ts";
import { checkName, checkPrefix } from "../apim/names.ts";
import { plan } from "../apim/plan.ts";
import { checkOrigins } from "../apim/policies/origins.ts";
import { looksLikeOurs } from "../apim/recognise.ts";
import type { Context } from "./context.ts";
import { asUsage } from "./exit.ts";
import { openTarget } from "./target.ts";
import type { Target, TargetOptions } from "./target.ts";

/** What `plan` and `publish` take beside the target. */
export interface PlanArguments extends TargetOptions {
  readonly layout: LayoutName;
  readonly prefix: string;
  readonly name?: string;
  readonly requireSubscriptionKey?: boolean;
  readonly cors: readonly string[];
}

export function addPlanOptions(command: Command): Command {
  return command
    .addOption(new Option("--layout <layout>", l10n.t("how the service is published")).choices(layoutNames).makeOptionMandatory())
    .option("--prefix <path>", l10n.t("what stands before client in the API suffixes"), "")
    .option("--name <name>", l10n.t("the integration's name; the service's, and the prefix, by default"))
    .option("--require-subscription-key", l10n.t("clients need a subscription key of the instance"))
    .addOption(
      new Option("--cors <origin>", l10n.t("an origin whose pages may connect, answered for by the gateway instead of the service; repeat it for several"))
        .default([], l10n.t("none"))
        .argParser((origin, before: readonly string[]) => [...before, origin]),
    );
}

/** A plan together with the control plane it was made from. */
export interface Planned {
  readonly target: Target;
  readonly plan: Plan;
}

/** Reads what there is and says what publishing would change. Bad names are found before anything is sent. */
export async function planPublish(options: PlanArguments, context: Context): Promise<Planned> {
  const prefix = asUsage(() => checkPrefix(options.prefix));
  const cors = asUsage(() => checkOrigins(options.cors));
  const { name } = options;
  const chosen: PublishOptions = {
    layout: options.layout,
    prefix,
    ...(name === undefined ? {} : { name: asUsage(() => checkName(name)) }),
    requireSubscriptionKey: options.requireSubscriptionKey === true,
    cors,
  };
  const target = await openTarget(options, context, ["apim", "signalr"]);
  const [service, { instance, contents }] = await Promise.all([target.service(), readContents(target, context)]);
  return { target, plan: plan({ instance, service, options: chosen, contents }) };
}

async function readContents(target: Target, { signal }: Context) {
  const instance = await target.instance();
  return { instance, contents: await target.plane.contents(instance, looksLikeOurs, signal) };
}
