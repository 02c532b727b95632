import * as l10n from "@vscode/l10n";
import type { ProbeResult } from "../../doctor/model.ts";
import { resultText } from "../../doctor/report.ts";

/** A run that is under way, as Markdown: what is answered so far, in the order in which the answers came. */
export function progressText(title: string, results: readonly ProbeResult[], state: "asking" | "cancelled" | "failed"): string {
  const said = {
    asking: l10n.t("Asking… {0} answers so far.", results.length),
    cancelled: l10n.t("Cancelled after {0} answers.", results.length),
    failed: l10n.t("The doctor could not go on after {0} answers. The notification says why.", results.length),
  }[state];
  // What servers say may hold the end of a fence.
  const lines = results.map((result) => resultText(result).replaceAll("```", "'''"));
  return [`# ${l10n.t("Doctor: {0}", title)}`, `_${said}_`, ...(lines.length === 0 ? [] : ["```text\n" + lines.join("\n") + "\n```"]), ""].join("\n\n");
}
