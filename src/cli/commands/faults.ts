import * as l10n from "@vscode/l10n";
import { Argument, Command } from "commander";
import { readProfile } from "../../azure/profile.ts";
import type { SandboxFault } from "../../sandbox/faults/fault.ts";
import type { Context } from "../context.ts";
import { asUsageAsync, UsageProblem } from "../exit.ts";
import type { Runner } from "../runner.ts";

interface Options {
  readonly profile: string;
  readonly heal?: true;
}

export function faultsCommand(run: Runner): Command {
  return new Command("faults")
    .description(l10n.t("Show what it looks like when something is wrong: put a sandbox into a bad state, or list them"))
    .addArgument(new Argument("[name]", l10n.t("the state; without one all are listed, or healed with --heal")))
    .requiredOption("--profile <file>", l10n.t("a JSON file with the sandbox's first line"))
    .option("--heal", l10n.t("put back what it changed"))
    .action(run(faults));
}

async function faults({ out, signal }: Context, { profile: file, heal }: Options, name: string | undefined): Promise<void> {
  const { appServerUrl, credential, cloud } = await asUsageAsync(() => readProfile(file));
  const [{ healFaults, readFaults, switchFaultOn }, { sandboxFaults }] = await Promise.all([import("../../sandbox/controlClient.ts"), import("../../sandbox/faults/catalogue.ts")]);
  if (appServerUrl === undefined) {
    throw new UsageProblem({ code: "usageNoSandbox", message: l10n.t("The profile is no sandbox's."), nextStep: l10n.t("Give --profile with the first line that the sandbox printed.") });
  }
  if (name !== undefined && !sandboxFaults.some(({ id }) => id === name)) {
    throw new UsageProblem({ code: "usageFaultUnknown", message: l10n.t('There is no state "{0}".', name), nextStep: l10n.t("There are: {0}.", sandboxFaults.map(({ id }) => id).join(", ")) });
  }
  const sandbox = { appServerUrl, armToken: (await credential.getToken(cloud.scope))?.token ?? "" };
  if (heal === true) await healFaults(sandbox, name, signal);
  else if (name !== undefined) await switchFaultOn(sandbox, name, signal);
  const on = new Set(await readFaults(sandbox, signal));
  out.add({ faults: sandboxFaults.map((fault) => ({ name: fault.id, title: fault.title(), on: on.has(fault.id), ...(fault.layout && { layout: fault.layout }), ...(fault.seenAt && { seenAt: fault.seenAt }) })) });
  if (name === undefined && heal !== true) out.text(sandboxFaults.map((fault) => listed(fault, on.has(fault.id))).join("\n"));
  else out.text(on.size === 0 ? l10n.t("The sandbox is healed.") : l10n.t("The sandbox is in this state now: {0}.", [...on].join(", ")));
}

function listed({ id, title, layout, seenAt }: SandboxFault, on: boolean): string {
  const notes = [...(layout === undefined ? [] : [l10n.t("only with the layout {0}", layout)]), ...(seenAt === undefined ? [] : [l10n.t("seen at the app")])];
  return `${on ? "*" : " "} ${id.padEnd(26)} ${title()}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
}
