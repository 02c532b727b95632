import * as vscode from "vscode";
import type { Diagnosis, ProbeResult, Remedy } from "../../doctor/model.ts";
import { commands } from "../commands.ts";
import type { Fix } from "./doctorDocuments.ts";
import type { Patient } from "./subjects.ts";

/** What can be done about what was found: the verdict's own remedy at its top, the others where they stand in the report. */
export function fixesOf({ verdict, probes }: Diagnosis, text: string, patient: Patient, again: () => Promise<void>): readonly Fix[] {
  const lines = text.split("\n");
  const offered = [
    ...(verdict.remedy === undefined ? [] : [{ remedy: verdict.remedy, line: 0 }]),
    ...probes.flatMap((probe) => remediesOf(probe).map((remedy) => ({ remedy, line: headingOf(probe, lines) }))),
  ];
  return offered
    .filter(({ remedy, line }, index) => offered.findIndex((other) => other.remedy.text === remedy.text && other.line === line) === index)
    .map(({ remedy, line }) => ({ title: remedy.text, line, run: () => carryOut(remedy, patient, again) }));
}

function remediesOf({ outcome, causes = [], remedy }: ProbeResult): readonly Remedy[] {
  if (outcome === "ok" || outcome === "skipped") return [];
  return [...causes.map((cause) => cause.remedy), remedy].filter((each) => each !== undefined);
}

/** The probe's id stands two lines under its heading. */
function headingOf({ id }: ProbeResult, lines: readonly string[]): number {
  return Math.max(0, lines.findIndex((line) => line.includes(`\`${id}\``)) - 2);
}

async function carryOut(remedy: Remedy, { node }: Patient, again: () => Promise<void>): Promise<void> {
  switch (remedy.kind) {
    case "plan":
      await vscode.commands.executeCommand(commands.repair, node);
      return;
    case "link":
      await vscode.env.openExternal(vscode.Uri.parse(remedy.url));
      return;
    case "setting":
      await tellSetting(remedy, node);
      return;
    case "command":
      break;
  }
  if (remedy.command === "doctor") await again();
  else if (remedy.command === "connectionString") await vscode.commands.executeCommand(commands.connectionString, node);
  else await (remedy.integration === undefined ? vscode.commands.executeCommand(commands.publish, node?.parent) : vscode.commands.executeCommand(commands.publishAgain, node));
}

/** What belongs to somebody else's resource is not written from here: it is named so that it is found. */
async function tellSetting({ text, resource, setting, value }: Remedy & { readonly kind: "setting" }, node: Patient["node"]): Promise<void> {
  const copy = vscode.l10n.t("Copy Resource");
  const what = value === undefined ? vscode.l10n.t("{0}. The setting is {1} of {2}.", text, setting, resource) : vscode.l10n.t("{0}. The setting is {1} of {2}; set it to {3}.", text, setting, resource, value);
  const chosen = await vscode.window.showInformationMessage(what, copy);
  const full = /^(?:\/|https?:)/i.test(resource) || node === undefined ? resource : `${node.instance.id}/${resource}`;
  if (chosen === copy) await vscode.env.clipboard.writeText(full);
}
