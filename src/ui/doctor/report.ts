import * as vscode from "vscode";
import { Problem } from "../../signalr/problem.ts";
import type { DoctorDocuments, DoctorView, Fix } from "./doctorDocuments.ts";

/** The report of the document a command was run on. @throws Problem where there is none */
export function reportAt(documents: DoctorDocuments, uri: unknown): DoctorView {
  const view = documents.at(uri);
  if (view !== undefined) return view;
  throw new Problem({ code: "noReport", message: vscode.l10n.t("There is no report of the doctor here."), likelyCause: vscode.l10n.t("It was made before the window was reloaded."), nextStep: vscode.l10n.t("Run the doctor again.") });
}

/** @param index of the fix in the report */
export function fixAt(documents: DoctorDocuments, uri: unknown, index: unknown): Fix {
  const { fixes } = reportAt(documents, uri);
  const fix = typeof index === "number" ? fixes[index] : undefined;
  if (fix !== undefined) return fix;
  throw new Problem({ code: "noFix", message: vscode.l10n.t("What this would put right was found by an earlier run."), nextStep: vscode.l10n.t("Run the doctor again.") });
}

/** Opens the run as an unsaved JSON document. */
export async function openJson({ json = "" }: DoctorView): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: json, language: "json" }), { preview: false });
}
