import * as l10n from "@vscode/l10n";
import { Option } from "commander";
import type { Command } from "commander";
import { checkAppNegotiate, checkAppNegotiateUrl } from "../apim/appNegotiate.ts";
import { checkCors, checkHubs } from "../apim/extras.ts";
import { layoutNames } from "../apim/model.ts";
import type { InstanceContents, LayoutName, Plan, PublishOptions, SignalRService } from "../apim/model.ts";
import { checkName, checkPrefix } from "../apim/names.ts";
import { plan } from "../apim/plan.ts";
import { concernedBy } from "../apim/recognise.ts";
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
  readonly hub: readonly string[];
  readonly appNegotiateUrl?: string;
}

export function addPlanOptions(command: Command): Command {
  return command
    .addOption(new Option("--layout <layout>", l10n.t("how the service is published")).choices(layoutNames).makeOptionMandatory())
    .option("--prefix <path>", l10n.t("what stands before client in the API suffixes; in the layout gatewayNegotiate the suffix of its one API, signalr by default"), "")
    .option("--name <name>", l10n.t("the integration's name; the service's, and the prefix, by default"))
    .option("--require-subscription-key", l10n.t("clients need a subscription key of the instance"))
    .addOption(repeated("--cors <origin>", l10n.t("an origin whose pages may connect, answered for by the gateway instead of the service; repeat it for several"), l10n.t("none")))
    .addOption(repeated("--hub <name>", l10n.t("a hub that clients may reach; repeat it for several"), l10n.t("every hub")))
    .option("--app-negotiate-url <url>", l10n.t("the app's negotiate, which the gateway calls in the layout gatewayNegotiate"));
}

function repeated(flags: string, description: string, none: string): Option {
  return new Option(flags, description).default([], none).argParser((value, before: readonly string[]) => [...before, value]);
}

/** A plan together with what it was made from. */
export interface Planned {
  readonly target: Target;
  readonly plan: Plan;
  readonly service: SignalRService;
  readonly contents: InstanceContents;
  readonly options: PublishOptions;
}

/** Reads what there is and says what publishing would change. Bad names are found before anything is sent. */
export async function planPublish(options: PlanArguments, context: Context): Promise<Planned> {
  const prefix = asUsage(() => checkPrefix(options.prefix));
  const { layout, name, appNegotiateUrl } = options;
  const cors = asUsage(() => checkCors(layout, options.cors));
  const hubs = asUsage(() => checkHubs(options.hub));
  asUsage(() => checkAppNegotiate(layout, appNegotiateUrl !== undefined));
  const chosen: PublishOptions = {
    layout,
    prefix,
    ...(name === undefined ? {} : { name: asUsage(() => checkName(name)) }),
    requireSubscriptionKey: options.requireSubscriptionKey === true,
    cors,
    hubs,
    ...(appNegotiateUrl === undefined ? {} : { appNegotiate: { url: asUsage(() => checkAppNegotiateUrl(appNegotiateUrl)) } }),
  };
  const target = await openTarget(options, context, ["apim", "signalr"]);
  const [service, instance, contents] = await Promise.all([target.service(), target.instance(), readContents(target, chosen, context)]);
  return { target, plan: plan({ instance, service, options: chosen, contents }), service, contents, options: chosen };
}

async function readContents(target: Target, options: PublishOptions, { signal }: Context): Promise<InstanceContents> {
  const wants = concernedBy({ name: target.serviceName() }, options);
  return target.plane.contents(await target.place(), wants, signal);
}
