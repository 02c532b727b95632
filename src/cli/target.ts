import * as l10n from "@vscode/l10n";
import { Option } from "commander";
import type { Command } from "commander";
import type { Instance, InstancePlace, SignalRService } from "../apim/model.ts";
import { sameId } from "../apim/paths.ts";
import type { ControlPlane } from "../azure/controlPlane.ts";
import type { Profile } from "../azure/profile.ts";
import type { Exchange } from "../azure/traffic.ts";
import { Problem } from "../signalr/problem.ts";
import type { Context } from "./context.ts";
import { asUsage, asUsageAsync, UsageProblem } from "./exit.ts";

/** What names a control plane and what to work on there. */
export interface TargetOptions {
  readonly profile?: string;
  readonly cloud?: string;
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly apim?: string;
  readonly signalr?: string;
}

export function addTargetOptions(command: Command): Command {
  return command
    .addOption(new Option("--profile <file>", l10n.t("a JSON file with the sandbox's first line: control plane and credential come from it")).conflicts("cloud"))
    .option("--cloud <name>", l10n.t("AzureCloud (default), AzureChinaCloud, AzureUSGovernment, or the URL of another cloud's Resource Manager"))
    .option("--subscription <id>", l10n.t("Azure subscription; all that can be seen by default"))
    .option("--resource-group <name>", l10n.t("resource group of the instance and the service"))
    .option("--apim <name>", l10n.t("API Management instance: name or resource id"))
    .option("--signalr <name>", l10n.t("SignalR Service: name or resource id"));
}

/** Whether the options name a control plane at all. */
export function namesTarget(options: TargetOptions): boolean {
  return options.profile !== undefined || options.apim !== undefined || options.signalr !== undefined;
}

/** A control plane with what was named there. Nothing is sent until something is asked for. */
export interface Target {
  readonly plane: ControlPlane;
  readonly profile: Profile | undefined;
  /** @throws UsageProblem when none was named; Problem `instanceNotFound`, `nameAmbiguous` */
  instance(): Promise<Instance>;
  /** Where the instance is, without a request where enough was named to tell. */
  place(): Promise<InstancePlace>;
  /** The service's name as it was given, without a request. @throws UsageProblem when none was */
  serviceName(): string;
  /** @throws UsageProblem when none was named; Problem `serviceNotFound`, `nameAmbiguous` */
  service(): Promise<SignalRService>;
  /** The services beside an instance, by which its backends are known. */
  services(instance: Instance): Promise<readonly SignalRService[]>;
}

type Kind = "apim" | "signalr";

/**
 * @param needs what the command cannot do without
 * @throws UsageProblem for a profile that cannot be read, an unknown cloud, or a name that is missing
 */
export async function openTarget(options: TargetOptions, context: Context, needs: readonly Kind[]): Promise<Target> {
  const [{ readProfile }, { namedCloud }, { createControlPlane }, { defaultCredential }, { parseArmId }] = await Promise.all([
    import("../azure/profile.ts"),
    import("../azure/clouds.ts"),
    import("../azure/createControlPlane.ts"),
    import("../azure/defaultCredential.ts"),
    import("../azure/resources.ts"),
  ]);
  const { profile: file } = options;
  const profile = file === undefined ? undefined : await asUsageAsync(() => readProfile(file));
  const cloud = profile?.cloud ?? (await asUsageAsync(() => namedCloud(options.cloud ?? "AzureCloud")));
  const named = names(options, profile);
  for (const kind of needs) {
    const name = requireName(named[kind], kind);
    if (name.startsWith("/")) {
      asUsage(() => parseArmId(name));
    }
  }
  const { log, signal } = context;
  const exchange = ({ method, url, status, ms, requestId }: Exchange): void => log.debug([method, url, status ?? l10n.t("no answer"), `${Math.round(ms)} ms`, requestId].filter((part) => part !== undefined).join(" "));
  const plane = createControlPlane(cloud, profile?.credential ?? (await defaultCredential(cloud)), { exchange, waiting: ({ until }) => log.info(l10n.t("Azure limits how much may be asked; going on in {0} s. Ctrl-C gives up.", Math.ceil((until - Date.now()) / 1000))) });
  log.debug(l10n.t("Control plane {0}: {1}", cloud.name, cloud.resourceManager));

  let found: ReturnType<ControlPlane["discover"]> | undefined;
  const discovered = (): ReturnType<ControlPlane["discover"]> => {
    found ??= (async () => plane.discover(named.subscriptionId === undefined ? (await plane.subscriptions(signal)).map(({ id }) => id) : [named.subscriptionId], signal))();
    return found;
  };
  const instanceId = (): string | undefined => armId(requireName(named.apim, "apim"), named, "Microsoft.ApiManagement/service");
  const instance = async (): Promise<Instance> => {
    const id = instanceId();
    return id === undefined ? only((await discovered()).instances, requireName(named.apim, "apim"), named.resourceGroup, "apim") : plane.instance(id, signal);
  };
  return {
    plane,
    profile,
    instance,
    async place() {
      const id = instanceId();
      return id === undefined ? instance() : { id, ...parseArmId(id) };
    },
    serviceName: () => requireName(named.signalr, "signalr").replace(/^.*\//, ""),
    async service() {
      const name = requireName(named.signalr, "signalr");
      const id = armId(name, named, "Microsoft.SignalRService/signalR");
      return id === undefined ? only((await discovered()).services, name, named.resourceGroup, "signalr") : plane.service(id, signal);
    },
    async services(instance) {
      const { services } = named.subscriptionId === undefined ? await discovered() : await plane.discover([...new Set([instance.subscriptionId, named.subscriptionId])], signal);
      return services;
    },
  };
}

interface Names {
  readonly subscriptionId: string | undefined;
  readonly resourceGroup: string | undefined;
  readonly apim: string | undefined;
  readonly signalr: string | undefined;
}

function names(options: TargetOptions, profile: Profile | undefined): Names {
  return {
    subscriptionId: options.subscription ?? profile?.subscriptionId,
    resourceGroup: options.resourceGroup ?? profile?.resourceGroup,
    apim: options.apim ?? profile?.apim,
    signalr: options.signalr ?? profile?.signalR,
  };
}

/** The resource's id, where enough is known to do without a search. */
function armId(name: string, { subscriptionId, resourceGroup }: Names, type: string): string | undefined {
  if (name.startsWith("/")) {
    return name;
  }
  return subscriptionId === undefined || resourceGroup === undefined ? undefined : `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${type}/${name}`;
}

function only<T extends { readonly name: string; readonly resourceGroup: string; readonly id: string }>(all: readonly T[], name: string, group: string | undefined, kind: Kind): T {
  const found = all.filter((each) => sameId(each.name, name) && (group === undefined || sameId(each.resourceGroup, group)));
  const [first] = found;
  if (first === undefined) {
    const there = all.map((each) => each.name).join(", ");
    throw new Problem({
      code: kind === "apim" ? "instanceNotFound" : "serviceNotFound",
      message: kind === "apim" ? l10n.t("There is no API Management instance {0} that you can see.", name) : l10n.t("There is no SignalR Service {0} that you can see.", name),
      nextStep: there === "" ? l10n.t("Check --subscription, and that you are signed in as the right account.") : l10n.t("Use one of these: {0}.", there),
    });
  }
  if (found.length > 1) {
    throw new Problem({
      code: "nameAmbiguous",
      message: l10n.t("{0} is the name of {1} resources.", name, found.length),
      nextStep: l10n.t("Give --subscription and --resource-group, or one of these ids: {0}.", found.map(({ id }) => id).join(", ")),
    });
  }
  return first;
}

function requireName(name: string | undefined, kind: Kind): string {
  if (name !== undefined) {
    return name;
  }
  const option = `--${kind}`;
  throw new UsageProblem({
    code: "usageMissingOption",
    message: l10n.t("It is not said what to work on: {0} is missing.", option),
    nextStep: l10n.t("Give {0} with a name or resource id, or --profile with a file that names it.", option),
  });
}
