import * as vscode from "vscode";
import { healFaults, readFaults, switchFaultOn } from "../../sandbox/controlClient.ts";
import { sandboxFaults } from "../../sandbox/faults/catalogue.ts";
import type { SandboxFault } from "../../sandbox/faults/fault.ts";
import type { SandboxLine } from "../../sandbox/model.ts";
import { commands } from "../commands.ts";
import { pickIntegration } from "../pickIntegration.ts";
import { answered, pickOne } from "../prompts.ts";
import type { Choice } from "../prompts.ts";
import type { Services } from "../services.ts";
import { runningSandbox } from "./commands.ts";

/** Shows what it looks like when something is wrong: puts the sandbox into a state the person picks; one that is on is healed. */
export async function showFault(services: Services): Promise<void> {
  const line = await runningSandbox(services);
  const on = new Set(await readFaults(line));
  const fault = answered(await pickOne({ title: vscode.l10n.t("Show me what it looks like when…"), placeholder: vscode.l10n.t("The sandbox is put into that state until you heal it") }, sandboxFaults.map((each) => choiceOf(each, on.has(each.id)))));
  if (on.has(fault.id)) {
    await healFaults(line, fault.id);
    told(services, vscode.l10n.t("Healed: {0}.", fault.title()));
    return;
  }
  await switchFaultOn(line, fault.id);
  services.tree.model.refresh();
  await offerNext(services, line, fault);
}

/** Puts back everything that faults changed in the sandbox. */
export async function heal(services: Services): Promise<void> {
  await healFaults(await runningSandbox(services));
  told(services, vscode.l10n.t("The sandbox is healed."));
}

function told({ tree }: Services, text: string): void {
  tree.model.refresh();
  void vscode.window.showInformationMessage(text);
}

/** What people do next: look for the symptoms, ask the doctor, and end it. */
async function offerNext(services: Services, { appServerUrl }: SandboxLine, { title, seenAt }: SandboxFault): Promise<void> {
  const doctor = vscode.l10n.t("Run Doctor");
  const end = vscode.l10n.t("Heal");
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("The sandbox is in this state now: {0}. Connect a console or open ChatRoom to see it, or ask the doctor.", title()), doctor, end);
  if (chosen === end) await heal(services);
  if (chosen !== doctor) return;
  const subject = seenAt === "app" ? `${appServerUrl}/chat` : await pickIntegration(services, undefined, ({ account }) => account.kind === "sandbox");
  await vscode.commands.executeCommand(commands.doctor, subject);
}

function choiceOf(fault: SandboxFault, isOn: boolean): Choice<SandboxFault> {
  const notes = [...(isOn ? [vscode.l10n.t("on; choose it to heal it")] : []), ...(fault.layout === undefined ? [] : [vscode.l10n.t("only with the layout {0}", fault.layout)]), ...(fault.seenAt === undefined ? [] : [vscode.l10n.t("seen at the app")])];
  return { label: isOn ? `$(flame) ${fault.title()}` : fault.title(), description: notes.join(" · "), value: fault };
}
