import * as vscode from "vscode";
import type { GatewayTrace } from "../../sandbox/controlClient.ts";
import { diagnosisDocument } from "../../doctor/document.ts";
import { examine } from "../../doctor/examine.ts";
import type { Diagnosis, ProbeResult } from "../../doctor/model.ts";
import { reportMarkdown } from "../../doctor/report.ts";
import { isCancelled } from "../../signalr/problem.ts";
import { commands } from "../commands.ts";
import { tracesSince } from "../policies/trace.ts";
import { withProgress } from "../progress.ts";
import type { Services } from "../services.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import { askMore } from "./askMore.ts";
import type { DoctorDocuments, DoctorView, Fix } from "./doctorDocuments.ts";
import { fixesOf } from "./fixes.ts";
import { askPatient } from "./patient.ts";
import { showHealth } from "./showHealth.ts";
import { progressText } from "./progressText.ts";
import type { Patient } from "./subjects.ts";
import { tracesText } from "./tracesText.ts";

/** Answers come in bursts: the document is written anew at most this often, in milliseconds. */
const pauseMs = 60;

/** Runs the doctor on an integration or a hub's URL: asks for it where `from` names none, and shows the report while it grows. */
export async function runDoctor(services: Services, documents: DoctorDocuments, from: unknown): Promise<void> {
  await runOn(services, documents, await askPatient(services, from));
}

async function runOn(services: Services, documents: DoctorDocuments, patient: Patient): Promise<void> {
  const { title, key, node } = patient;
  const again = (): Promise<void> => runOn(services, documents, patient);
  const askingMore: Fix = { title: vscode.l10n.t("Ask More…"), icon: "add", line: 0, run: async () => runOn(services, documents, await askMore(patient)) };
  const before = services.health.earlier(key);
  const results: ProbeResult[] = [];
  const growing = (): DoctorView => ({ title: tabOf(title), text: progressText(title, results, "asking"), fixes: [] });
  await documents.show(growing());
  let timer: NodeJS.Timeout | undefined;
  const told = (result: ProbeResult): void => {
    results.push(result);
    timer ??= setTimeout(() => {
      timer = undefined;
      documents.set(growing());
    }, pauseMs);
  };
  try {
    const diagnosis = await withProgress(vscode.l10n.t("Doctor: {0}", title), (signal, report) => examinePatient(patient, signal, (result) => {
      told(result);
      report(vscode.l10n.t("{0} answers", results.length));
    }));
    clearTimeout(timer);
    const traces = node === undefined ? [] : await tracesSince(services, node, diagnosis.startedAt);
    const text = reportMarkdown(diagnosis, before) + tracesText(traces);
    documents.set({ title: tabOf(title), text, fixes: [...fixesOf(services, diagnosis, text, patient, again), ...tracing(node, traces), askingMore], json: `${JSON.stringify(diagnosisDocument(diagnosis), undefined, 2)}\n`, again });
    await services.health.keep(key, diagnosis);
    showHealth(services, diagnosis, node);
  } catch (error) {
    clearTimeout(timer);
    documents.set({ title: tabOf(title), text: progressText(title, results, isCancelled(error) ? "cancelled" : "failed"), fixes: [], again });
    throw error;
  }
}

/** The sandbox's gateway tells what its policies did with the doctor's requests; those that went well are a click away. */
function tracing(node: IntegrationNode | undefined, traces: readonly GatewayTrace[]): readonly Fix[] {
  return traces.length === 0 ? [] : [{ title: vscode.l10n.t("Gateway Trace"), icon: "list-tree", line: 0, run: async () => vscode.commands.executeCommand(commands.showTrace, node) }];
}

/** One run, without anything to see. @throws Problem where the control plane refuses; Cancelled */
export async function examinePatient(patient: Patient, signal: AbortSignal, told: (result: ProbeResult) => void = () => undefined): Promise<Diagnosis> {
  return examine(await patient.subject(signal), { signal, told });
}

function tabOf(title: string): string {
  return vscode.l10n.t("Doctor {0}", title);
}
