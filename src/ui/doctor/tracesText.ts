import * as l10n from "@vscode/l10n";
import type { GatewayTrace } from "../../sandbox/controlClient.ts";
import { failureIn, traceText } from "../../sandbox/traceText.ts";

/** More than these say the same again, in most cases. */
const mostShown = 5;

/** What the gateway's policies did with those of the doctor's requests that did not go well, as the end of its report; empty where all did. */
export function tracesText(traces: readonly GatewayTrace[]): string {
  const failed = traces.filter((trace) => (trace.status ?? 0) >= 400 || failureIn(trace) !== undefined).toReversed();
  if (failed.length === 0) return "";
  const shown = failed.slice(0, mostShown).map((trace) => traceText(trace).trimEnd().replaceAll(/^#/gm, "###"));
  const left = failed.length - shown.length;
  return `\n${[`## ${l10n.t("What the gateway's policies did")}`, ...shown, ...(left === 0 ? [] : [l10n.t("{0} more requests went no better; “Gateway Trace” shows each.", left)])].join("\n\n")}\n`;
}
