import * as vscode from "vscode";
import { readTraces } from "../../sandbox/controlClient.ts";
import type { GatewayTrace } from "../../sandbox/controlClient.ts";
import { failureIn, statusText, traceText } from "../../sandbox/traceText.ts";
import { pickOne } from "../prompts.ts";
import { back } from "../publish/steps.ts";
import { runningSandbox } from "../sandbox/commands.ts";
import type { Services } from "../services.ts";
import type { TraceDocuments } from "./traceDocuments.ts";

/** Lets the person pick one of the last requests through the sandbox's gateway, and shows what its policies did. */
export async function showTrace(services: Services, documents: TraceDocuments): Promise<void> {
  const traces = await readTraces(await runningSandbox(services));
  if (traces.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("No request has come through the sandbox's gateway yet. Connect a client, then look again."));
    return;
  }
  const chosen = await pickOne({ title: vscode.l10n.t("Gateway Trace"), placeholder: vscode.l10n.t("Requests through the sandbox's gateway, newest first") }, traces.map(choiceOf));
  if (chosen !== back) await documents.show(`${chosen.method} ${chosen.time.slice(11, 19).replaceAll(":", ".")} ${chosen.id.slice(0, 8)}`, traceText(chosen));
}

function choiceOf(trace: GatewayTrace): { label: string; description: string; detail: string; value: GatewayTrace } {
  const failure = failureIn(trace);
  return {
    label: `${failure === undefined ? "$(pass)" : "$(error)"} ${trace.method} ${trace.url}`,
    description: statusText(trace),
    detail: [trace.time.slice(11, 23), trace.api ?? vscode.l10n.t("no API"), failure ?? ""].filter((part) => part !== "").join(" · "),
    value: trace,
  };
}
