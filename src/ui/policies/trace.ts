import * as vscode from "vscode";
import { sameId } from "../../apim/paths.ts";
import { readTraces } from "../../sandbox/controlClient.ts";
import type { GatewayTrace } from "../../sandbox/controlClient.ts";
import { failureIn, statusText, traceText } from "../../sandbox/traceText.ts";
import { isConsoleTarget } from "../doctor/patient.ts";
import { findIntegration, isIntegrationRef, refInKey } from "../pickIntegration.ts";
import { pickOne } from "../prompts.ts";
import { back } from "../publish/steps.ts";
import { runningSandbox } from "../sandbox/commands.ts";
import type { Services } from "../services.ts";
import { integrationAbove, isTreeNode } from "../tree/nodes.ts";
import type { IntegrationNode } from "../tree/nodes.ts";
import type { TraceDocuments } from "./traceDocuments.ts";

/**
 * Lets the person pick one of the last requests through the sandbox's gateway, and shows what its policies did.
 * @param from a row, an integration's name or a console's target, for the requests to that integration alone
 */
export async function showTrace(services: Services, documents: TraceDocuments, from: unknown): Promise<void> {
  const sandbox = await runningSandbox(services);
  const node = await nodeOf(services, from);
  const all = await readTraces(sandbox);
  const traces = node === undefined ? all : all.filter((trace) => isFor(trace, node));
  if (traces.length === 0) {
    void vscode.window.showInformationMessage(node === undefined ? vscode.l10n.t("No request has come through the sandbox's gateway yet. Connect a client, then look again.") : vscode.l10n.t("No request to {0} has come through the sandbox's gateway lately. Connect a client, then look again.", node.integration.name));
    return;
  }
  const title = node === undefined ? vscode.l10n.t("Gateway Trace") : vscode.l10n.t("Gateway Trace of {0}", node.integration.name);
  const chosen = await pickOne({ title, placeholder: vscode.l10n.t("Requests through the sandbox's gateway, newest first") }, traces.map(choiceOf));
  if (chosen !== back) await documents.show(`${chosen.method} ${chosen.time.slice(11, 19).replaceAll(":", ".")} ${chosen.id.slice(0, 8)}`, traceText(chosen));
}

/** What the gateway did with the requests to an integration since then, newest first; nothing where no sandbox tells. */
export async function tracesSince(services: Services, node: IntegrationNode, since: string): Promise<readonly GatewayTrace[]> {
  const sandbox = node.account.kind === "sandbox" ? await services.sandbox.running() : undefined;
  if (sandbox === undefined) return [];
  try {
    return (await readTraces(sandbox)).filter((trace) => Date.parse(trace.time) >= Date.parse(since) && isFor(trace, node));
  } catch (error) {
    services.log.debug(`The traces could not be read: ${String(error)}`);
    return [];
  }
}

async function nodeOf(services: Services, from: unknown): Promise<IntegrationNode | undefined> {
  if (isTreeNode(from)) return integrationAbove(from);
  const ref = isConsoleTarget(from) ? refInKey(from.key) : isIntegrationRef(from) ? from : undefined;
  return ref && findIntegration(services, ref);
}

/** A request that no API answers may have been meant for one of its APIs that is gone. */
function isFor({ api }: GatewayTrace, { integration }: IntegrationNode): boolean {
  return api === null || integration.apis.some(({ api: { path } }) => sameId(path, `apis/${api}`));
}

function choiceOf(trace: GatewayTrace): { label: string; description: string; detail: string; value: GatewayTrace } {
  const failure = failureIn(trace);
  const icon = failure !== undefined ? "$(error)" : (trace.status ?? 0) >= 400 ? "$(warning)" : "$(pass)";
  return {
    // The query would push the status out of sight; the trace itself has it.
    label: `${icon} ${trace.method} ${trace.url.replace(/\?.*$/s, "")}`,
    description: statusText(trace),
    detail: [trace.time.slice(11, 23), trace.api ?? vscode.l10n.t("no API"), failure ?? ""].filter((part) => part !== "").join(" · "),
    value: trace,
  };
}
